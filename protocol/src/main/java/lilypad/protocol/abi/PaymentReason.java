package lilypad.protocol.abi;

/** What a payment is for, in the order of Solidity's enum: the ordinal is the chain's index. */
public enum PaymentReason implements ChainIndexed {
  /** The job creator's deposit towards the job's price. */
  PAYMENT_COLLATERAL(0),
  /** The provider's stake behind its claim. */
  RESULTS_COLLATERAL(1),
  /** The deposit that punishes a missed deadline. */
  TIMEOUT_COLLATERAL(2),
  /** The job's price. */
  JOB_PAYMENT(3),
  /** The mediator's fee. */
  MEDIATION_FEE(4);

  private final int index;

  PaymentReason(int index) {
    this.index = index;
  }

  @Override
  public int index() {
    return index;
  }
}
