package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import lilypad.deploy.devnet.Devnet;
import lilypad.mediator.JournalKind;

/** A demo as a person starts it: progress and a table while it goes, and what came out. */
public final class DemoRun implements AutoCloseable {

  private final Path folder;
  private final DemoTable table;
  private final PrintWriter steps;
  private final PrintWriter rows;
  private final Demo demo;
  private final long started = System.nanoTime();
  private List<ScenarioReport> reports = List.of();

  private DemoRun(
      Path folder,
      boolean keep,
      Optional<Long> chaos,
      JournalKind journal,
      PrintWriter rows,
      PrintWriter steps) {
    this.folder = folder;
    this.rows = rows;
    this.steps = steps;
    this.table = new DemoTable(rows);
    this.demo = new Demo(folder, keep, chaos, journal, this::step, table::print);
  }

  /**
   * A demo that has not begun.
   *
   * @param folder takes all files
   * @param keep leaves the markets running until {@link #close}
   * @param chaos the seed of the faults between mediators and chain; empty for none
   * @param journal where the mediators keep theirs
   * @param rows takes the table
   * @param steps takes the progress
   */
  public static DemoRun open(
      Path folder,
      boolean keep,
      Optional<Long> chaos,
      JournalKind journal,
      PrintWriter rows,
      PrintWriter steps) {
    return new DemoRun(folder, keep, chaos, journal, rows, steps);
  }

  private void step(String who, String what) {
    synchronized (steps) {
      steps.printf(Locale.ROOT, "%3d s  %s: %s%n", seconds(), who, what);
      steps.flush();
    }
  }

  private long seconds() {
    return Duration.ofNanos(System.nanoTime() - started).toSeconds();
  }

  /**
   * Plays the scenarios.
   *
   * @return whether every expectation held
   * @throws lilypad.chain.rpc.Refused if a market does not come up
   * @throws InterruptedException if the thread was interrupted
   */
  public boolean play(Set<ScenarioName> wanted) throws InterruptedException {
    reports = demo.play(wanted);
    table.summary(reports, seconds());
    demo.dealtFaults().ifPresent(faults -> table.faults(faults.seed(), faults.dealt()));
    rows.println(
        "journals: "
            + demo.cassandra()
                .map(node -> "a keyspace of each mediator in " + node)
                .orElse(folder + "/*/mediator*/data/journal"));
    rows.flush();
    return !reports.isEmpty() && reports.stream().allMatch(ScenarioReport::ok);
  }

  /** What came out, as one JSON array. */
  public String json() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    reports.forEach(report -> all.add(report.json()));
    return all.toPrettyString();
  }

  /** The markets that were left running. */
  public List<Devnet> kept() {
    return demo.kept();
  }

  /** Ends all processes. */
  @Override
  public void close() {
    demo.close();
  }
}
