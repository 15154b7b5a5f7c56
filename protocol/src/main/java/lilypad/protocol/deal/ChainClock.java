package lilypad.protocol.deal;

import java.util.OptionalLong;
import lilypad.protocol.BlockRef;
import lilypad.protocol.settle.FinalityLevel;

/**
 * What the mediator knows of the chain's progress when it decides.
 *
 * @param head the newest block
 * @param safe height of the chain's {@code safe} block
 * @param finalized height of its {@code finalized} block
 * @param awake chain time since when the mediator has followed the chain's newest block without a
 *     break; empty while it is behind: what it knows of the time is old, and nobody's time is over
 *     by it; 0 if there was no break that anybody remembers
 */
public record ChainClock(BlockRef head, long safe, long finalized, OptionalLong awake) {

  /** Of a mediator that was never away. */
  public ChainClock(BlockRef head, long safe, long finalized) {
    this(head, safe, finalized, OptionalLong.of(0));
  }

  /** Chain time: the head's time stamp, seconds since 1970-01-01. */
  public long time() {
    return head.timestamp();
  }

  /** The level that a canonical block of a height has reached. */
  public FinalityLevel level(long number) {
    if (number <= finalized) {
      return FinalityLevel.FINALIZED;
    }
    return number <= safe ? FinalityLevel.SAFE : FinalityLevel.LATEST;
  }

  /** The height up to which blocks have reached a level. */
  public long height(FinalityLevel level) {
    return switch (level) {
      case LATEST -> head.number();
      case SAFE -> safe;
      case FINALIZED -> finalized;
    };
  }
}
