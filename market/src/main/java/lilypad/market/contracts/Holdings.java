package lilypad.market.contracts;

import lilypad.protocol.Wei;

/**
 * What an account has in the market's token.
 *
 * @param balance free to use
 * @param escrow held by open deals, all together
 */
public record Holdings(Wei balance, Wei escrow) {

  /** Balance and escrow together: what only a settled deal changes. */
  public Wei total() {
    return balance.plus(escrow);
  }
}
