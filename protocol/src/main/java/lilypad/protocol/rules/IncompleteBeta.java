package lilypad.protocol.rules;

/**
 * The regularized incomplete beta function I(x; a, b) and its inverse, in {@link StrictMath} only:
 * the same bits on every machine. Continued fraction after Lentz (Numerical Recipes, 3rd ed., 6.4;
 * DLMF 8.17.22), logarithm of gamma after Lanczos (g = 7, nine terms).
 */
final class IncompleteBeta {

  private static final double[] LANCZOS = {
    0.9999999999998099,
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-6,
    1.5056327351493116e-7
  };

  private static final double TINY = 1e-300;
  private static final double CLOSE = 1e-15;
  private static final int MOST_TERMS = 20_000;

  private IncompleteBeta() {}

  /**
   * P(X <= x) of a Beta(a, b).
   *
   * @param x 0 to 1
   * @param a above 0
   * @param b above 0
   */
  static double regularized(double x, double a, double b) {
    return regularized(x, a, b, scale(a, b));
  }

  /** The logarithm of 1 / B(a, b), which is the same for all x. */
  private static double scale(double a, double b) {
    return lnGamma(a + b) - lnGamma(a) - lnGamma(b);
  }

  private static double regularized(double x, double a, double b, double scale) {
    if (x <= 0) {
      return 0;
    }
    if (x >= 1) {
      return 1;
    }
    double front = StrictMath.exp(scale + a * StrictMath.log(x) + b * StrictMath.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * fraction(x, a, b) / a
        : 1 - front * fraction(1 - x, b, a) / b;
  }

  /** The smallest whole number of billionths x with I(x; a, b) >= {@code level}. */
  static Probability quantile(double level, double a, double b) {
    double scale = scale(a, b);
    long below = -1;
    long reached = Probability.WHOLE;
    while (reached - below > 1) {
      long middle = (below + reached) >> 1;
      if (regularized((double) middle / Probability.WHOLE, a, b, scale) >= level) {
        reached = middle;
      } else {
        below = middle;
      }
    }
    return new Probability(reached);
  }

  private static double fraction(double x, double a, double b) {
    double c = 1;
    double d = 1 / apart(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m <= MOST_TERMS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / apart(1 + even * d);
      c = apart(1 + even / c);
      value *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / apart(1 + odd * d);
      c = apart(1 + odd / c);
      double step = d * c;
      value *= step;
      if (Math.abs(step - 1) < CLOSE) {
        return value;
      }
    }
    return value;
  }

  private static double apart(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  /** ln of gamma for x > 0. */
  static double lnGamma(double x) {
    if (x < 0.5) {
      // Reflection: what is left is above one half.
      return StrictMath.log(Math.PI / StrictMath.sin(Math.PI * x)) - lnGamma(1 - x);
    }
    double z = x - 1;
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (z + i);
    }
    double t = z + 7.5;
    return 0.5 * StrictMath.log(2 * Math.PI)
        + (z + 0.5) * StrictMath.log(t)
        - t
        + StrictMath.log(sum);
  }
}
