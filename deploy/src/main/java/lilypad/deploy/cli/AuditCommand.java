package lilypad.deploy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad audit}. */
@Command(
    name = "audit",
    description =
        "Export a mediator's record, and hold it against itself, its heads and its rules.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AuditExportCommand.class,
      AuditVerifyCommand.class,
      AuditShowCommand.class,
      AuditAtCommand.class,
      AuditHeadCommand.class,
      AuditProveCommand.class,
      AuditDeployAnchorCommand.class
    })
final class AuditCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
