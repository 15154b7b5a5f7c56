package lilypad.verifier.key;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.CannotGoOn;

/** What a keystore is encrypted with. It never shows itself, and is never a plain argument. */
public final class Password {

  /** The environment variable that may hold it. */
  public static final String VARIABLE = "LILYPAD_KEY_PASSWORD";

  private final String text;

  private Password(String text) {
    this.text = text;
  }

  /**
   * A password as it was typed.
   *
   * @throws CannotGoOn if it is blank
   */
  public static Password of(String text) {
    if (text.isBlank()) {
      throw new CannotGoOn("The password is empty", "Choose one that nobody guesses");
    }
    return new Password(text);
  }

  /**
   * The first line of a file that only its owner can read.
   *
   * @throws CannotGoOn if the file cannot be read, others can read it, or the line is blank
   */
  public static Password inFile(Path file) {
    String text;
    try {
      text = OwnerOnly.read(file);
    } catch (IOException e) {
      throw new CannotGoOn(
          "The password file " + file + " cannot be read (" + OwnerOnly.reason(e) + ")",
          "Write the password into it as one line, readable by this user alone",
          e);
    }
    String line = text.lines().findFirst().orElse("");
    if (line.isBlank()) {
      throw new CannotGoOn(
          "The password file " + file + " holds no password",
          "Write the password into it as one line");
    }
    return new Password(line);
  }

  /** The one in {@link #VARIABLE}, if that is set. */
  public static Optional<Password> inEnvironment(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE))
        .filter(text -> !text.isBlank())
        .map(Password::new);
  }

  String text() {
    return text;
  }

  /** Nothing of it. */
  @Override
  public String toString() {
    return "Password[hidden]";
  }
}
