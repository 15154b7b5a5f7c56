package lilypad.chain.rpc;

/** How hard it is to undo what a block says, in ascending order. */
public enum FinalityLevel {
  /** In the chain as the node tells it now. */
  LATEST,
  /** At or below the block tagged {@code safe}. */
  SAFE,
  /** At or below the block tagged {@code finalized}. */
  FINALIZED;

  /** Whether this level is {@code wanted} or above. */
  public boolean reaches(FinalityLevel wanted) {
    return compareTo(wanted) >= 0;
  }
}
