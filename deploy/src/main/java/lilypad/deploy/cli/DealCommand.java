package lilypad.deploy.cli;

import java.util.concurrent.Callable;
import lilypad.deploy.view.Deals;
import lilypad.deploy.view.OperatorView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Mixin private DealSource source = new DealSource();

  @Override
  public Integer call() {
    OperatorView view = new OperatorView(spec.commandLine().getOut(), source.json());
    try (Deals deals = source.open()) {
      view.deal(deals, deal);
    }
    return ExitCode.OK.number();
  }
}
