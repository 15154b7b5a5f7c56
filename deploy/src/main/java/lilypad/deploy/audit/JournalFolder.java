package lilypad.deploy.audit;

import com.typesafe.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import lilypad.deploy.config.ConfigurationFile;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.mediator.JournalKind;
import lilypad.mediator.MediatorProcess;
import lilypad.persistence.ReadableJournal;
import lilypad.persistence.cassandra.CassandraReader;
import lilypad.persistence.embedded.EmbeddedSettings;
import lilypad.persistence.embedded.JournalReader;

/**
 * A journal as a person names it: its folder, the data folder that holds it, or the configuration
 * file of the mediator that writes it, wherever that keeps it.
 */
public final class JournalFolder {

  private JournalFolder() {}

  /** Whether a path is meant as a journal, not as an exported file. */
  public static boolean isMeant(Path path) {
    return Files.isDirectory(path) || isConfiguration(path);
  }

  private static boolean isConfiguration(Path path) {
    return Files.isRegularFile(path) && path.toString().endsWith(".conf");
  }

  /**
   * Opens the journal to read it; a mediator may write to it meanwhile.
   *
   * @throws ConfigurationRefused if there is none
   * @throws lilypad.persistence.embedded.JournalFault if a folder cannot be read
   * @throws lilypad.persistence.cassandra.CassandraFault if a keyspace cannot be read
   */
  public static ReadableJournal open(Path path) {
    if (!isConfiguration(path)) {
      return JournalReader.open(journal(path));
    }
    Config config = MediatorProcess.layered(ConfigurationFile.read(path));
    return switch (JournalKind.of(config)) {
      case EMBEDDED -> JournalReader.open(journal(EmbeddedSettings.from(config).folder()));
      case CASSANDRA -> CassandraReader.open(config);
    };
  }

  /**
   * The journal itself.
   *
   * @throws ConfigurationRefused if there is none
   */
  public static Path journal(Path folder) {
    Path inner = folder.resolve("journal");
    if (JournalReader.isJournal(folder)) {
      return folder;
    }
    if (JournalReader.isJournal(inner)) {
      return inner;
    }
    throw new ConfigurationRefused(
        "There is no journal in " + folder.toAbsolutePath().normalize(),
        "Give a mediator's data-folder, the folder journal in it, or its configuration (a .conf file)");
  }
}
