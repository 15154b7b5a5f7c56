package lilypad.protocol.rules;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import lilypad.protocol.Wei;

/**
 * How often to check so that cheating does not pay: {@code p*[d(R+G+S) - phi(R+S)] >= G + c - c'}.
 * With d = 1 and phi = 0 it is gain / (gain + penalty), the form of MODiCuM's theorem (DEBS 2020,
 * appendix) and of Belenkiy et al. (CS-08-05). Whole numbers throughout; p is rounded up.
 */
public final class Deterrence {

  private static final BigInteger WHOLE = BigInteger.valueOf(Probability.WHOLE);

  /** Digits that powers are reckoned with. */
  private static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);

  /** More open jobs than anybody has: what {@link #mostOpenJobs} answers at most. */
  public static final long MOST_JOBS = 1_000_000;

  private Deterrence() {}

  /**
   * What is at stake in a job, all in the token's smallest unit.
   *
   * @param gain G, what the cheat gains elsewhere if a wrong result stands
   * @param honestCost c, of running the job
   * @param cheatCost c', of making a result up
   * @param pay R, for the job
   * @param slash S, what a found cheat loses
   */
  public record Stakes(Wei gain, Wei honestCost, Wei cheatCost, Wei pay, Wei slash) {}

  /**
   * How good checks are.
   *
   * @param detection d, that a check flags a wrong result
   * @param falseAlarm phi, that a check flags a right one
   */
  public record Rates(Probability detection, Probability falseAlarm) {

    /** Checks that never err. */
    public static final Rates PERFECT = new Rates(Probability.ONE, Probability.ZERO);

    /**
     * The rates that canaries prove, but for a probability of {@code delta} each: detection is not
     * above, false alarms are not below what they are.
     *
     * @param wrong canaries with a wrong claim
     * @param missed those of them that were accepted
     * @param right canaries with a right claim
     * @param alarms those of them that were rejected
     */
    public static Rates measured(int wrong, int missed, int right, int alarms, Probability delta) {
      return new Rates(
          ErrorBound.upper(wrong, missed, delta).complement(),
          ErrorBound.upper(right, alarms, delta));
    }
  }

  /**
   * The least probability of a check that deters; empty if none does: then such a job should not be
   * admitted.
   */
  public static Optional<Probability> atLeast(Stakes stakes, Rates rates) {
    BigInteger gain =
        stakes
            .gain()
            .value()
            .add(stakes.honestCost().value())
            .subtract(stakes.cheatCost().value())
            .multiply(WHOLE);
    if (gain.signum() <= 0) {
      return Optional.of(Probability.ZERO);
    }
    BigInteger lost = stakes.pay().value().add(stakes.slash().value());
    BigInteger weighed =
        lost.add(stakes.gain().value())
            .multiply(BigInteger.valueOf(rates.detection().billionths()))
            .subtract(lost.multiply(BigInteger.valueOf(rates.falseAlarm().billionths())));
    return weighed.compareTo(gain) < 0
        ? Optional.empty()
        : Optional.of(Probability.up(gain, weighed));
  }

  /**
   * The exposure bound: how many jobs a provider may have open so that cheating on all of them at
   * once does not pay, {@code S(1-(1-p)^J) >= (1-p) J g}; at most {@link #MOST_JOBS}.
   *
   * @param slash S, lost once however many cheats are found
   * @param check p, of each job
   * @param gain g, of each cheat that is not found
   */
  public static long mostOpenJobs(Wei slash, Probability check, Wei gain) {
    if (check.equals(Probability.ONE)) {
      return MOST_JOBS;
    }
    BigDecimal unchecked = BigDecimal.valueOf(check.complement().billionths(), 9);
    BigDecimal penalty = new BigDecimal(slash.value());
    BigDecimal each = unchecked.multiply(new BigDecimal(gain.value()));
    // The difference of both sides is concave and 0 for no job: what holds for J holds below.
    long holds = 0;
    long fails = MOST_JOBS + 1;
    while (fails - holds > 1) {
      long jobs = (holds + fails) / 2;
      BigDecimal found = BigDecimal.ONE.subtract(unchecked.pow((int) jobs, DIGITS), DIGITS);
      BigDecimal lost = penalty.multiply(found);
      if (lost.compareTo(each.multiply(BigDecimal.valueOf(jobs))) >= 0) {
        holds = jobs;
      } else {
        fails = jobs;
      }
    }
    return holds;
  }
}
