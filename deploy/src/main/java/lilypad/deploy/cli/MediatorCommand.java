package lilypad.deploy.cli;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lilypad.deploy.config.ConfigurationFile;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.mediator.Acceptance;
import lilypad.mediator.MediatorProcess;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import picocli.CommandLine.ArgGroup;
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

  /** What an operator says, having looked. */
  private static final class Accepted {

    @Option(
        names = "--accept-chain",
        paramLabel = "HASH",
        description =
            "After a final block was replaced (health names both): the hash of the one that is the"
                + " chain's. docs/operations.md says how to find out.")
    private Optional<String> chain = Optional.empty();

    @Option(
        names = "--accept-logs",
        paramLabel = "WHICH",
        description =
            "After other logs were told of a final block than are recorded (health names it): which"
                + " are the chain's, ${COMPLETION-CANDIDATES}.")
    private Optional<Logs> logs = Optional.empty();

    Optional<Acceptance> acceptance() {
      return chain
          .<Acceptance>map(hash -> new Acceptance.Chain(hash(hash)))
          .or(() -> logs.map(which -> new Acceptance.Logs(which == Logs.recorded)));
    }
  }

  /** Named as they are typed. */
  private enum Logs {
    recorded,
    told
  }

  @ArgGroup private Accepted accepted = new Accepted();

  @Override
  public Integer call() {
    LogOutput.toStandardOutput();
    Config own = ConfigurationFile.read(file);
    return MediatorProcess.run(own, accepted.acceptance(), System.out);
  }

  private static Hash32 hash(String text) {
    try {
      return Hash32.fromHex(text);
    } catch (MalformedValue e) {
      throw new ConfigurationRefused(
          "--accept-chain is no block hash: " + e.getMessage(),
          "Give 0x and 64 hex digits, as lilypad health shows them");
    }
  }
}
