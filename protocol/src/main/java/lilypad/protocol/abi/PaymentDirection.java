package lilypad.protocol.abi;

/** Which way a payment went, in the order of Solidity's enum: the ordinal is the chain's index. */
public enum PaymentDirection implements ChainIndexed {
  /** From the payee's account into escrow. */
  PAID_IN(0),
  /** From somebody's escrow to the payee. */
  PAID_OUT(1),
  /** From escrow back to the payee who had paid it in. */
  REFUNDED(2),
  /** Out of the payee's escrow as a penalty; the tokens go elsewhere. */
  SLASHED(3);

  private final int index;

  PaymentDirection(int index) {
    this.index = index;
  }

  @Override
  public int index() {
    return index;
  }
}
