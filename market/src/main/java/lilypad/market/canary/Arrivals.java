package lilypad.market.canary;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The waits between canaries: exponential, so that the time since the last one says nothing about
 * the next. For the same reason nothing has to be remembered when the service starts again.
 *
 * @param aDay how many come a day, on average
 * @param random nobody's guess
 */
record Arrivals(double aDay, RandomGenerator random) {

  private static final double MILLIS_A_DAY = 86_400_000d;

  /** How long until the next one. */
  Duration next() {
    double millis = random.nextExponential() * MILLIS_A_DAY / aDay;
    return Duration.ofMillis((long) Math.min(millis, Long.MAX_VALUE / 1_000_000d));
  }
}
