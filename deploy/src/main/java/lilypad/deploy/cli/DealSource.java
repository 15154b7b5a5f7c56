package lilypad.deploy.cli;

import java.nio.file.Path;
import java.util.Optional;
import lilypad.deploy.view.ApiDeals;
import lilypad.deploy.view.Deals;
import lilypad.deploy.view.JournalDeals;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whom a command about deals asks: a mediator, or a journal. */
final class DealSource {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Mixin private MediatorOptions mediator = new MediatorOptions();

  @Option(
      names = "--journal",
      paramLabel = "JOURNAL",
      description =
          "Read a mediator's journal instead of asking it: its journal or data folder, its"
              + " configuration (a .conf file), or what lilypad audit export wrote. Nothing in it is"
              + " changed. Not together with --api or --config.")
  private Optional<Path> journal = Optional.empty();

  boolean json() {
    return mediator.json();
  }

  /**
   * The deals.
   *
   * @throws ParameterException if both a journal and a mediator are named
   */
  Deals open() {
    if (journal.isEmpty()) {
      return new ApiDeals(mediator.open());
    }
    if (mediator.given()) {
      throw new ParameterException(
          command.commandLine(),
          "--journal reads a folder and asks no mediator: give it without --api and --config, or"
              + " leave it out");
    }
    return JournalDeals.of(journal.get(), Long.MAX_VALUE);
  }
}
