package lilypad.deploy.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lilypad.deploy.bench.BenchRow.Goal.AtLeast;
import lilypad.deploy.bench.BenchRow.Goal.AtMost;
import lilypad.deploy.bench.BenchRow.Goal.Shown;
import lilypad.persistence.audit.RecordCheck.Report;

/**
 * Disputed deals from check to verdict intent: a whole mediator with the embedded journal, all
 * verifiers in a process of their own that speak the real protocol and sign, chain and solver
 * answered by a third. Every verdict is compared with the one that the generator of the deals
 * knows, and the record is audited.
 */
final class PanelBench implements Benchmark {

  static final String NAME = "panel";

  private static final double GOAL_DEALS = 1_000;
  private static final double GOAL_KIB = 10;
  private static final double GOAL_SORTITION = 1;
  private static final double GOAL_POSTERIOR = 50;
  private static final int PANEL = 3;
  private static final int HEAP_MIB = 1_024;

  /** So many deals are under way at the same time, as many as there are. */
  private static final int UNDER_WAY = 1_000;

  /** After so many decided ones as many others come. */
  private static final int STEP = 500;

  private static final double KIB = 1 << 10;
  private static final Duration BLOCK = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final double MICROS_A_MILLI = 1e3;

  /** Deals that come before the measured ones, so that little is left to compile. */
  private record Size(int warm, int measured) {
    static Size of(boolean quick) {
      return quick ? new Size(1_000, 2_000) : new Size(2_000, 5_000);
    }
  }

