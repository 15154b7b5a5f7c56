package lilypad.deploy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad guard}. */
@Command(
    name = "guard",
    description = "The guard before Lilypad's own mediation contract.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = GuardDeployCommand.class)
final class GuardCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
