package lilypad.chain.send;

import lilypad.protocol.Hash32;

/**
 * A transaction was handed to the node and did not do its work: mined with status 0, refused, or
 * not mined in time. After a time-out it may still be mined later.
 */
public final class TransactionFailed extends RuntimeException {

  private final Hash32 transaction;

  /**
   * @param transaction its hash
   * @param what what happened to it, in words
   */
  public TransactionFailed(Hash32 transaction, String what) {
    super("transaction " + transaction + " " + what);
    this.transaction = transaction;
  }

  /** The transaction's hash. */
  public Hash32 transaction() {
    return transaction;
  }
}
