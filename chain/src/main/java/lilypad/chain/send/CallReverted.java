package lilypad.chain.send;

import lilypad.chain.rpc.Reverted;
import lilypad.protocol.Address;

/** The simulation says that the contract would refuse; nothing was sent. */
public final class CallReverted extends RuntimeException {

  private final Reverted reverted;

  /** Names the contract and its reason. */
  public CallReverted(Address to, Reverted reverted) {
    super("the call to " + to + " would revert: " + reverted.reason());
    this.reverted = reverted;
  }

  /** What the contract said. */
  public Reverted reverted() {
    return reverted;
  }
}
