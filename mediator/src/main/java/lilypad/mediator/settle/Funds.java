package lilypad.mediator.settle;

import lilypad.protocol.Address;
import lilypad.protocol.Wei;

/**
 * What a signer holds and what it may need, and what gas costs and what it may offer for it, all in
 * the chain's coin.
 *
 * @param needed what the transactions on their way may cost at most, and the reserve
 * @param baseFee what the chain's next block asks for each gas, at least
 * @param feeCap the most that is offered for each gas
 */
public record Funds(Address signer, Wei balance, Wei needed, Wei baseFee, Wei feeCap) {

  /** Whether it may not be enough soon. */
  public boolean low() {
    return balance.compareTo(needed) < 0;
  }

  /** Whether no block takes the most that may be offered: nothing is mined until one does. */
  public boolean outpriced() {
    return feeCap.compareTo(baseFee) < 0;
  }
}
