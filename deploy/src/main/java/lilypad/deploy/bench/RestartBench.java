package lilypad.deploy.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lilypad.protocol.Address;
import lilypad.protocol.sign.PrivateKey;

/**
 * How long a mediator with a long past takes from the start of its process until it follows the
 * chain again: the blocks that came meanwhile are durable in their deals. Beside it the same with
 * an empty journal, and the first start on the journal, for which nothing was kept but the facts.
 */
final class RestartBench implements Benchmark {

  static final String NAME = "restart";

  private static final double GOAL_MILLIS = 5_000;
  private static final String UNIT = "ms";

  /** A group's facts: its intake's, its deals', and what a verdict in every second one adds. */
  private static final int FACTS_OF_A_GROUP = 55;

  /** Blocks that come while the mediator is down. */
  private static final int NEWS = 3;

  private static final PrivateKey KEY = PrivateKey.fromHex("5e".repeat(32));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "from a mediator's start to following, with a journal of a million facts";
  }

  @Override
  public List<BenchRow> run(Options options, Consumer<String> progress)
      throws InterruptedException {
    int facts = options.quick() ? 100_000 : 1_000_000;
    try (ScratchFolder folder = ScratchFolder.create("restart")) {
      return new Run(folder.path(), facts, options.quick() ? 1 : 3, progress).rows();
    } catch (IOException e) {
      throw new BenchFault("expected room for a journal in the temporary folder", e);
    }
  }

  /** One measurement in a folder of its own. */
  private static final class Run {

    private final Path folder;
    private final int rounds;
    private final Consumer<String> progress;
    private final MarketHistory history;
    private final URI api;
    private long head;

    Run(Path folder, int facts, int rounds, Consumer<String> progress) throws IOException {
      this.folder = folder;
      this.rounds = rounds;
      this.progress = progress;
      Address signer = KEY.address();
      this.history = new MarketHistory(facts / FACTS_OF_A_GROUP + 1, signer);
      this.head = history.recorded();
      try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
        this.api = URI.create("http://127.0.0.1:" + free.getLocalPort());
      }
      Files.writeString(folder.resolve("key"), "5e".repeat(32));
      Files.setPosixFilePermissions(
          folder.resolve("key"), PosixFilePermissions.fromString("rw-------"));
    }

    List<BenchRow> rows() throws IOException, InterruptedException {
      progress.accept("restart: writing the journal");
      Path data = folder.resolve("long");
      long written =
          HistoryJournal.write(
              history, data.resolve("journal"), MarketHistory.CHAIN + "-" + MarketHistory.STORAGE);
      progress.accept("restart: " + written + " facts are in it");
      try (ChildProcess node =
          ChildProcess.start(
              "the history's node",
              HistoryNode.class,
              List.of(Integer.toString(history.groups()), history.signer().toString()))) {
        URI rpc = URI.create("http://127.0.0.1:" + node.answer());
        // The first start also keeps the intake's state at once, as it comes to be in a longer
        // life.
        double first = started(node, configuration("first", data, rpc, 1, 1), "the first start");
        double restart = median(node, configuration("again", data, rpc, 1, 1_000), "restart");
        double empty = emptyJournals(node, rpc);
        return List.of(
            row("following again", restart, "an empty journal", empty),
            row("following again", restart, "the first start, of facts alone", first));
      }
    }

    private static BenchRow row(String metric, double value, String reference, double other) {
      return BenchRow.compared(
          NAME,
          metric,
          value,
          UNIT,
          new BenchRow.Reference(reference, other),
          new BenchRow.Goal.AtMost(GOAL_MILLIS));
    }

    private double emptyJournals(ChildProcess node, URI rpc)
        throws IOException, InterruptedException {
      List<Double> all = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        all.add(
            started(
                node,
                configuration("empty" + i, folder.resolve("empty" + i), rpc, head + 1, 1_000),
                "an empty journal"));
      }
      return middle(all);
    }

    private double median(ChildProcess node, Path configuration, String what)
        throws InterruptedException {
      List<Double> all = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        all.add(started(node, configuration, what));
      }
      return middle(all);
    }

    private static double middle(List<Double> all) {
      return all.stream().sorted().toList().get(all.size() / 2);
    }

    /** Has blocks come, starts, waits until all is known again, and stops. */
    private double started(ChildProcess node, Path configuration, String what)
        throws InterruptedException {
      head += NEWS;
      node.ask(Long.toString(head));
      try (MediatorRun mediator = MediatorRun.start(configuration, api, folder)) {
        long millis = mediator.following(head);
        double cpu = mediator.cpuSeconds();
        progress.accept(
            "restart: %s: following after %d ms (%.1f s of CPU), %d deals open, all listed after %d ms"
                .formatted(what, millis, cpu, mediator.open(), mediator.whole()));
        return millis;
      }
    }

    private Path configuration(String name, Path data, URI rpc, long startBlock, int keptEvery)
        throws IOException {
      return Files.writeString(
          folder.resolve(name + ".conf"),
          """
          lilypad.mediator {
            key-file = "%s"
            data-folder = "%s"
            chain {
              rpc = "%s"
              chain-id = %d
              start-block = %d
              contracts {
                token = "0x00000000000000000000000000000000000000a1"
                payments = "0x00000000000000000000000000000000000000a2"
                storage = "%s"
                mediation = "%s"
              }
            }
            solver.url = "http://127.0.0.1:1"
            verifiers {
              port = 0
              roster = [ { address = "0x00000000000000000000000000000000000000e1", operator = "a" } ]
            }
            snapshots.entity-every = %d
            api.port = %d
          }
          """
              .formatted(
                  folder.resolve("key"),
                  data,
                  rpc,
                  MarketHistory.CHAIN,
                  startBlock,
                  MarketHistory.STORAGE,
                  MarketHistory.MEDIATION,
                  keptEvery,
                  api.getPort()));
    }
  }
}
