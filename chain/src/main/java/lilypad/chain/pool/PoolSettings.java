package lilypad.chain.pool;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Optional;

/**
 * How several endpoints are used; read from {@code lilypad.chain.pool}, documented in this module's
 * {@code reference.conf}.
 *
 * @param agreement how many endpoints must give the same answer where a decision about money hangs
 *     on it; 1 believes each
 * @param lateBlocks so many blocks below the best head are no reason to pass an endpoint over
 * @param lateFor how long an endpoint may be further behind than that
 * @param compareInterval how often the heads of those not in use are looked at
 * @param firstPause how long an endpoint is left alone after a failure; doubled with each further
 *     one
 * @param longestPause the longest such pause, and the longest that a Retry-After is waited for
 * @param requestsPerSecond most requests to one endpoint; 0 for no limit
 * @param quarantine how long an endpoint that was proved wrong is left out; empty until a restart
 */
public record PoolSettings(
    int agreement,
    long lateBlocks,
    Duration lateFor,
    Duration compareInterval,
    Duration firstPause,
    Duration longestPause,
    double requestsPerSecond,
    Optional<Duration> quarantine) {

  private static final String PATH = "lilypad.chain.pool";
  private static final String UNTIL_RESTART = "until-restart";

  public PoolSettings {
    if (agreement < 1 || lateBlocks < 0) {
      throw new IllegalArgumentException(
          "expected agreement >= 1 and late-blocks >= 0, got " + agreement + " and " + lateBlocks);
    }
    if (!firstPause.isPositive() || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "expected 0 < first-pause <= longest-pause, got " + firstPause + " and " + longestPause);
    }
    if (!compareInterval.isPositive() || lateFor.isNegative()) {
      throw new IllegalArgumentException(
          "expected compare-interval > 0 and late-for >= 0, got "
              + compareInterval
              + " and "
              + lateFor);
    }
    if (!(requestsPerSecond >= 0 && requestsPerSecond <= 1_000_000)) {
      throw new IllegalArgumentException(
          "expected requests-per-second from 0 to 1000000, got " + requestsPerSecond);
    }
    quarantine
        .filter(time -> !time.isPositive())
        .ifPresent(
            time -> {
              throw new IllegalArgumentException("expected quarantine > 0, got " + time);
            });
  }

  /**
   * Reads the keys below {@code config}.
   *
   * @param endpoints how many there are: so many can agree at most
   * @throws ConfigException if a key is missing or out of range
   */
  public static PoolSettings from(Config config, int endpoints) {
    try {
      PoolSettings settings =
          new PoolSettings(
              config.getInt("agreement"),
              config.getLong("late-blocks"),
              config.getDuration("late-for"),
              config.getDuration("compare-interval"),
              config.getDuration("first-pause"),
              config.getDuration("longest-pause"),
              config.getDouble("requests-per-second"),
              config.getString("quarantine").equals(UNTIL_RESTART)
                  ? Optional.empty()
                  : Optional.of(config.getDuration("quarantine")));
      if (settings.agreement() > endpoints) {
        throw new IllegalArgumentException(
            "expected agreement of at most as many endpoints as there are, got "
                + settings.agreement()
                + " of "
                + endpoints);
      }
      return settings;
    } catch (IllegalArgumentException e) {
      throw new ConfigException.BadValue(config.origin(), PATH, String.valueOf(e.getMessage()), e);
    }
  }
}
