package lilypad.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import lilypad.deploy.demo.DemoRun;
import lilypad.deploy.demo.ScenarioName;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.RunFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lilypad demo}. */
@Command(
    name = "demo",
    description =
        "Mediate real disputes on a chain of its own and check each outcome against that chain.")
final class DemoCommand implements Callable<Integer> {

  /** What can be asked for. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ScenarioName.texts().iterator();
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "Play only this one; may be repeated. One of: ${COMPLETION-CANDIDATES}.")
  private List<String> scenarios = new ArrayList<>();

  @Option(names = "--keep", description = "Leave it running afterwards, until Ctrl-C.")
  private boolean keep;

  @Option(
      names = "--chaos",
      paramLabel = "SEED",
      description =
          "Let the mediators reach their chain through a proxy that deals the faults of this seed.")
  private Optional<Long> chaos = Optional.empty();

  @Mixin private JournalOption journal = new JournalOption();

  @Option(names = "--json", description = "Print one JSON array and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Set<ScenarioName> wanted = wanted();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path folder = RunFolder.create("demo");
    LogOutput.toFile(folder.resolve("demo.log"));
    try (DemoRun run = DemoRun.open(folder, keep, chaos, journal.kind(), json ? err : out, err)) {
      boolean ok = run.play(wanted);
      if (json) {
        out.println(run.json());
        out.flush();
      }
      if (keep) {
        for (Devnet devnet : run.kept()) {
          DevnetCommand.describe(devnet, err);
        }
        err.println("Ctrl-C stops all.");
        err.flush();
        Thread.currentThread().join();
      }
      return (ok ? ExitCode.OK : ExitCode.EXPECTATION_FAILED).number();
    }
  }

  private Set<ScenarioName> wanted() {
    if (scenarios.isEmpty()) {
      return EnumSet.allOf(ScenarioName.class);
    }
    Set<ScenarioName> wanted = EnumSet.noneOf(ScenarioName.class);
    for (String text : scenarios) {
      wanted.add(
          ScenarioName.of(text)
              .orElseThrow(
                  () ->
                      new CommandLine.ParameterException(
                          spec.commandLine(),
                          "Unknown scenario "
                              + text
                              + "; there are "
                              + String.join(", ", ScenarioName.texts()))));
    }
    return wanted;
  }
}
