package lilypad.deploy.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import lilypad.deploy.bench.BenchRow.Goal.RatioAtLeast;
import lilypad.deploy.bench.BenchRow.Reference;

/**
 * From response bytes to typed facts, per CPU second. A node in a process of its own serves canned
 * answers; each way of reading has a process too, so that neither compiles or collects on another's
 * account. All warm up until their compilers have little left to do, then take rounds in turn.
 */
final class ReadingPart {

  private static final String UNIT = "logs/cpu-s";
  private static final double GOAL_WEB3J = 4.0;
  private static final double GOAL_DRAIN = 0.40;
  private static final int LEAST_WARM_UPS = 8;

  /** What compiling may take of a round's time for it to count as warm. */
  private static final double WARM = 0.05;

  private final Consumer<String> progress;
  private final CannedLogs logs;
  private final Map<Reading.Way, Tally> expected = new EnumMap<>(Reading.Way.class);
  private final Duration patience;
  private final int rounds;

  ReadingPart(boolean quick, Consumer<String> progress) {
    this.progress = progress;
    // 300,000 logs measured in each way, or 60,000.
    this.logs = new CannedLogs(quick ? 4 : 10);
    this.patience = Duration.ofSeconds(quick ? 25 : 120);
    this.rounds = quick ? 5 : 10;
  }

  /** What a process needed for its rounds. */
  private record Spent(long logs, long cpuNanos, long compileNanos) {

    Spent plus(Spent other) {
      return new Spent(
          logs + other.logs, cpuNanos + other.cpuNanos, compileNanos + other.compileNanos);
    }

    boolean isWarm() {
      return compileNanos < WARM * cpuNanos;
    }

    double rate() {
      return logs * 1e9 / cpuNanos;
    }
  }

  List<BenchRow> run() {
    try (ChildProcess node =
        ChildProcess.start(
            "the canned node", CannedNode.class, List.of(Integer.toString(logs.ranges())))) {
      String url = "http://127.0.0.1:" + node.answer();
      Map<Reading.Way, ChildProcess> readers = new EnumMap<>(Reading.Way.class);
      try {
        for (Reading.Way way : Reading.Way.values()) {
          readers.put(
              way,
              ChildProcess.start(
                  "the reader " + way.text(), ReadingProcess.class, List.of(way.text(), url)));
        }
        return rows(readers);
      } finally {
        readers.values().forEach(ChildProcess::close);
      }
    }
  }

  private List<BenchRow> rows(Map<Reading.Way, ChildProcess> readers) {
    progress.accept("reading: warming up");
    long end = System.nanoTime() + patience.toNanos();
    boolean warm = false;
    for (int i = 0; i < LEAST_WARM_UPS || (!warm && System.nanoTime() < end); i++) {
      warm = round(readers).values().stream().allMatch(Spent::isWarm);
    }
    if (!warm) {
      progress.accept("reading: measured while still compiling; the machine is busy");
    }
    Map<Reading.Way, Spent> spent = new EnumMap<>(Reading.Way.class);
    for (int i = 1; i <= rounds; i++) {
      progress.accept("reading: round " + i + " of " + rounds);
      round(readers).forEach((way, more) -> spent.merge(way, more, Spent::plus));
    }
    return rows(
        rate(spent, Reading.Way.OURS),
        rate(spent, Reading.Way.WEB3J),
        rate(spent, Reading.Way.DRAIN));
  }

  private static double rate(Map<Reading.Way, Spent> spent, Reading.Way way) {
    return Optional.ofNullable(spent.get(way)).orElseThrow().rate();
  }

  private static List<BenchRow> rows(double ours, double web3j, double drain) {
    return List.of(
        BenchRow.compared(
            IntakeBench.NAME,
            "reading, typed facts",
            ours,
            UNIT,
            new Reference("web3j 5 ethGetLogs and ABI decoder", web3j),
            new RatioAtLeast(GOAL_WEB3J)),
        BenchRow.compared(
            IntakeBench.NAME,
            "reading, typed facts",
            ours,
            UNIT,
            new Reference("bare drain of the same bytes", drain),
            new RatioAtLeast(GOAL_DRAIN)));
  }

  /** Each way reads the whole chain once. */
  private Map<Reading.Way, Spent> round(Map<Reading.Way, ChildProcess> readers) {
    Map<Reading.Way, Spent> spent = new EnumMap<>(Reading.Way.class);
    readers.forEach((way, reader) -> spent.put(way, round(way, reader)));
    return spent;
  }

  private Spent round(Reading.Way way, ChildProcess reader) {
    String[] answer = reader.ask(Integer.toString(logs.ranges())).split(" ", 3);
    Tally there = expected.computeIfAbsent(way, this::expected);
    if (!answer[2].equals(there.toString())) {
      throw new BenchFault(
          "expected that reading " + way.text() + " finds " + there + ", got " + answer[2]);
    }
    return new Spent(there.logs(), Long.parseLong(answer[0]), Long.parseLong(answer[1]));
  }

  private Tally expected(Reading.Way way) {
    IntFunction<Tally> part = way == Reading.Way.DRAIN ? logs::expectedBytes : logs::expected;
    Tally all = new Tally();
    for (int range = 0; range < logs.ranges(); range++) {
      all.add(part.apply(range));
    }
    return all;
  }
}
