package lilypad.deploy.cli;

import java.util.concurrent.Callable;
import lilypad.deploy.view.OperatorApi;
import lilypad.deploy.view.OperatorView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad health}. */
@Command(
    name = "health",
    description = "Say how a mediator is; exit code 0 if it is well, 1 if something is wrong.")
final class HealthCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private MediatorOptions mediator = new MediatorOptions();

  @Override
  public Integer call() {
    try (OperatorApi api = mediator.open()) {
      boolean well = new OperatorView(spec.commandLine().getOut(), mediator.json()).health(api);
      return (well ? ExitCode.OK : ExitCode.EXPECTATION_FAILED).number();
    }
  }
}
