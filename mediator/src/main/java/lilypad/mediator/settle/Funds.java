package lilypad.mediator.settle;

import lilypad.protocol.Address;
import lilypad.protocol.Wei;

/**
 * What a signer holds and what it may need, in the chain's coin.
 *
 * @param needed what the transactions on their way may cost at most, and the reserve
 */
public record Funds(Address signer, Wei balance, Wei needed) {

  /** Whether it may not be enough soon. */
  public boolean low() {
    return balance.compareTo(needed) < 0;
  }
}
