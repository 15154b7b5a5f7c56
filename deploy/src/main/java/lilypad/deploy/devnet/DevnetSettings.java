package lilypad.deploy.devnet;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import lilypad.chain.send.SendSettings;
import lilypad.market.MarketSettings;
import lilypad.market.offer.DealTerms;

/**
 * How a devnet is laid out; read from {@code lilypad.devnet}, documented in {@code reference.conf}.
 *
 * @param verifiers how many run
 * @param boot how long one process may take until it is ready
 * @param panel the mediator's waits, with the mediator's own key names
 * @param mediatorHeap bytes
 * @param verifierHeap bytes
 * @param market how the other side of the deals runs
 * @param sending how its transactions are sent
 * @param terms what deals are made on
 */
public record DevnetSettings(
    int verifiers,
    Duration boot,
    Config panel,
    long mediatorHeap,
    long verifierHeap,
    MarketSettings market,
    SendSettings sending,
    DealTerms terms) {

  private static final int FEWEST = 2;

  /** Those of the class path alone. */
  public static DevnetSettings load() {
    return from(ConfigFactory.load());
  }

  /**
   * Reads a whole configuration.
   *
   * @throws ConfigException naming the key's path, if one is missing or no such value
   */
  public static DevnetSettings from(Config root) {
    Config devnet = root.getConfig("lilypad.devnet");
    int verifiers = devnet.getInt("verifiers");
    if (verifiers < FEWEST) {
      throw new ConfigException.BadValue(
          devnet.getValue("verifiers").origin(),
          "lilypad.devnet.verifiers",
          "expected at least " + FEWEST + ", got " + verifiers);
    }
    MarketSettings market = MarketSettings.from(root);
    return new DevnetSettings(
        verifiers,
        devnet.getDuration("boot"),
        devnet.getConfig("panel"),
        devnet.getBytes("heap.mediator"),
        devnet.getBytes("heap.verifier"),
        market,
        SendSettings.from(root.getConfig("lilypad.chain.send")),
        market.terms().withMediateResults(devnet.getDuration("mediate-results")));
  }
}
