package lilypad.deploy.cli;

import java.util.concurrent.Callable;
import lilypad.deploy.view.Deals;
import lilypad.deploy.view.OperatorView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lilypad audit at}. */
@Command(
    name = "at",
    description =
        "Show what the mediator believed of a deal when it had recorded only N facts of it.")
final class AuditAtCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RecordSource source = new RecordSource();

  @Option(
      names = "--event",
      paramLabel = "N",
      required = true,
      description = "The deal's fact, counted from 1, up to which the record is read.")
  private long event;

  @Override
  public Integer call() {
    if (event < 1) {
      throw new ParameterException(
          spec.commandLine(), "--event: expected a fact's number from 1, got " + event);
    }
    OperatorView view = new OperatorView(spec.commandLine().getOut(), source.json());
    try (Deals deals = source.open(event)) {
      view.deal(deals, source.deal());
    }
    return ExitCode.OK.number();
  }
}
