package lilypad.mediator.panel;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the gateway listens and how long it waits; {@code lilypad.mediator.verifiers} in {@code
 * reference.conf} says what each key means.
 *
 * @param tls the certificate chain and key in PEM; absent only on loopback
 */
public record NodeGatewaySettings(
    String host,
    int port,
    Optional<TlsFiles> tls,
    Duration heartbeat,
    Duration silence,
    Duration handshake,
    int handshakes,
    int outboundQueue,
    int maxMessageBytes) {

  /**
   * What the server shows and proves.
   *
   * @param certificate the certificate chain in PEM, the server's own first
   * @param key its private key in PEM (PKCS #8)
   */
  public record TlsFiles(Path certificate, Path key) {}

  /**
   * Reads the configuration at {@code lilypad.mediator.verifiers}.
   *
   * @throws ConfigException naming the key
   */
  public static NodeGatewaySettings read(Config verifiers) {
    String certificate = verifiers.getString("tls.certificate-file");
    String key = verifiers.getString("tls.key-file");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw bad(verifiers, "tls", "certificate-file and key-file belong together");
    }
    NodeGatewaySettings settings =
        new NodeGatewaySettings(
            verifiers.getString("host"),
            verifiers.getInt("port"),
            certificate.isEmpty()
                ? Optional.empty()
                : Optional.of(new TlsFiles(Path.of(certificate), Path.of(key))),
            verifiers.getDuration("heartbeat"),
            verifiers.getDuration("silence"),
            verifiers.getDuration("handshake"),
            verifiers.getInt("handshakes"),
            verifiers.getInt("outbound-queue"),
            Math.toIntExact(verifiers.getBytes("max-message")));
    settings.check(verifiers);
    return settings;
  }

  private void check(Config verifiers) {
    if (port < 0 || port > 65_535) {
      throw bad(verifiers, "port", "expected 0 to 65535, got " + port);
    }
    if (tls.isEmpty() && !isLoopback(verifiers)) {
      throw bad(
          verifiers,
          "host",
          host + " is not a loopback address: set tls.certificate-file and tls.key-file");
    }
    if (silence.compareTo(heartbeat.multipliedBy(2)) < 0) {
      throw bad(verifiers, "silence", "expected at least twice heartbeat, got " + silence);
    }
    if (handshakes < 1 || outboundQueue < 1) {
      throw bad(verifiers, "handshakes", "handshakes and outbound-queue must be at least 1");
    }
  }

  private boolean isLoopback(Config verifiers) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw bad(verifiers, "host", host + " does not resolve");
    }
  }

  private static ConfigException bad(Config verifiers, String key, String message) {
    return new ConfigException.BadValue(
        verifiers.origin(), "lilypad.mediator.verifiers." + key, message);
  }
}
