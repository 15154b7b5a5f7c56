package lilypad.deploy.cli;

/** Where the process starts. */
public final class CommandLineMain {

  private CommandLineMain() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(LilypadCommand.commandLine().execute(arguments));
  }
}
