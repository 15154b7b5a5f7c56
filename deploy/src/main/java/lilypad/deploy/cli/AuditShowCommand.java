package lilypad.deploy.cli;

import java.util.concurrent.Callable;
import lilypad.deploy.view.Deals;
import lilypad.deploy.view.OperatorView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad audit show}. */
@Command(
    name = "show",
    description =
        "Tell a deal's story from an exported file: who claimed what, who voted what, why this"
            + " verdict, what moved. It shows what is written there: check the file first.")
final class AuditShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RecordSource source = new RecordSource();

  @Override
  public Integer call() {
    OperatorView view = new OperatorView(spec.commandLine().getOut(), source.json());
    try (Deals deals = source.open(Long.MAX_VALUE)) {
      view.deal(deals, source.deal());
    }
    return ExitCode.OK.number();
  }
}
