package lilypad.mediator.panel;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import lilypad.verifier.config.CheckedConfig;

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
    CheckedConfig config = CheckedConfig.of(verifiers, "lilypad.mediator.verifiers");
    Optional<String> certificate = config.optional("tls.certificate-file");
    Optional<String> key = config.optional("tls.key-file");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw config.bad("tls", "certificate-file and key-file belong together");
    }
    NodeGatewaySettings settings =
        new NodeGatewaySettings(
            config.text("host"),
            config.port("port"),
            certificate.map(file -> new TlsFiles(Path.of(file), Path.of(key.orElseThrow()))),
            config.duration("heartbeat"),
            config.duration("silence"),
            config.duration("handshake"),
            config.wholeInt("handshakes", 1, Integer.MAX_VALUE),
            config.wholeInt("outbound-queue", 1, Integer.MAX_VALUE),
            (int) config.bytes("max-message", Integer.MAX_VALUE));
    settings.check(config);
    return settings;
  }

  private void check(CheckedConfig config) {
    if (tls.isEmpty() && !isLoopback(config)) {
      throw config.bad(
          "host", host + " is not a loopback address: set tls.certificate-file and tls.key-file");
    }
    if (silence.compareTo(heartbeat.multipliedBy(2)) < 0) {
      throw config.bad("silence", "expected at least twice heartbeat, got " + silence);
    }
  }

  private boolean isLoopback(CheckedConfig config) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw config.bad("host", host + " does not resolve");
    }
  }
}
