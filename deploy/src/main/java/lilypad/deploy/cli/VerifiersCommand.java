package lilypad.deploy.cli;

import java.util.concurrent.Callable;
import lilypad.deploy.view.OperatorApi;
import lilypad.deploy.view.OperatorView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad verifiers}. */
@Command(name = "verifiers", description = "List a mediator's verifiers and what they did.")
final class VerifiersCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private MediatorOptions mediator = new MediatorOptions();

  @Override
  public Integer call() {
    try (OperatorApi api = mediator.open()) {
      new OperatorView(spec.commandLine().getOut(), mediator.json()).verifiers(api);
    }
    return ExitCode.OK.number();
  }
}
