package lilypad.deploy.audit;

import java.nio.file.Path;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.persistence.embedded.JournalReader;

/** A journal folder as a person names it: the journal, or the data folder that holds it. */
public final class JournalFolder {

  private JournalFolder() {}

  /**
   * Opens the journal to read it; a mediator may write to it meanwhile.
   *
   * @throws ConfigurationRefused if there is none
   * @throws lilypad.persistence.embedded.JournalFault if it cannot be read
   */
  public static JournalReader open(Path folder) {
    return JournalReader.open(journal(folder));
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
        "Give a mediator's data-folder, or the folder journal in it");
  }
}
