package lilypad.deploy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad journal}. */
@Command(
    name = "journal",
    description = "Back a mediator's journal up, restore it, and check that it is whole.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      JournalBackupCommand.class,
      JournalRestoreCommand.class,
      JournalCheckCommand.class
    })
final class JournalCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
