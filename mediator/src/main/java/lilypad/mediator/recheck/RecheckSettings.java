package lilypad.mediator.recheck;

import com.typesafe.config.Config;
import java.time.Duration;
import lilypad.verifier.config.CheckedConfig;

/**
 * How final blocks are read once more.
 *
 * @param every how long to wait when there is nothing (more) to read
 * @param below so many of the newest final blocks are left for later
 * @param blocks how many blocks are compared at a time, at most
 * @param agreements of how many deals it is compared at a time where they stand, at most
 * @param secondLook after how long a difference is looked at again
 */
public record RecheckSettings(
    Duration every, long below, int blocks, int agreements, Duration secondLook) {

  /** Reads {@code lilypad.mediator.recheck} and {@code lilypad.mediator.chain.second-look}. */
  public static RecheckSettings read(Config mediator) {
    CheckedConfig all = CheckedConfig.of(mediator, "lilypad.mediator");
    CheckedConfig config = all.below("recheck");
    return new RecheckSettings(
        config.duration("every"),
        config.whole("below", 0, Long.MAX_VALUE / 2),
        (int) config.whole("blocks", 1, 1_000_000),
        (int) config.whole("agreements", 0, 1_000_000),
        all.below("chain").duration("second-look"));
  }
}
