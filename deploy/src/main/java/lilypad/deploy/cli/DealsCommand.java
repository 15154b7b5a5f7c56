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
import picocli.CommandLine.Spec;

/** {@code lilypad deals}. */
@Command(name = "deals", description = "List the deals: votes, verdict, what the chain says.")
final class DealsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

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
      view.deals(deals);
    }
    return ExitCode.OK.number();
  }
}
