package lilypad.protocol.rules;

import lilypad.protocol.MalformedValue;

/**
 * How often to run a job again to see whether it is deterministic at all: MODiCuM's table (Eisele
 * et al., DEBS 2020, appendix). A creator of jobs that makes them differ on purpose, to have
 * providers fined, chooses the probability p with which two runs agree so as to gain the most; with
 * n repeated runs and penalty rate theta it solves {@code 2/(n+theta+1) = 1 - p^n + n p^(n-1) - n
 * p^n}. The more runs, the closer to deterministic such a job must be to pay.
 */
public final class Modicum {

  /** More repeated runs than anybody pays for. */
  public static final int MOST_RUNS = 1_000;

  private Modicum() {}

  /**
   * The probability with which two runs of the attacker's best job agree.
   *
   * @param runs n, from 1
   * @param penalty theta, in thousandths, from 0
   * @throws MalformedValue if {@code runs} is not from 1 to {@link #MOST_RUNS}
   */
  public static Probability agreement(int runs, int penalty) {
    if (runs < 1 || runs > MOST_RUNS || penalty < 0) {
      throw new MalformedValue("1 to " + MOST_RUNS + " runs, a penalty from 0", runs + "");
    }
    double left = 2 / (runs + penalty / 1000.0 + 1);
    // The right side rises to its greatest value at p = (n-1)/(n+1) and falls to 0 at 1.
    double low = (runs - 1.0) / (runs + 1);
    double high = 1;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      if (right(runs, middle) > left) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Probability(StrictMath.round(low * Probability.WHOLE));
  }

  private static double right(int runs, double p) {
    double power = StrictMath.pow(p, runs - 1.0);
    return 1 - power * p + runs * power - runs * power * p;
  }

  /**
   * The fewest repeated runs with which only a job whose runs agree with at least this probability
   * can pay its creator; {@link #MOST_RUNS} if there are none.
   */
  public static int runsFor(Probability agreement, int penalty) {
    int runs = 1;
    while (runs < MOST_RUNS && agreement(runs, penalty).compareTo(agreement) < 0) {
      runs++;
    }
    return runs;
  }

  /**
   * The fewest repeated runs of which at least one differs from the first with probability at least
   * 1 - {@code missed}: {@code p^n <= missed}.
   *
   * @param agreement p, below 1
   * @param missed above 0
   */
  public static int runsToSee(Probability agreement, Probability missed) {
    if (agreement.equals(Probability.ONE) || missed.equals(Probability.ZERO)) {
      throw new MalformedValue("an agreement below 1, a miss above 0", agreement + ", " + missed);
    }
    double remaining = 1;
    int runs = 0;
    do {
      remaining *= agreement.value();
      runs++;
    } while (remaining > missed.value() && runs < MOST_RUNS);
    return runs;
  }
}
