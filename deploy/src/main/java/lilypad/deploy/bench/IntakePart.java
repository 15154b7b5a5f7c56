package lilypad.deploy.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import lilypad.deploy.bench.BenchRow.Goal.AtLeast;
import lilypad.deploy.bench.BenchRow.Goal.AtMost;
import lilypad.deploy.bench.BenchRow.Reference;

/**
 * From a node's bytes until the facts are durable in their deals and the delivered mark stands
 * behind them: a whole mediator with the embedded journal in a process of its own takes in a chain
 * that is all final. Beside it the bare append of the same facts to the same disk.
 */
final class IntakePart {

  private static final double GOAL_LOGS = 20_000;
  private static final double GOAL_HEAP = 512;
  private static final int DEALS = 400_000;
  private static final int QUICK_DEALS = 30_000;
  private static final double MIB = 1 << 20;

  private final DealChain chain;
  private final Consumer<String> progress;

  IntakePart(boolean quick, Consumer<String> progress) {
    this.chain = new DealChain(quick ? QUICK_DEALS : DEALS);
    this.progress = progress;
  }

  List<BenchRow> run() {
    try (ScratchFolder folder = ScratchFolder.create("intake")) {
      return rows(taken(folder.path()), folder.path());
    }
  }

  private IntakeProcess.Found taken(Path folder) {
    progress.accept(String.format(Locale.ROOT, "intake: making %,d logs", chain.logs()));
    try (ChildProcess node =
        ChildProcess.start(
            "the canned node",
            DealNode.class,
            List.of(Integer.toString(chain.deals()), folder.resolve("logs.json").toString()))) {
      String url = "http://127.0.0.1:" + node.answer();
      progress.accept("intake: taking them in");
      try (ChildProcess mediator =
          ChildProcess.start(
              "the mediator",
              IntakeProcess.class,
              List.of(
                  url,
                  folder.resolve("data").toString(),
                  Long.toString(chain.last()),
                  Integer.toString(chain.logs())))) {
        return IntakeProcess.Found.parse(mediator.answer());
      }
    }
  }

  private List<BenchRow> rows(IntakeProcess.Found found, Path folder) {
    progress.accept("intake: comparing the journal with what was generated");
    JournalCheck check = new JournalCheck(chain, folder.resolve("appended"));
    check.read(folder.resolve("data").resolve("journal"));
    double seconds = found.nanos() / 1e9;
    progress.accept(
        String.format(
            Locale.ROOT,
            "intake: %,d logs in %.1f s and %.1f CPU s of the mediator; heap after a collection"
                + " %.0f MiB after a tenth, %.0f MiB at the end",
            chain.logs(),
            seconds,
            found.cpuNanos() / 1e9,
            found.early() / MIB,
            found.late() / MIB));
    return List.of(
        BenchRow.compared(
            IntakeBench.NAME,
            String.format(Locale.ROOT, "intake, durable in their deals, %,d logs", chain.logs()),
            chain.logs() / seconds,
            "logs/s",
            new Reference("appends of the same facts, fsync", check.appendsPerSecond()),
            new AtLeast(GOAL_LOGS)),
        BenchRow.alone(
            IntakeBench.NAME,
            "intake, most heap after a collection, -Xmx512m",
            found.most() / MIB,
            "MiB",
            new AtMost(GOAL_HEAP)));
  }
}
