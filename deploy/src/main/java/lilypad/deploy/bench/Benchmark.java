package lilypad.deploy.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One thing that can be measured, by the name that {@code lilypad bench} takes. */
public interface Benchmark {

  /** What a person types. */
  String name();

  /** What it measures, in one line. */
  String about();

  /**
   * Measures.
   *
   * @param quick whether a rough answer within 60 s is wanted
   * @param progress told in words what is being done
   * @return what was measured, in the order to show it
   * @throws BenchFault if what was measured gave a wrong answer or ended
   */
  List<BenchRow> run(boolean quick, Consumer<String> progress) throws InterruptedException;

  /** All there are. */
  static List<Benchmark> all() {
    return List.of(new IntakeBench(), new RestartBench(), new SettlementBench());
  }

  /** The one of that name. */
  static Optional<Benchmark> of(String name) {
    return all().stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }
}
