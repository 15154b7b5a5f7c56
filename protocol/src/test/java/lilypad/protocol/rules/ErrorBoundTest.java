package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import lilypad.protocol.MalformedValue;
import org.junit.jupiter.api.Test;

class ErrorBoundTest {

  private static final Probability FIVE = Probability.of("0.05");
  private static final BigInteger WHOLE = BigInteger.valueOf(Probability.WHOLE);

  /** The vectors of reference/verification.md, 4.1. */
  @Test
  void tenCleanChecksProveLittle() {
    assertThat(ErrorBound.upper(10, 0, FIVE).value()).isCloseTo(.25887, within(5e-6));
    assertThat(ErrorBound.cleanChecks(Probability.of("0.1"), FIVE)).isEqualTo(29);
    assertThat(ErrorBound.cleanChecks(FIVE, FIVE)).isEqualTo(59);
    assertThat(ErrorBound.cleanChecks(Probability.of("0.01"), FIVE)).isEqualTo(299);
    assertThat(ErrorBound.cleanChecks(Probability.of("0.001"), FIVE)).isEqualTo(2_995);
  }

  @Test
  void withoutErrorsItIsTheRootOfDelta() {
    for (int n : new int[] {1, 2, 10, 28, 29, 58, 59, 299, 2_995, 100_000}) {
      for (String delta : new String[] {"0.5", "0.05", "0.000001"}) {
        Probability bound = ErrorBound.upper(n, 0, Probability.of(delta));
        double expected = -Math.expm1(Math.log(Double.parseDouble(delta)) / n);
        assertThat(bound.value()).as("n %s delta %s", n, delta).isCloseTo(expected, within(2e-9));
      }
    }
    assertThat(ErrorBound.upper(58, 0, FIVE)).isGreaterThan(FIVE);
    assertThat(ErrorBound.upper(59, 0, FIVE)).isLessThan(FIVE);
  }

  /** P(Bin(n, p) <= k) times WHOLE^n, for p in billionths. */
  private static BigInteger atMost(int n, int k, long p) {
    BigInteger sum = BigInteger.ZERO;
    BigInteger ways = BigInteger.ONE;
    for (int i = 0; i <= k; i++) {
      sum =
          sum.add(
              ways.multiply(BigInteger.valueOf(p).pow(i))
                  .multiply(BigInteger.valueOf(Probability.WHOLE - p).pow(n - i)));
      ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return sum;
  }

  /**
   * Against the binomial in whole numbers: never below, and above by one billionth at most, where
   * the true bound is a whole number of them.
   */
  @Test
  void theBoundIsTheSmallestThatTheChecksContradict() {
    for (int n = 1; n <= 40; n++) {
      for (int k = 0; k < n; k++) {
        for (Probability delta : new Probability[] {FIVE, Probability.of("0.001")}) {
          long bound = ErrorBound.upper(n, k, delta).billionths();
          BigInteger level = BigInteger.valueOf(delta.billionths()).multiply(WHOLE.pow(n - 1));
          assertThat(atMost(n, k, bound)).as("%s of %s", k, n).isLessThanOrEqualTo(level);
          assertThat(atMost(n, k, bound - 2)).as("%s of %s", k, n).isGreaterThan(level);
        }
      }
    }
  }

  @Test
  void theIncompleteBetaHasItsKnownValues() {
    assertThat(IncompleteBeta.lnGamma(1)).isCloseTo(0, within(1e-14));
    assertThat(IncompleteBeta.lnGamma(.5)).isCloseTo(.5 * Math.log(Math.PI), within(1e-14));
    assertThat(IncompleteBeta.lnGamma(.25)).isCloseTo(1.2880225246980774, within(1e-13));
    assertThat(IncompleteBeta.lnGamma(11)).isCloseTo(Math.log(3_628_800), within(1e-12));
    assertThat(IncompleteBeta.regularized(.3, 1, 1)).isCloseTo(.3, within(1e-15));
    assertThat(IncompleteBeta.regularized(.5, 7.5, 7.5)).isCloseTo(.5, within(1e-14));
    // The arcsine law.
    assertThat(IncompleteBeta.regularized(.25, .5, .5)).isCloseTo(1.0 / 3, within(1e-14));
    for (double x = .05; x < 1; x += .05) {
      assertThat(IncompleteBeta.regularized(x, 2.5, 40.25))
          .isCloseTo(1 - IncompleteBeta.regularized(1 - x, 40.25, 2.5), within(1e-14));
    }
  }

  @Test
  void nothingSeenProvesNothing() {
    assertThat(ErrorBound.upper(0, 0, FIVE)).isEqualTo(Probability.ONE);
    assertThat(ErrorBound.upper(7, 7, FIVE)).isEqualTo(Probability.ONE);
    assertThatThrownBy(() -> ErrorBound.upper(1, 2, FIVE)).isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> ErrorBound.upper(1, 0, Probability.ZERO))
        .isInstanceOf(MalformedValue.class);
  }
}
