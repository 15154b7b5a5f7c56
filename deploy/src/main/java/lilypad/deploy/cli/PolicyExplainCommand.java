package lilypad.deploy.cli;

import java.util.concurrent.Callable;
import lilypad.deploy.view.Deals;
import lilypad.deploy.view.OperatorView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad policy explain}. */
@Command(
    name = "explain",
    description =
        "Say why a deal was checked, why these verifiers were drawn, and why the verdict is what it"
            + " is, with every number. The numbers are reckoned once more from what is recorded, by"
            + " the recorded rules. Exit 0, or 1 if they give something else than is recorded.")
final class PolicyExplainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "ID",
      description = "The deal's id or key, or a beginning that no other deal has.")
  private String deal = "";

  @Mixin private DealSource source = new DealSource();

  @Override
  public Integer call() {
    OperatorView view = new OperatorView(spec.commandLine().getOut(), source.json());
    try (Deals deals = source.open()) {
      boolean agrees = view.explanation(deals, deal);
      return (agrees ? ExitCode.OK : ExitCode.EXPECTATION_FAILED).number();
    }
  }
}
