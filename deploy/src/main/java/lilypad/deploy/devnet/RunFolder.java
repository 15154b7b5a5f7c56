package lilypad.deploy.devnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import lilypad.deploy.StateFolder;
import lilypad.protocol.CannotGoOn;

/** Where a run keeps everything that it writes. */
public final class RunFolder {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private RunFolder() {}

  /**
   * Makes a new folder below {@code runs} in the state folder, named after the command and the
   * time.
   *
   * @throws CannotGoOn if it cannot be made
   */
  public static Path create(String command) {
    Path runs = StateFolder.path().resolve("runs");
    String name = command + "-" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())) + "-";
    try {
      Files.createDirectories(runs);
      return Files.createTempDirectory(runs, name);
    } catch (IOException e) {
      throw new CannotGoOn(
          "No folder can be made in " + runs + " (" + e.getMessage() + ")",
          "See that it can be written",
          e);
    }
  }
}
