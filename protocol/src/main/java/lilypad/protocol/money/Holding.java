package lilypad.protocol.money;

import java.math.BigInteger;

/**
 * What a deal changed for one account, in the token's smallest unit; may be negative.
 *
 * @param balance what it can spend
 * @param escrow what is held for it
 */
public record Holding(BigInteger balance, BigInteger escrow) {

  /** Nothing changed. */
  public static final Holding UNCHANGED = new Holding(BigInteger.ZERO, BigInteger.ZERO);

  Holding plus(BigInteger moreBalance, BigInteger moreEscrow) {
    return new Holding(balance.add(moreBalance), escrow.add(moreEscrow));
  }
}
