package lilypad.protocol.settle;

/** How sure a block is, weakest first. */
public enum FinalityLevel {
  /** In the canonical chain as the node sees it now. */
  LATEST,
  /** At or below the node's {@code safe} block. */
  SAFE,
  /** At or below the node's {@code finalized} block. */
  FINALIZED;

  /** Whether this level is {@code wanted} or above. */
  public boolean reaches(FinalityLevel wanted) {
    return compareTo(wanted) >= 0;
  }
}
