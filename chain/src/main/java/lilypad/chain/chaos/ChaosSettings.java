package lilypad.chain.chaos;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A proxy: what it stands before, and what it does.
 *
 * @param target the node's JSON-RPC endpoint over HTTP; may hold credentials, which go to the node
 *     and are shown to nobody
 * @param socketTarget the node's endpoint over WebSocket
 * @param port the port on loopback; 0 for a free one
 * @param seed of what comes by chance
 * @param profile what comes by chance; empty for nothing
 * @param script what comes at its place; goes before chance
 */
public record ChaosSettings(
    URI target,
    URI socketTarget,
    int port,
    long seed,
    Optional<FaultProfile> profile,
    List<ScriptedFault> script) {

  private static final Set<String> HTTP = Set.of("http", "https");
  private static final Set<String> SOCKET = Set.of("ws", "wss");

  public ChaosSettings {
    script = List.copyOf(script);
    require(target, HTTP);
    require(socketTarget, SOCKET);
  }

  private static void require(URI url, Set<String> schemes) {
    if (!schemes.contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "expected a url of "
              + String.join(" or ", schemes.stream().sorted().toList())
              + " with a host, got one of "
              + url.getScheme());
    }
  }

  /** Faults by chance before a node, on a free port. */
  public static ChaosSettings seeded(URI target, long seed, FaultProfile profile) {
    return new ChaosSettings(target, socketOf(target), 0, seed, Optional.of(profile), List.of());
  }

  /** Faults at their places before a node, on a free port. */
  public static ChaosSettings scripted(URI target, List<ScriptedFault> script) {
    return new ChaosSettings(target, socketOf(target), 0, 0, Optional.empty(), script);
  }

  /** Where a node that serves both at one port has its WebSocket, as Anvil does. */
  public static URI socketOf(URI target) {
    require(target, HTTP);
    try {
      return new URI(
          target.getScheme().equals("https") ? "wss" : "ws",
          target.getUserInfo(),
          target.getHost(),
          target.getPort(),
          target.getPath(),
          target.getQuery(),
          null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("expected a url that can be one of ws", e);
    }
  }

  /** A url without credentials, path and query: providers put their keys into all three. */
  public static String shown(URI url) {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }
}
