package lilypad.protocol.rules;

import java.math.BigInteger;
import lilypad.protocol.Wei;

/**
 * What valid answers earn: the same each, whatever they say, in the token's smallest unit.
 *
 * <p>Where the mediation fee comes in, the answers of a mediation share a part of it. Where none
 * does, because no verdict was posted, the mediator bears a fixed amount for each. Together they
 * never earn more than the budget. What cannot be shared evenly stays with the mediator.
 */
public final class Pay {

  /** The version of this rule. */
  public static final int VERSION = 1;

  private static final BigInteger WHOLE = BigInteger.valueOf(Probability.WHOLE);

  private Pay() {}

  /**
   * What the operator of a mediator has settled on.
   *
   * @param share the part of a mediation fee that the answers share
   * @param perAnswer what each earns where no fee comes in
   * @param budget the most that all answers of one mediation earn together
   */
  public record Terms(Probability share, Wei perAnswer, Wei budget) {

    /** Nobody is paid. */
    public static final Terms NONE = new Terms(Probability.ZERO, Wei.ZERO, Wei.ZERO);

    /** Whether anything can be earned. */
    public boolean any() {
      return !budget.equals(Wei.ZERO)
          && (!share.equals(Probability.ZERO) || !perAnswer.equals(Wei.ZERO));
    }
  }

  /**
   * What each answer earns.
   *
   * @param fee the mediation fee that came in; zero if none did
   * @param answers how many valid ones there are
   */
  public static Wei each(Terms terms, Wei fee, int answers) {
    if (answers <= 0) {
      return Wei.ZERO;
    }
    BigInteger count = BigInteger.valueOf(answers);
    BigInteger wanted =
        fee.equals(Wei.ZERO)
            ? terms.perAnswer().value().multiply(count)
            : fee.value().multiply(BigInteger.valueOf(terms.share().billionths())).divide(WHOLE);
    return new Wei(wanted.min(terms.budget().value()).divide(count));
  }
}
