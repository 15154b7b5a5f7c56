package lilypad.verifier.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import lilypad.verifier.config.CheckedConfig;
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
    CheckedConfig config = CheckedConfig.of(verifier, "lilypad.verifier");
    CheckedConfig wasm = config.below("executor.wasm");
    Path work =
        wasm.optional("work-folder").map(Path::of).orElseGet(() -> dataFolder.resolve("work"));
    return new ServiceSettings(
        config.bytes("block-server.quota", Long.MAX_VALUE),
        config.listening("block-server.host", "block-server.port"),
        config.optionalUrl("block-server.url"),
        config.duration("fetch-timeout"),
        config.wholeInt("ambient-runs", 1, Integer.MAX_VALUE),
        wasm(wasm, work));
  }

  /** A runtime that is not there would fail every job, one after another. */
  private static WasmSettings wasm(CheckedConfig wasm, Path work) {
    Optional<Path> java = wasm.optional("java").map(Path::of);
    if (java.isPresent() && !Files.isExecutable(java.get())) {
      throw wasm.bad("java", "expected a Java program that can be run, got " + java.get());
    }
    return java.map(program -> new WasmSettings(program, work))
        .orElseGet(() -> WasmSettings.in(work));
  }
}
