package lilypad.chain.pool;

import java.time.Duration;

/** So many requests a second, those of one second at once if there were none before. */
final class RateLimit {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final long interval;
  private long due = Long.MIN_VALUE;

  /**
   * @param perSecond requests a second; 0 for no limit
   */
  RateLimit(double perSecond) {
    this.interval = perSecond == 0 ? 0 : Math.round(SECOND / perSecond);
  }

  /**
   * Takes the next place.
   *
   * @param now nanoseconds
   * @return how many nanoseconds from now it is
   */
  synchronized long reserve(long now) {
    if (interval == 0) {
      return 0;
    }
    // Somebody who has not asked for a second may ask for a second's worth; a slow limit allows
    // one.
    due = Math.max(due, now - Math.max(0, SECOND - interval));
    long wait = Math.max(0, due - now);
    due += interval;
    return wait;
  }
}
