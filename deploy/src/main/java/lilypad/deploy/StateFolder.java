package lilypad.deploy;

import java.nio.file.Path;
import lilypad.chain.anvil.Anvil;

/** Where everything that a run leaves behind is kept: traces, class archives, a devnet's files. */
public final class StateFolder {

  private StateFolder() {}

  /**
   * The folder that the launcher chose, because it can be written: the system property {@code
   * lilypad.state}, or else {@code .lilypad} in the project's folder. It need not exist.
   */
  public static Path path() {
    Path own = Anvil.projectRoot().resolve(".lilypad");
    return Path.of(System.getProperty("lilypad.state", own.toString())).toAbsolutePath();
  }
}
