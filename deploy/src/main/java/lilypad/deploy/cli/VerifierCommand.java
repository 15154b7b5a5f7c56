package lilypad.deploy.cli;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lilypad.deploy.config.ConfigurationFile;
import lilypad.verifier.node.VerifierProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lilypad verifier}. */
@Command(
    name = "verifier",
    description = "Run a verifier node until it is told to stop; its log goes to standard output.")
final class VerifierCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Its configuration (HOCON); docs/operations.md lists the keys.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    LogOutput.toStandardOutput();
    return VerifierProcess.run(ConfigFactory.load(ConfigurationFile.read(file)));
  }
}
