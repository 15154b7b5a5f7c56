package lilypad.protocol;

import java.math.BigInteger;

/**
 * An amount in the smallest unit of a currency: of the chain's coin for gas, of the Lilypad token
 * (18 decimals) for everything else. Never negative; a difference is a {@link BigInteger}.
 */
public record Wei(BigInteger value) implements Comparable<Wei> {

  /** Nothing. */
  public static final Wei ZERO = new Wei(BigInteger.ZERO);

  /**
   * @throws MalformedValue if negative or above 2^256 - 1
   */
  public Wei {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new MalformedValue("an amount from 0 to 2^256 - 1", value.toString());
    }
  }

  /** An amount that fits a long. */
  public static Wei of(long value) {
    return new Wei(BigInteger.valueOf(value));
  }

  /** Whole tokens or coins of 18 decimals. */
  public static Wei ofWhole(long whole) {
    return new Wei(BigInteger.valueOf(whole).multiply(BigInteger.TEN.pow(18)));
  }

  /** The sum. */
  public Wei plus(Wei other) {
    return new Wei(value.add(other.value));
  }

  @Override
  public int compareTo(Wei other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
