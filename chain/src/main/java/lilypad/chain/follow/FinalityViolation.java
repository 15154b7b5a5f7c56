package lilypad.chain.follow;

import lilypad.protocol.BlockRef;

/**
 * The node's chain leaves ours at or below a block that was recorded as final. Either the chain
 * broke its promise or the endpoint lies: nobody may sign anything before a person has looked.
 */
public final class FinalityViolation extends RuntimeException {

  private final BlockRef ours;
  private final BlockRef theirs;

  /** Names the recorded block and the one that the node has at its height, or next above it. */
  public FinalityViolation(BlockRef ours, BlockRef theirs) {
    super("expected the final block " + ours + ", got " + theirs);
    this.ours = ours;
    this.theirs = theirs;
  }

  /** The block recorded as final. */
  public BlockRef ours() {
    return ours;
  }

  /** The block that the node has in its place; a higher one if it has none there. */
  public BlockRef theirs() {
    return theirs;
  }
}
