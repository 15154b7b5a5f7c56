package lilypad.deploy.cli;

import java.util.concurrent.Callable;
import lilypad.deploy.view.Deals;
import lilypad.deploy.view.OperatorView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad deals}. */
@Command(name = "deals", description = "List the deals: votes, verdict, what the chain says.")
final class DealsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DealSource source = new DealSource();

  @Override
  public Integer call() {
    OperatorView view = new OperatorView(spec.commandLine().getOut(), source.json());
    try (Deals deals = source.open()) {
      view.deals(deals);
    }
    return ExitCode.OK.number();
  }
}
