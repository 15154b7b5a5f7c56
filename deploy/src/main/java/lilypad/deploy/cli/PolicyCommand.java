package lilypad.deploy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad policy}. */
@Command(
    name = "policy",
    description = "What the rules decided about a deal, and why.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = PolicyExplainCommand.class)
final class PolicyCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
