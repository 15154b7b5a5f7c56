package lilypad.deploy.cli;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lilypad.deploy.config.ConfigurationFile;
import lilypad.market.canary.CanaryProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lilypad canaries}. */
@Command(
    name = "canaries",
    description = {
      "Bring jobs whose results are known to the market at random times, until told to stop, so"
          + " that verifiers who guess or echo claims are found; its log goes to standard output.",
      "The mediator must have their answers in lilypad.mediator.canary.answers."
    })
final class CanariesCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Its configuration (HOCON); docs/operations.md says how to set it up.")
  private Path file = Path.of("");

  @Option(
      names = "--once",
      description = "Bring one now, see it to the acceptance of its claim, and exit.")
  private boolean once;

  @Override
  public Integer call() throws InterruptedException {
    LogOutput.toStandardOutput();
    CanaryProcess.run(ConfigFactory.load(ConfigurationFile.read(file)), once);
    return ExitCode.OK.number();
  }
}
