package lilypad.verifier.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.verifier.key.KeyFile;

/**
 * What a node is told by its operator; {@code lilypad.verifier} in {@code reference.conf} says what
 * each key means.
 *
 * @param host of the mediator's gateway
 * @param port of the mediator's gateway
 * @param trust the certificates in PEM that the mediator's certificate must descend from; absent
 *     only on loopback
 * @param mediator whom this node signs for, and nobody else
 * @param operator as the mediator's roster names them
 * @param key where the node's private key is
 * @param dataFolder holds the answers that were given, and the blocks of results
 */
public record NodeSettings(
    String host,
    int port,
    Optional<Path> trust,
    MediatorIdentity mediator,
    String operator,
    KeyFile key,
    Path dataFolder,
    int slots,
    int queue,
    List<URI> gateways,
    Limits limits,
    Reconnect reconnect,
    Duration handshake,
    Duration resend,
    Duration keepAnswers) {

  /**
   * What one job may use here; a lease may allow less.
   *
   * @param outputBytes of all that a job writes
   */
  public record Limits(long memoryBytes, Duration wallClock, long outputBytes) {}

  /** The first and the longest wait between two tries to connect. */
  public record Reconnect(Duration first, Duration most) {}

  private static final String SECTION = "lilypad.verifier.";

  /**
   * Reads the configuration at {@code lilypad.verifier}.
   *
   * @throws ConfigException naming the key
   */
  public static NodeSettings read(Config verifier) {
    URI mediator = hostAndPort(verifier);
    String trust = verifier.getString("tls.trust-file");
    if (trust.isEmpty() && !isLoopback(verifier, mediator.getHost())) {
      throw bad(
          verifier,
          "tls.trust-file",
          "needed, because the mediator "
              + mediator.getHost()
              + " is not at a loopback address: name the certificates (PEM) to trust");
    }
    return new NodeSettings(
        mediator.getHost(),
        mediator.getPort(),
        trust.isEmpty() ? Optional.empty() : Optional.of(Path.of(trust)),
        new MediatorIdentity(
            address(verifier, "mediator-address"),
            positive(verifier, "chain-id", verifier.getLong("chain-id")),
            address(verifier, "verifying-contract")),
        filled(verifier, "operator"),
        KeyFile.read(verifier, "lilypad.verifier"),
        Path.of(filled(verifier, "data-folder")),
        (int) positive(verifier, "slots", verifier.getInt("slots")),
        (int) positive(verifier, "queue", verifier.getInt("queue")),
        verifier.getStringList("gateways").stream().map(text -> gateway(verifier, text)).toList(),
        new Limits(
            positive(verifier, "limits.memory", verifier.getBytes("limits.memory")),
            positive(verifier, "limits.wall-clock"),
            positive(verifier, "limits.output", verifier.getBytes("limits.output"))),
        new Reconnect(positive(verifier, "reconnect.first"), positive(verifier, "reconnect.most")),
        positive(verifier, "handshake"),
        positive(verifier, "resend"),
        positive(verifier, "keep-answers"));
  }

  private static URI hostAndPort(Config verifier) {
    String text = filled(verifier, "mediator");
    try {
      URI uri = URI.create("grpc://" + text);
      if (uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= 65_535) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw bad(verifier, "mediator", "expected HOST:PORT, got " + text, e);
    }
    throw bad(verifier, "mediator", "expected HOST:PORT, got " + text);
  }

  private static boolean isLoopback(Config verifier, String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw bad(verifier, "mediator", "expected a host that resolves, got " + host, e);
    }
  }

  private static Address address(Config verifier, String key) {
    try {
      return Address.fromHex(filled(verifier, key));
    } catch (MalformedValue e) {
      throw bad(verifier, key, String.valueOf(e.getMessage()), e);
    }
  }

  private static URI gateway(Config verifier, String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw bad(verifier, "gateways", "expected http(s) URLs, got " + text, e);
    }
    throw bad(verifier, "gateways", "expected http(s) URLs, got " + text);
  }

  private static String filled(Config verifier, String key) {
    String text = verifier.getString(key);
    if (text.isBlank()) {
      throw bad(verifier, key, "must be set");
    }
    return text;
  }

  private static long positive(Config verifier, String key, long value) {
    if (value <= 0) {
      throw bad(verifier, key, "expected a positive number, got " + value);
    }
    return value;
  }

  private static Duration positive(Config verifier, String key) {
    Duration value = verifier.getDuration(key);
    if (!value.isPositive()) {
      throw bad(verifier, key, "expected a positive duration, got " + value);
    }
    return value;
  }

  private static ConfigException bad(Config verifier, String key, String message) {
    return new ConfigException.BadValue(verifier.origin(), SECTION + key, message);
  }

  private static ConfigException bad(Config verifier, String key, String message, Throwable cause) {
    return new ConfigException.BadValue(verifier.origin(), SECTION + key, message, cause);
  }
}
