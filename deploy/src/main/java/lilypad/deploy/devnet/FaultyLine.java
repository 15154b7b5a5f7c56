package lilypad.deploy.devnet;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import lilypad.chain.chaos.ChaosProxy;
import lilypad.chain.chaos.ChaosSettings;
import lilypad.chain.chaos.FaultProfile;
import lilypad.chain.chaos.FaultTally;
import lilypad.protocol.CannotGoOn;

/**
 * What lies between a devnet's mediators and their chain when they are to meet faults: the fault
 * proxy, mild, in this process, with each fault in a log.
 */
final class FaultyLine implements AutoCloseable {

  private static final String PROFILE = "mild";

  private final ChaosProxy proxy;
  private final PrintWriter log;

  private FaultyLine(ChaosProxy proxy, PrintWriter log) {
    this.proxy = proxy;
    this.log = log;
  }

  static FaultyLine open(URI node, long seed, Path file) {
    try {
      PrintWriter log = new PrintWriter(Files.newBufferedWriter(file), true);
      ChaosSettings settings = ChaosSettings.seeded(node, seed, FaultProfile.named(PROFILE));
      return new FaultyLine(ChaosProxy.start(settings, fault -> log.println(fault.line())), log);
    } catch (IOException e) {
      throw new CannotGoOn(
          "The fault proxy does not start (" + e.getMessage() + ")",
          "See that " + file + " can be written",
          e);
    }
  }

  URI url() {
    return proxy.url();
  }

  URI headsUrl() {
    return proxy.socketUrl();
  }

  FaultTally dealt() {
    return proxy.dealt();
  }

  @Override
  public void close() {
    proxy.close();
    log.close();
  }
}
