package lilypad.market.canary;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A time that is drawn anew for each canary, any between the two as likely as any other.
 *
 * @param least never less
 * @param most never more
 */
public record Between(Duration least, Duration most) {

  /**
   * @throws IllegalArgumentException if there is nothing between the two, or less than no time
   */
  public Between {
    if (least.isNegative() || most.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "expected a time from 0 on and one not below it, got " + least + " and " + most);
    }
  }

  /** A time between the two, in whole seconds. */
  long seconds(RandomGenerator random) {
    return random.nextLong(least.toSeconds(), most.toSeconds() + 1);
  }
}
