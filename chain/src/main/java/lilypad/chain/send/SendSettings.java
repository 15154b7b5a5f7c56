package lilypad.chain.send;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How transactions are sent; read from {@code lilypad.chain.send}, documented in this module's
 * {@code reference.conf}.
 *
 * @param fees what to offer
 * @param pollInterval how often a sent transaction is looked for
 * @param minedWithin how long {@link AccountSender} waits for it to be mined
 */
public record SendSettings(FeePolicy fees, Duration pollInterval, Duration minedWithin) {

  /** Reads the keys below {@code config}. */
  public static SendSettings from(Config config) {
    return new SendSettings(
        FeePolicy.from(config),
        config.getDuration("poll-interval"),
        config.getDuration("mined-within"));
  }
}
