package lilypad.protocol.rules;

import lilypad.protocol.MalformedValue;

/**
 * What some checks prove about a rate of errors: the one-sided Clopper-Pearson bound, the quantile
 * 1 - delta of Beta(k + 1, n - k) (Clopper and Pearson, Biometrika 26, 1934). Without errors it is
 * {@code 1 - delta^(1/n)}. Counts need not be whole: evidence ages.
 */
public final class ErrorBound {

  private ErrorBound() {}

  /**
   * The rate that is exceeded with probability at most {@code delta}; 1 where nothing, or nothing
   * good, was seen.
   *
   * @param checks n, at least {@code errors}
   * @param errors k, from 0
   * @throws MalformedValue if there are more errors than checks, or delta is 0
   */
  public static Probability upper(double checks, double errors, Probability delta) {
    if (!(errors >= 0 && errors <= checks)) {
      throw new MalformedValue("from 0 to " + checks + " errors", Double.toString(errors));
    }
    if (delta.billionths() == 0) {
      throw new MalformedValue("a delta above 0", delta.toString());
    }
    return errors == checks
        ? Probability.ONE
        : IncompleteBeta.quantile(delta.complement().value(), errors + 1, checks - errors);
  }

  /**
   * How many checks without an error prove that errors are at most {@code error} frequent: ceil(ln
   * delta / ln(1 - error)).
   *
   * @param error above 0 and below 1
   * @param delta above 0
   */
  public static long cleanChecks(Probability error, Probability delta) {
    return (long) StrictMath.ceil(StrictMath.log(delta.value()) / StrictMath.log1p(-error.value()));
  }
}
