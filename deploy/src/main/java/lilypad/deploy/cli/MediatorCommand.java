package lilypad.deploy.cli;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lilypad.deploy.config.ConfigurationFile;
import lilypad.mediator.MediatorProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lilypad mediator}. */
@Command(
    name = "mediator",
    description = "Run a mediator until it is told to stop; its log goes to standard output.")
final class MediatorCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Its configuration (HOCON); docs/operations.md lists the keys.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    LogOutput.toStandardOutput();
    Config own = ConfigurationFile.read(file);
    return MediatorProcess.run(own, System.out);
  }
}
