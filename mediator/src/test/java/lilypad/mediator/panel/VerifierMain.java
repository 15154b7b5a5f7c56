package lilypad.mediator.panel;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import lilypad.protocol.CannotGoOn;
import lilypad.verifier.node.VerifierProcess;

/** Starts the real node from a configuration file, as the command line does. */
final class VerifierMain {

  private VerifierMain() {}

  /** Argument: the configuration file. */
  public static void main(String[] arguments) {
    try {
      System.exit(
          VerifierProcess.run(ConfigFactory.load(ConfigFactory.parseFile(new File(arguments[0])))));
    } catch (ConfigException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
    } catch (CannotGoOn refused) {
      System.err.println(refused.getMessage());
      System.exit(VerifierProcess.REFUSED);
    }
  }
}