  /** What one run gave. */
  private record Found(
      double seconds, double cpu, double verifiersCpu, List<Long> samples, double heap) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "disputes from check to verdict, panels of three; where the time goes; memory; rules";
  }

  @Override
  public List<BenchRow> run(Options options, Consumer<String> progress)
      throws InterruptedException {
    Size size = Size.of(options.quick());
    try (ScratchFolder folder = ScratchFolder.create(NAME)) {
      PanelDeals market = new PanelDeals(size.warm(), size.warm() + size.measured());
      List<BenchRow> rows = new ArrayList<>(rows(size, run(market, size, folder.path(), progress)));
      progress.accept("panel: comparing every verdict with what was generated");
      PanelCheck check = new PanelCheck(market);
      Path journal = folder.path().resolve("data").resolve("journal");
      check.read(journal);
      audited(check.audit(journal, folder.path().resolve("record.audit")), progress);
      progress.accept("panel: single rules");
      rows.add(
          BenchRow.alone(
              NAME,
              "sortition among 10,000 nodes, panel of 3",
              RuleSpeed.sortition() / MICROS_A_MILLI,
              "ms",
              new AtMost(GOAL_SORTITION)));
      rows.add(
          BenchRow.alone(
              NAME,
              "posterior over 100 answers",
              RuleSpeed.posterior(),
              "us",
              new AtMost(GOAL_POSTERIOR)));
      return rows;
    }
  }

  private static void audited(Report report, Consumer<String> progress) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "panel: the audit of all %,d facts holds: %,d panels drawn again, each of their %,d"
                + " candidates' standings reckoned again, %,d verdicts reached again, %,d"
                + " signatures checked",
            report.leaves(),
            report.counts().panels(),
            report.counts().panels() * PanelDeals.NODES,
            report.counts().verdicts(),
            report.counts().signatures()));
  }

  private static Found run(PanelDeals market, Size size, Path folder, Consumer<String> progress)
      throws InterruptedException {
    progress.accept(
        String.format(Locale.ROOT, "panel: making %,d deals and their chain", market.deals()));
    try (ChildProcess world =
        ChildProcess.start(
            "node and solver",
            PanelNode.class,
            List.of(Integer.toString(market.first()), Integer.toString(market.deals())))) {
      String[] ports = world.answer().split(" ", 2);
      try (ChildProcess mediator =
              ChildProcess.start(
                  "the mediator",
                  PanelMediator.class,
                  HEAP_MIB,
                  List.of(
                      "http://127.0.0.1:" + ports[0],
                      "http://127.0.0.1:" + ports[1],
                      folder.resolve("data").toString()));
          ChildProcess verifiers =
              ChildProcess.start(
                  "the verifiers", PanelVerifiers.class, List.of(mediator.answer()))) {
        told(verifiers.answer(), "connected");
        world.ask(Long.toString(market.agreed()));
        mediator.ask("at " + market.agreed());
        progress.accept(
            String.format(Locale.ROOT, "panel: %,d deals before the measured ones", size.warm()));
        long cpuBefore = decided(market, 0, size.warm(), world, verifiers);
        long heapBefore = Long.parseLong(mediator.ask("heap"));
        progress.accept(String.format(Locale.ROOT, "panel: %,d deals", size.measured()));
        mediator.ask("begin");
        long began = System.nanoTime();
        long cpuAfter = decided(market, size.warm(), market.deals(), world, verifiers);
        double seconds = (System.nanoTime() - began) / 1e9;
        String[] end = mediator.ask("end").split(" ", -1);
        long heap = Long.parseLong(mediator.ask("heap")) - heapBefore;
        told(mediator.ask("open"), Integer.toString(market.deals()));
        return new Found(
            seconds,
            Long.parseLong(end[0]) / 1e9,
            (cpuAfter - cpuBefore) / 1e9,
            Stream.of(end).skip(1).map(Long::parseLong).toList(),
            heap);
      }
    }
  }

  /**
   * Has the checks of deals come; ends when all of their reveals are recorded. A block comes each
   * second, as on a chain.
   *
   * @param from how many came before and are decided
   * @param to how many are to be decided in the end
   * @return the CPU time of the verifiers so far
   */
  private static long decided(
      PanelDeals market, int from, int to, ChildProcess world, ChildProcess verifiers)
      throws InterruptedException {
    long cpu = 0;
    for (int done = from; done < to; done += STEP) {
      int coming = Math.min(to, done + UNDER_WAY);
      long head = market.checked(coming);
      world.ask(Long.toString(head));
      verifiers.tell(Long.toString((long) PANEL * (done + STEP)));
      long next = System.nanoTime() + BLOCK.toNanos();
      while (!verifiers.answered(LOOK)) {
        if (System.nanoTime() >= next) {
          next += BLOCK.toNanos();
          head = Math.min(head + 1, market.quiet(coming));
          world.ask(Long.toString(head));
        }
      }
      String[] answer = verifiers.answer().split(" ", 2);
      told(answer[0], "done");
      cpu = Long.parseLong(answer[1]);
    }
    return cpu;
  }

  private static void told(String actual, String expected) {
    if (!actual.equals(expected)) {
      throw new BenchFault("expected " + expected + ", got " + actual);
    }
  }

  private static List<BenchRow> rows(Size size, Found found) {
    List<BenchRow> rows = new ArrayList<>();
    rows.add(
        BenchRow.alone(
            NAME,
            String.format(
                Locale.ROOT, "check to verdict intent, panels of 3, %,d deals", size.measured()),
            size.measured() / found.seconds(),
            "deals/s",
            new AtLeast(GOAL_DEALS)));
    rows.add(shown("of it, CPU of the mediator", found.cpu() * 1e6 / size.measured(), "us/deal"));
    rows.add(
        shown(
            "of it, CPU of the verifiers",
            found.verifiersCpu() * 1e6 / size.measured(),
            "us/deal"));
    long all = found.samples().stream().flatMapToLong(LongStream::of).sum();
    Iterator<Long> counts = found.samples().iterator();
    for (TimeShares.Room room : TimeShares.Room.values()) {
      rows.add(
          shown(
              "the mediator's time, " + room.text(), 100.0 * counts.next() / all, "% of samples"));
    }
    rows.add(
        BenchRow.alone(
            NAME,
            "heap of an open deal with its verdict",
            found.heap() / KIB / size.measured(),
            "KiB",
            new AtMost(GOAL_KIB)));
    return rows;
  }

  private static BenchRow shown(String metric, double value, String unit) {
    return BenchRow.alone(NAME, metric, value, unit, new Shown());
  }
}
