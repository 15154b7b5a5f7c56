package lilypad.deploy.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** One thing that can be measured, by the name that {@code lilypad bench} takes. */
public interface Benchmark {

  /**
   * How to measure; a benchmark leaves what it has no use for.
   *
   * @param quick whether a rough answer within 60 s is wanted
   * @param part the one part that is wanted; empty for all
   * @param blocks of a chain that grows, instead of the benchmark's own number
   * @param interval between two of them, instead of the benchmark's own
   * @param events of a record, instead of the benchmark's own number
   * @param seed of what comes by chance
   */
  record Options(
      boolean quick,
      Optional<String> part,
      OptionalInt blocks,
      Optional<Duration> interval,
      OptionalLong events,
      long seed) {}

  /** What a person types. */
  String name();

  /** What it measures, in one line. */
  String about();

  /**
   * Measures.
   *
   * @param options how
   * @param progress told in words what is being done
   * @return what was measured, in the order to show it
   * @throws BenchFault if what was measured gave a wrong answer or ended
   */
  List<BenchRow> run(Options options, Consumer<String> progress) throws InterruptedException;

  /** All there are. */
  static List<Benchmark> all() {
    return List.of(
        new AuditBench(),
        new IntakeBench(),
        new JournalBench(),
        new PanelBench(),
        new RestartBench(),
        new SettlementBench());
  }

  /** The one of that name. */
  static Optional<Benchmark> of(String name) {
    return all().stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }
}
