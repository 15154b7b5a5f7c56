package lilypad.deploy.cli;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lilypad.deploy.audit.JournalFolder;
import lilypad.deploy.config.ConfigurationFile;
import lilypad.mediator.MediatorProcess;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad journal backup}. */
@Command(
    name = "backup",
    description =
        "Copy a journal as it is at this moment into a new folder; the mediator may run meanwhile."
            + " The copy is a journal folder that every command reads.")
final class JournalBackupCommand implements Callable<Integer> {

  private static final String DATA_FOLDER = "lilypad.mediator.data-folder";

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Whose journal. */
  static final class Which {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The mediator's configuration, which names its data folder.")
    private Optional<Path> config = Optional.empty();

    @Option(
        names = "--journal",
        paramLabel = "FOLDER",
        description = "The mediator's data folder, or the journal in it.")
    private Optional<Path> journal = Optional.empty();

    Path folder() {
      return journal
          .or(() -> config.map(Which::dataFolder))
          .orElseThrow(() -> new IllegalStateException("one of the two is required"));
    }

    private static Path dataFolder(Path file) {
      Config layered = MediatorProcess.layered(ConfigurationFile.read(file));
      return Path.of(layered.getString(DATA_FOLDER));
    }
  }

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  @Parameters(
      paramLabel = "TO",
      description = "The folder to make; it must not be there, or be empty.")
  private Path to = Path.of("");

  @Override
  public Integer call() {
    return JournalCopying.copy(spec, JournalFolder.journal(which.folder()), to);
  }
}
