package lilypad.deploy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import lilypad.chain.chaos.ChaosProxy;
import lilypad.chain.chaos.ChaosSettings;
import lilypad.chain.chaos.FaultProfile;
import lilypad.deploy.bench.BenchRow.Goal.AtMost;

/**
 * A whole mediator with the embedded journal follows a chain that grows: polling, with the
 * doorbell, and behind the fault proxy while blocks are replaced. Each time the journal is compared
 * with the chain that the generator knows, log by log.
 */
final class LivePart {

  /** How often the node is asked: so many times a block, but not less often than this. */
  private static final Duration LONGEST_POLL = Duration.ofMillis(200);

  private static final int POLLS_A_BLOCK = 4;
  private static final long ABOVE_POLL_MILLIS = 100;
  private static final long DOORBELL_MILLIS = 150;

  /** Without reorganisations in the end, so that the last height stands for the last block. */
  private static final int QUIET_BLOCKS = 10;

  /** One block in so many comes with a reorganisation. */
  private static final int REORGANISING = 6;

  private static final Duration CATCH_UP = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** Blocks that are mined before the measured ones, so that little is left to compile. */
  private static final int LEAST_WARM_UP = 25;

  private static final int MOST_WARM_UP = 200;

  private final int blocks;
  private final Duration interval;
  private final long pollMillis;
  private final long seed;
  private final Consumer<String> progress;

  LivePart(Benchmark.Options options, Consumer<String> progress) {
    this.blocks = options.blocks().orElse(options.quick() ? 25 : 600);
    this.interval = options.interval().orElse(Duration.ofMillis(options.quick() ? 200 : 250));
    this.pollMillis =
        Math.max(1, Math.min(LONGEST_POLL.toMillis(), interval.toMillis() / POLLS_A_BLOCK));
    this.seed = options.seed();
    this.progress = progress;
  }

  private enum Course {
    POLLING("polling"),
    DOORBELL("doorbell"),
    FAULTS("faults and reorgs");

    private final String text;

    Course(String text) {
      this.text = text;
    }
  }

  List<BenchRow> run() {
    List<BenchRow> rows = new ArrayList<>();
    for (Course course : Course.values()) {
      try (ScratchFolder folder = ScratchFolder.create("live")) {
        rows.addAll(run(course, folder.path()));
      } catch (IOException e) {
        throw new BenchFault("expected a node on loopback", e);
      }
    }
    return rows;
  }

  private List<BenchRow> run(Course course, Path folder) throws IOException {
    progress.accept(
        String.format(
            Locale.ROOT,
            "live, %s: %,d blocks, one each %d ms, polled each %d ms, seed %d",
            course.text,
            blocks,
            interval.toMillis(),
            pollMillis,
            seed));
    LiveChain chain = new LiveChain(seed);
    long warm;
    try (LiveNode node = new LiveNode(chain)) {
      warm =
          switch (course) {
            case POLLING -> follow(chain, node, folder, node.url().toString(), "", false);
            case DOORBELL ->
                follow(
                    chain, node, folder, node.url().toString(), node.socketUrl().toString(), false);
            case FAULTS -> followThroughFaults(chain, node, folder);
          };
    }
    return rows(course, chain.canonical(), warm, folder);
  }

  private long followThroughFaults(LiveChain chain, LiveNode node, Path folder) throws IOException {
    try (ChaosProxy proxy = ChaosProxy.start(faults(node), fault -> {})) {
      long warm =
          follow(chain, node, folder, proxy.url().toString(), proxy.socketUrl().toString(), true);
      progress.accept("live: " + chain.replaced() + " blocks replaced, " + proxy.dealt());
      return warm;
    }
  }

  /** A bad network before an honest node: logs that cannot be recomputed prove no lie. */
  private ChaosSettings faults(LiveNode node) {
    ChaosSettings seeded = ChaosSettings.seeded(node.url(), seed, FaultProfile.named("mild"));
    return new ChaosSettings(
        seeded.target(),
        node.socketUrl(),
        seeded.port(),
        seeded.seed(),
        seeded.profile(),
        seeded.script());
  }

