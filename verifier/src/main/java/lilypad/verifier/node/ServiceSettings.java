package lilypad.verifier.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import lilypad.verifier.executor.wasm.WasmSettings;

/**
 * What a node's process needs around the node itself: blocks, their server, and the executor.
 *
 * @param blocksQuota bytes
 * @param blocksAddress where the block server listens
 * @param blocksUrl under which others reach it, if not at that address
 * @param fetchTimeout for one block from one gateway
 * @param ambientRuns how often a job of an ambient module is run
 */
record ServiceSettings(
    long blocksQuota,
    InetSocketAddress blocksAddress,
    Optional<URI> blocksUrl,
    Duration fetchTimeout,
    int ambientRuns,
    WasmSettings wasm) {

  /**
   * Reads the configuration at {@code lilypad.verifier}.
   *
   * @throws ConfigException naming the key
   */
  static ServiceSettings read(Config verifier, Path dataFolder) {
    Config wasm = verifier.getConfig("executor.wasm");
    Path work =
        filled(wasm, "work-folder").map(Path::of).orElseGet(() -> dataFolder.resolve("work"));
    return new ServiceSettings(
        verifier.getBytes("block-server.quota"),
        address(verifier),
        filled(verifier, "block-server.url").map(text -> url(verifier, text)),
        verifier.getDuration("fetch-timeout"),
        ambientRuns(verifier),
        filled(wasm, "java")
            .map(java -> new WasmSettings(Path.of(java), work))
            .orElseGet(() -> WasmSettings.in(work)));
  }

  private static int ambientRuns(Config verifier) {
    int runs = verifier.getInt("ambient-runs");
    if (runs < 1) {
      throw bad(verifier, "ambient-runs", "expected a number from 1, got " + runs);
    }
    return runs;
  }

  private static InetSocketAddress address(Config verifier) {
    String host = verifier.getString("block-server.host");
    int port = verifier.getInt("block-server.port");
    if (port < 0 || port > 65_535) {
      throw bad(verifier, "block-server.port", "expected 0 to 65535, got " + port);
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw bad(verifier, "block-server.host", "expected a host that resolves, got " + host);
    }
    return address;
  }

  private static URI url(Config verifier, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw bad(verifier, "block-server.url", "expected a URL, got " + text);
    }
  }

  private static Optional<String> filled(Config config, String key) {
    return Optional.of(config.getString(key)).filter(text -> !text.isBlank());
  }

  private static ConfigException bad(Config verifier, String key, String message) {
    return new ConfigException.BadValue(verifier.origin(), "lilypad.verifier." + key, message);
  }
}
