package lilypad.mediator.panel;

import com.typesafe.config.ConfigFactory;
import java.io.File;
import lilypad.verifier.key.KeyRefused;
import lilypad.verifier.node.VerifierProcess;

/** Starts the real node from a configuration file, as the command line does. */
final class VerifierMain {

  private VerifierMain() {}

  /** Argument: the configuration file. */
  public static void main(String[] arguments) {
    try {
      System.exit(
          VerifierProcess.run(ConfigFactory.load(ConfigFactory.parseFile(new File(arguments[0])))));
    } catch (KeyRefused refused) {
      System.err.println(refused.getMessage());
      System.exit(VerifierProcess.REFUSED);
    }
  }
}
