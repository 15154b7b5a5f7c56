package lilypad.verifier.node;

import com.typesafe.config.Config;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.sign.PrivateKey;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockServer;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.executor.Executor;
import lilypad.verifier.executor.wasm.WasmExecutor;
import lilypad.verifier.key.KeyedFolder;

/** A verifier node as a process of its own. */
public final class VerifierProcess {

  /** Exit code: it was told to stop. */
  public static final int STOPPED = 0;

  /** Exit code: the mediator that the configuration names is another than the one that answers. */
  public static final int CONFIGURATION = 2;

  /**
   * Exit code: the mediator will not have this node until its roster or this configuration changes.
   */
  public static final int REFUSED = 3;

  private VerifierProcess() {}

  /**
   * Runs a node until it is refused for good or the process is told to stop (SIGTERM, SIGINT).
   *
   * @param config with the section {@code lilypad.verifier}, {@code reference.conf} below it
   * @return the exit code; every other one than {@link #STOPPED} is explained in the log
   * @throws com.typesafe.config.ConfigException naming the key that is missing or wrong
   * @throws CannotGoOn if key, data folder or port are not this node's to use, with the remedy
   */
  public static int run(Config config) {
    Config verifier = config.getConfig("lilypad.verifier");
    NodeSettings settings = NodeSettings.read(verifier);
    ServiceSettings around = ServiceSettings.read(verifier, settings.dataFolder());
    PrivateKey key = settings.key().key(System.getenv());
    try {
      KeyedFolder.claim(settings.dataFolder(), key.address(), "lilypad.verifier.data-folder");
      return serve(settings, around, key, new OperatorLog());
    } catch (IOException e) {
      throw new CannotGoOn(
          "The verifier cannot listen, read its certificates or write its data (" + e + ")",
          "Free the port under lilypad.verifier.block-server or set another (0 takes a free one),"
              + " and see that lilypad.verifier.data-folder can be written and tls.trust-file read",
          e);
    }
  }

  private static int serve(
      NodeSettings settings, ServiceSettings around, PrivateKey key, OperatorLog log)
      throws IOException {
    BlockStore store =
        BlockStore.open(settings.dataFolder().resolve("blocks"), around.blocksQuota());
    Executor executor = new WasmExecutor(around.wasm());
    try (BlockServer blocks = BlockServer.start(around.blocksAddress(), store);
        BlockFetcher fetcher = new BlockFetcher(around.fetchTimeout());
        VerifierNode node =
            new VerifierNode(
                settings,
                new NodeIdentity(
                    key.address(),
                    settings.operator(),
                    executor.runtimeDigest(),
                    List.of(executor.name()),
                    Optional.of(around.blocksUrl().orElseGet(blocks::baseUrl)),
                    settings.slots()),
                new NodeSigner(settings.mediator(), key),
                new LeaseRun(
                    List.of(executor),
                    new ArtifactSource(store, fetcher, settings.gateways()),
                    store,
                    settings.limits(),
                    around.ambientRuns()))) {
      // The rest of the process ends with it: its sockets are closed and its threads are daemons.
      Thread stop = stopper(node, log);
      Runtime.getRuntime().addShutdownHook(stop);
      node.start();
      VerifierNode.Ending ending = node.ending().join();
      return switch (ending) {
        case STOPPED -> STOPPED;
        case REFUSED -> {
          Runtime.getRuntime().removeShutdownHook(stop);
          yield REFUSED;
        }
        case WRONG_MEDIATOR -> {
          Runtime.getRuntime().removeShutdownHook(stop);
          yield CONFIGURATION;
        }
      };
    }
  }

  private static Thread stopper(VerifierNode node, OperatorLog log) {
    return new Thread(
        () -> {
          node.close();
          log.stopped();
        },
        "stop-verifier-node");
  }
}
