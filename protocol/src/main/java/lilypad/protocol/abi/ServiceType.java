package lilypad.protocol.abi;

/**
 * A role in the users contract, in the order of Solidity's enum: the ordinal is the chain's index.
 * Lilypad's Go enum has other numbers from index 2 on.
 */
public enum ServiceType implements ChainIndexed {
  /** Matches offers and relays files. */
  SOLVER(0),
  /** Settles disputes. */
  MEDIATOR(1),
  /** Runs jobs. */
  RESOURCE_PROVIDER(2),
  /** Pays for jobs. */
  JOB_CREATOR(3);

  private final int index;

  ServiceType(int index) {
    this.index = index;
  }

  @Override
  public int index() {
    return index;
  }
}
