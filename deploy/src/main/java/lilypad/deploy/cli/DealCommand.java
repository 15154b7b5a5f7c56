package lilypad.deploy.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lilypad.deploy.view.ApiDeals;
import lilypad.deploy.view.Deals;
import lilypad.deploy.view.JournalDeals;
import lilypad.deploy.view.OperatorView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad deal}. */
@Command(
    name = "deal",
    description =
        "Tell a deal's story from the journal: who said what when, why the verdict, whose money"
            + " moved.")
final class DealCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "ID",
      description = "The deal's id or key, or a beginning that no other deal has.")
  private String deal = "";

  @Mixin private MediatorOptions mediator = new MediatorOptions();

  @Option(
      names = "--journal",
      paramLabel = "FOLDER",
      description =
          "Read a mediator's journal (or data) folder instead of asking it; nothing in it is"
              + " changed.")
  private Optional<Path> journal = Optional.empty();

  @Override
  public Integer call() {
    OperatorView view = new OperatorView(spec.commandLine().getOut(), mediator.json());
    try (Deals deals =
        journal.<Deals>map(JournalDeals::open).orElseGet(() -> new ApiDeals(mediator.open()))) {
      view.deal(deals, deal);
    }
    return ExitCode.OK.number();
  }
}
