package lilypad.deploy.cheat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.executor.Executor;
import lilypad.verifier.executor.wasm.WasmExecutor;
import lilypad.verifier.executor.wasm.WasmSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process of verifiers that cheat or fail, each with a key and a session of its own. */
public final class CheatsMain {

  /** Is in the line that says that all of them are connected. */
  public static final String READY = "cheats ready: ";

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator");
  private static final long QUOTA = 64L << 20;
  private static final Duration FETCH = Duration.ofSeconds(5);

  private CheatsMain() {}

  /**
   * Runs until the process is ended.
   *
   * @param arguments the path of the configuration
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    CheatSettings settings =
        CheatSettings.read(ConfigFactory.parseFile(Path.of(arguments[0]).toFile()).resolve());
    try (BlockFetcher fetcher = new BlockFetcher(FETCH);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      Executor executor = new WasmExecutor(WasmSettings.in(settings.dataFolder().resolve("work")));
      CheatingNode.Means means =
          new CheatingNode.Means(
              new RealRun(
                  executor,
                  new ArtifactSource(
                      BlockStore.open(settings.dataFolder().resolve("blocks"), QUOTA),
                      fetcher,
                      settings.gateways())),
              new SolverClaims(settings.solver()),
              new Ring());
      List<CompletableFuture<Void>> welcomes =
          settings.nodes().stream()
              .map(node -> node(settings, node, executor, means, timer).connect())
              .toList();
      welcomes.forEach(CompletableFuture::join);
      LOG.info("{}{} verifiers", READY, welcomes.size());
      new CountDownLatch(1).await();
    }
  }

  private static CheatingNode node(
      CheatSettings settings,
      CheatSettings.Node node,
      Executor executor,
      CheatingNode.Means means,
      ScheduledExecutorService timer) {
    return new CheatingNode(
        node,
        settings.host(),
        settings.port(),
        new NodeIdentity(
            node.key().address(),
            node.operator(),
            node.runtime().orElseGet(executor::runtimeDigest),
            List.of(executor.name()),
            Optional.empty(),
            1),
        new NodeSigner(settings.mediator(), node.key()),
        means,
        timer);
  }
}
