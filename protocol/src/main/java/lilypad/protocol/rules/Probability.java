package lilypad.protocol.rules;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import lilypad.protocol.MalformedValue;

/**
 * A probability or a share in whole billionths, so that what is recorded is what is reckoned with,
 * on every machine.
 *
 * @param billionths 0 (never) to 10^9 (always)
 */
public record Probability(long billionths) implements Comparable<Probability> {

  /** What stands for certainty. */
  public static final long WHOLE = 1_000_000_000L;

  private static final long THOUSANDTH = WHOLE / 1000;

  /** Never. */
  public static final Probability ZERO = new Probability(0);

  /** Always. */
  public static final Probability ONE = new Probability(WHOLE);

  /**
   * @throws MalformedValue if it is below 0 or above 10^9
   */
  public Probability {
    if (billionths < 0 || billionths > WHOLE) {
      throw new MalformedValue("0 to 10^9 billionths", Long.toString(billionths));
    }
  }

  /**
   * Reads a decimal fraction, "0.05" for instance.
   *
   * @throws MalformedValue if it is none, is not from 0 to 1 or has more than nine places
   */
  public static Probability of(String decimal) {
    try {
      return new Probability(new BigDecimal(decimal).movePointRight(9).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new MalformedValue("a fraction of at most nine places", decimal, e);
    }
  }

  /**
   * So many thousandths.
   *
   * @throws MalformedValue if they are below 0 or above 1000
   */
  public static Probability ofThousandths(int thousandths) {
    return new Probability(thousandths * THOUSANDTH);
  }

  /** A quotient of positive numbers, rounded up; 1 if it is above. */
  static Probability up(BigInteger numerator, BigInteger denominator) {
    return quotient(numerator, denominator, RoundingMode.CEILING);
  }

  /** A quotient of positive numbers, rounded down; 1 if it is above. */
  static Probability down(BigInteger numerator, BigInteger denominator) {
    return quotient(numerator, denominator, RoundingMode.FLOOR);
  }

  private static Probability quotient(
      BigInteger numerator, BigInteger denominator, RoundingMode rounding) {
    if (numerator.compareTo(denominator) >= 0) {
      return ONE;
    }
    return new Probability(
        new BigDecimal(numerator.multiply(BigInteger.valueOf(WHOLE)))
            .divide(new BigDecimal(denominator), 0, rounding)
            .longValueExact());
  }

  /** In thousandths, rounded down. */
  public int thousandths() {
    return (int) (billionths / THOUSANDTH);
  }

  /** The probability that it does not happen. */
  public Probability complement() {
    return new Probability(WHOLE - billionths);
  }

  /** The number from 0 to 1. */
  public double value() {
    return (double) billionths / WHOLE;
  }

  /** The greater of the two. */
  public Probability max(Probability other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public int compareTo(Probability other) {
    return Long.compare(billionths, other.billionths);
  }

  /** As a decimal fraction of nine places. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(billionths, 9).toPlainString();
  }
}
