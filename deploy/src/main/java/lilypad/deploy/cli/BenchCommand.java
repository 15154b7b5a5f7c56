package lilypad.deploy.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import lilypad.deploy.bench.BenchRow;
import lilypad.deploy.bench.BenchTable;
import lilypad.deploy.bench.Benchmark;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad bench}. */
@Command(
    name = "bench",
    description =
        "Measure ours and what it is compared with in one run. A goal that is missed is printed;"
            + " the exit code stays 0. Without a name: list what can be measured.")
final class BenchCommand implements Callable<Integer> {

  /** What can be asked for. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Benchmark.all().stream().map(Benchmark::name).iterator();
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "What to measure. One of: ${COMPLETION-CANDIDATES}.")
  private Optional<String> name = Optional.empty();

  @Option(names = "--quick", description = "A rough answer within 60 s.")
  private boolean quick;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "Only this part of it: of intake one of reading, intake, live.")
  private Optional<String> part = Optional.empty();

  @Option(
      names = "--blocks",
      paramLabel = "N",
      description = "Of intake, part live: how many blocks are mined in each run.")
  private Optional<Integer> blocks = Optional.empty();

  @Option(
      names = "--interval-ms",
      paramLabel = "MS",
      description = "Of intake, part live: the milliseconds between two blocks.")
  private Optional<Integer> intervalMillis = Optional.empty();

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Of audit: how many events the larger record has.")
  private Optional<Integer> events = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Of what comes by chance. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--json", description = "Print one JSON array and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (name.isEmpty()) {
      Benchmark.all().forEach(known -> out.printf("%-10s %s%n", known.name(), known.about()));
      out.flush();
      return ExitCode.OK.number();
    }
    List<BenchRow> rows =
        wanted(name.get())
            .run(
                options(),
                words -> {
                  err.println("lilypad: " + words);
                  err.flush();
                });
    if (json) {
      out.println(BenchTable.json(rows));
      out.flush();
    } else {
      BenchTable.print(rows, out);
    }
    return ExitCode.OK.number();
  }

  private Benchmark.Options options() {
    return new Benchmark.Options(
        quick,
        part,
        blocks
            .map(count -> OptionalInt.of(positive("--blocks", count)))
            .orElseGet(OptionalInt::empty),
        intervalMillis.map(millis -> Duration.ofMillis(positive("--interval-ms", millis))),
        events
            .map(count -> OptionalLong.of(positive("--events", count)))
            .orElseGet(OptionalLong::empty),
        seed);
  }

  private int positive(String option, int number) {
    if (number < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), option + ": expected 1 or more, got " + number);
    }
    return number;
  }

  private Benchmark wanted(String text) {
    return Benchmark.of(text)
        .orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    spec.commandLine(),
                    "Unknown benchmark " + text + "; there are " + String.join(", ", new Names())));
  }
}
