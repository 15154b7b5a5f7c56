package lilypad.market.canary;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import lilypad.protocol.Wei;

/**
 * What canaries may cost within any 24 hours.
 *
 * @param coins for transactions, in wei
 * @param tokens that creators pay, in the token's smallest unit
 */
record DaysAmount(Wei coins, Wei tokens) {

  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** Whether a canary still counts at that time; one that is open may cost something yet. */
  static boolean counts(Canary canary, long now) {
    return !canary.over() || now - canary.timing().begun() < DAY;
  }

  /**
   * Whether one more may begin.
   *
   * @param known all that are open or ended within the last day, and perhaps earlier ones
   * @param now in seconds since 1970
   * @param moreCoins what its transactions may cost
   * @param moreTokens what it pays
   */
  boolean allows(Collection<Canary> known, long now, Wei moreCoins, Wei moreTokens) {
    return sum(known, now, Canary::countedCoins).plus(moreCoins).compareTo(coins) <= 0
        && sum(known, now, Canary::tokens).plus(moreTokens).compareTo(tokens) <= 0;
  }

  private static Wei sum(Collection<Canary> known, long now, Function<Canary, Wei> what) {
    return known.stream().filter(one -> counts(one, now)).map(what).reduce(Wei.ZERO, Wei::plus);
  }
}
