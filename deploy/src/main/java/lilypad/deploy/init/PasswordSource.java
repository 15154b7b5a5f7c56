package lilypad.deploy.init;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.CannotGoOn;
import lilypad.verifier.key.Password;

/**
 * Where a new key's password comes from: a file, else the environment, else a person who types it
 * twice. Never an argument, which every user of the machine could read.
 *
 * @param file that was named for it
 * @param environment of this process
 * @param terminal absent if nobody sits at one
 */
public record PasswordSource(
    Optional<Path> file, Map<String, String> environment, Optional<Terminal> terminal) {

  /** Asks a person without showing what is typed. */
  public interface Terminal {
    /** What was typed; empty at the end of input. The caller wipes the array. */
    Optional<char[]> ask(String question);
  }

  /**
   * The password.
   *
   * @throws CannotGoOn if there is none, or the two that were typed differ
   */
  public Password password() {
    return file.map(Password::inFile)
        .or(() -> Password.inEnvironment(environment))
        .orElseGet(() -> typed(terminal.orElseThrow(PasswordSource::nobodyToAsk)));
  }

  private static Password typed(Terminal terminal) {
    char[] first = asked(terminal, "Password for the new key: ");
    char[] second = asked(terminal, "The same again: ");
    try {
      if (!Arrays.equals(first, second)) {
        throw new CannotGoOn("The two passwords differ, and no key was made", "Run it again");
      }
      return Password.of(new String(first));
    } finally {
      Arrays.fill(first, ' ');
      Arrays.fill(second, ' ');
    }
  }

  private static char[] asked(Terminal terminal, String question) {
    return terminal.ask(question).orElseThrow(PasswordSource::nobodyToAsk);
  }

  private static CannotGoOn nobodyToAsk() {
    return new CannotGoOn(
        "A new key needs a password, and there is no terminal to ask for it",
        "Give --password-file FILE, or set the environment variable " + Password.VARIABLE);
  }
}
