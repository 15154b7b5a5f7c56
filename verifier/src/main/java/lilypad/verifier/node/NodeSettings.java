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
import lilypad.protocol.node.MediatorIdentity;
import lilypad.verifier.config.CheckedConfig;
import lilypad.verifier.executor.ExecutionLimits;
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

  private static final String SECTION = "lilypad.verifier";

  /**
   * Reads the configuration at {@code lilypad.verifier}.
   *
   * @throws ConfigException naming the key
   */
  public static NodeSettings read(Config verifier) {
    CheckedConfig config = CheckedConfig.of(verifier, SECTION);
    URI mediator = hostAndPort(config);
    Optional<Path> trust = config.optional("tls.trust-file").map(Path::of);
    if (trust.isEmpty() && !isLoopback(config, mediator.getHost())) {
      throw config.bad(
          "tls.trust-file",
          "needed, because the mediator "
              + mediator.getHost()
              + " is not at a loopback address: name the certificates (PEM) to trust");
    }
    return new NodeSettings(
        mediator.getHost(),
        mediator.getPort(),
        trust,
        new MediatorIdentity(
            config.address("mediator-address"),
            config.whole("chain-id", 1, Long.MAX_VALUE),
            config.address("verifying-contract")),
        config.text("operator"),
        KeyFile.read(verifier, SECTION),
        Path.of(config.text("data-folder")),
        config.wholeInt("slots", 1, Integer.MAX_VALUE),
        config.wholeInt("queue", 1, Integer.MAX_VALUE),
        config.urls("gateways"),
        new Limits(
            config.bytes("limits.memory", Long.MAX_VALUE),
            config.duration("limits.wall-clock"),
            config.bytes("limits.output", ExecutionLimits.MOST_OUTPUT_BYTES)),
        new Reconnect(config.duration("reconnect.first"), config.duration("reconnect.most")),
        config.duration("handshake"),
        config.duration("resend"),
        config.duration("keep-answers"));
  }

  private static URI hostAndPort(CheckedConfig config) {
    String text = config.text("mediator");
    try {
      URI uri = URI.create("grpc://" + text);
      if (uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= 65_535) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw config.bad("mediator", "expected HOST:PORT, got " + text);
    }
    throw config.bad("mediator", "expected HOST:PORT, got " + text);
  }

  private static boolean isLoopback(CheckedConfig config, String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw config.bad("mediator", "expected a host that resolves, got " + host);
    }
  }
}
