package lilypad.market;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetSocketAddress;
import java.time.Duration;
import lilypad.market.offer.DealTerms;
import lilypad.protocol.Wei;
import lilypad.verifier.executor.ExecutionLimits;

/**
 * How the market side runs; read from {@code lilypad.market}, documented in this module's {@code
 * reference.conf}.
 *
 * @param terms what deals are made on where nothing else is said
 * @param supply of a newly deployed token, in its smallest unit
 * @param purse tokens for each party of a devnet, in the smallest unit
 * @param solver where the solver's HTTP server listens; port 0 is any free one
 * @param content where blocks of modules, input files and results are served; port 0 is any free
 *     one
 * @param contentQuota bytes that all those blocks together may have
 * @param limits of one run at the provider
 * @param fetchTimeout for one block of a module or an input file
 * @param poll time between two looks at the chain
 */
public record MarketSettings(
    DealTerms terms,
    Wei supply,
    Wei purse,
    InetSocketAddress solver,
    InetSocketAddress content,
    long contentQuota,
    ExecutionLimits limits,
    Duration fetchTimeout,
    Duration poll) {

  private static final String MARKET = "lilypad.market.";

  /**
   * Reads {@code lilypad.market} of a whole configuration.
   *
   * @throws ConfigException naming the key's path, if one is missing or no such value
   */
  public static MarketSettings from(Config root) {
    return new MarketSettings(
        DealTerms.from(root),
        whole(root, "token.supply"),
        whole(root, "token.purse"),
        listen(root, "solver"),
        listen(root, "content"),
        bytes(root, "content.quota"),
        limits(root),
        positive(root, "run.fetch-timeout"),
        positive(root, "job-creator.poll"));
  }

  private static Wei whole(Config root, String key) {
    long value = root.getLong(MARKET + key);
    if (value < 0) {
      throw bad(root, key, "expected at least 0 whole tokens, got " + value);
    }
    return Wei.ofWhole(value);
  }

  private static InetSocketAddress listen(Config root, String section) {
    int port = root.getInt(MARKET + section + ".port");
    if (port < 0 || port > 65535) {
      throw bad(root, section + ".port", "expected a port from 0 to 65535, got " + port);
    }
    InetSocketAddress address =
        new InetSocketAddress(root.getString(MARKET + section + ".host"), port);
    if (address.isUnresolved()) {
      throw bad(root, section + ".host", "expected an address, got " + address.getHostString());
    }
    return address;
  }

  private static ExecutionLimits limits(Config root) {
    long output = root.getBytes(MARKET + "run.output");
    if (output <= 0 || output > 1L << 30) {
      throw bad(root, "run.output", "expected above 0 and up to 1 GiB, got " + output);
    }
    return new ExecutionLimits(positive(root, "run.wall-clock"), bytes(root, "run.memory"), output);
  }

  private static long bytes(Config root, String key) {
    long value = root.getBytes(MARKET + key);
    if (value <= 0) {
      throw bad(root, key, "expected above 0 bytes, got " + value);
    }
    return value;
  }

  private static Duration positive(Config root, String key) {
    Duration value = root.getDuration(MARKET + key);
    if (!value.isPositive()) {
      throw bad(root, key, "expected a duration above 0, got " + value);
    }
    return value;
  }

  private static ConfigException bad(Config root, String key, String what) {
    return new ConfigException.BadValue(root.getValue(MARKET + key).origin(), MARKET + key, what);
  }
}
