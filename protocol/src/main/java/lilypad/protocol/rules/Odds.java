package lilypad.protocol.rules;

import java.math.BigInteger;
import lilypad.protocol.MalformedValue;

/**
 * How much likelier an answer is right than wrong, P(good)/P(bad), in parts of 2^-16: whole odds
 * multiply exactly, all others too once they are rounded.
 *
 * @param parts 2^16 (says nothing) to 2^16 times {@link Tally.Parameters#MOST_ODDS}
 */
public record Odds(long parts) {

  /** Places behind the point, binary. */
  static final int PLACES = 16;

  /** An answer that says nothing: as likely right as wrong. */
  public static final Odds NONE = of(1);

  /**
   * @throws MalformedValue if they are below 1 or above what anybody can know
   */
  public Odds {
    long most = (long) Tally.Parameters.MOST_ODDS << PLACES;
    if (parts < 1L << PLACES || parts > most) {
      throw new MalformedValue("odds of 2^16 to " + most + " parts", Long.toString(parts));
    }
  }

  /** Whole odds: 4 is a vote that is right with probability 0.8. */
  public static Odds of(int whole) {
    return new Odds((long) whole << PLACES);
  }

  /**
   * The odds of somebody who errs with a probability, rounded down: (1 - e)/e. Who errs as often as
   * not, or more, says nothing; who never errs has the most that can be known.
   */
  public static Odds of(Probability error) {
    long least = 1L << PLACES;
    long most = (long) Tally.Parameters.MOST_ODDS << PLACES;
    if (error.billionths() == 0) {
      return new Odds(most);
    }
    long parts =
        BigInteger.valueOf(error.complement().billionths())
            .shiftLeft(PLACES)
            .divide(BigInteger.valueOf(error.billionths()))
            .longValueExact();
    return new Odds(Math.clamp(parts, least, most));
  }
}