  /** Returns the height from which on latency counts; all counts for what is told. */
  private long follow(
      LiveChain chain,
      LiveNode node,
      Path folder,
      String url,
      String doorbell,
      boolean reorganise) {
    try (ChildProcess mediator =
        ChildProcess.start(
            "the mediator",
            LiveProcess.class,
            List.of(url, folder.resolve("data").toString(), Long.toString(pollMillis), doorbell))) {
      mediator.answer();
      mine(chain, node, 1, false);
      catchUp(mediator, chain.head().number());
      mine(chain, node, Math.max(LEAST_WARM_UP, Math.min(MOST_WARM_UP, blocks / 4)), false);
      catchUp(mediator, chain.head().number());
      long warm = chain.head().number() + 1;
      mine(chain, node, blocks, reorganise);
      catchUp(mediator, chain.head().number());
      return warm;
    }
  }

  /** Each block at its time, whatever the one before took. */
  private void mine(LiveChain chain, LiveNode node, int count, boolean reorganise) {
    Random random = new Random(seed);
    long next = System.nanoTime();
    for (int block = 0; block < count; block++) {
      next += interval.toNanos();
      for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      boolean turn = reorganise && random.nextInt(REORGANISING) == 0;
      if (turn && block < count - QUIET_BLOCKS) {
        chain.reorganise().forEach(node::announce);
      }
      node.announce(chain.mine());
    }
  }

  /** What is not taken in after a while is counted as lost. */
  private void catchUp(ChildProcess mediator, long last) {
    long end = System.nanoTime() + CATCH_UP.toNanos();
    String all = last + " 0";
    while (System.nanoTime() < end) {
      if (mediator.ask("?").equals(all)) {
        return;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    progress.accept("live: after " + CATCH_UP + " block " + last + " is still not taken in");
  }

  private List<BenchRow> rows(
      Course course, List<LiveChain.Mined> canonical, long warm, Path folder) {
    LiveJournal journal = LiveJournal.read(folder.resolve("data").resolve("journal"));
    LogDifference difference = journal.against(canonical);
    List<Long> latencies = journal.latencies(canonical.subList((int) warm, canonical.size()));
    long logs = canonical.stream().mapToLong(mined -> mined.logs().size()).sum();
    progress.accept(
        String.format(
            Locale.ROOT,
            "live, %s: %,d canonical logs compared; latency p50 %d ms, p99 %d ms, most %d ms of %,d"
                + " blocks",
            course.text,
            logs,
            percentile(latencies, 0.50),
            percentile(latencies, 0.99),
            percentile(latencies, 1),
            latencies.size()));
    List<BenchRow> rows = new ArrayList<>();
    rows.add(none(course, "lost", difference.lost()));
    rows.add(none(course, "duplicated", difference.duplicated()));
    rows.add(none(course, "out of order", difference.disordered()));
    if (course != Course.FAULTS) {
      AtMost goal =
          new AtMost(course == Course.DOORBELL ? DOORBELL_MILLIS : pollMillis + ABOVE_POLL_MILLIS);
      rows.add(latency(course, "p50", percentile(latencies, 0.50), goal));
      rows.add(latency(course, "p99", percentile(latencies, 0.99), goal));
    }
    return rows;
  }

  private static BenchRow none(Course course, String what, long count) {
    return BenchRow.alone(
        IntakeBench.NAME,
        "live, " + course.text + ", " + what,
        (double) count,
        "logs",
        new AtMost(0));
  }

  private static BenchRow latency(Course course, String which, long millis, AtMost goal) {
    return BenchRow.alone(
        IntakeBench.NAME,
        "live, " + course.text + ", block to durable, " + which,
        (double) millis,
        "ms",
        goal);
  }

  /** The smallest value that at least such a part does not exceed. */
  private static long percentile(List<Long> ascending, double part) {
    if (ascending.isEmpty()) {
      throw new BenchFault("expected blocks whose facts are durable, got none");
    }
    return ascending.get((int) Math.ceil(part * ascending.size()) - 1);
  }
}
