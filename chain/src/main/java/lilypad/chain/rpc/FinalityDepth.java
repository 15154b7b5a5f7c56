package lilypad.chain.rpc;

import lilypad.protocol.BlockRef;
import lilypad.protocol.settle.FinalityLevel;

/**
 * Heights of safety and finality: the node's tags, or where it has none a fixed depth below the
 * head.
 *
 * @param safe blocks below the head that count as safe where the node has no {@code safe} tag
 * @param finalized blocks below the head that count as final where the node has no {@code
 *     finalized} tag; not below {@code safe}
 */
public record FinalityDepth(long safe, long finalized) {

  public FinalityDepth {
    if (safe < 0 || finalized < safe) {
      throw new IllegalArgumentException(
          "expected 0 <= safe <= finalized, got safe " + safe + " and finalized " + finalized);
    }
  }

  /** The highest safe block's number; negative if there is none yet. */
  public long safeHeight(Heads heads) {
    return Math.max(
        finalizedHeight(heads),
        heads.safe().map(BlockRef::number).orElse(heads.latest().number() - safe));
  }

  /** The highest final block's number; negative if there is none yet. */
  public long finalizedHeight(Heads heads) {
    return heads.finalized().map(BlockRef::number).orElse(heads.latest().number() - finalized);
  }

  /** The level that a canonical block of height {@code number} has reached. */
  public FinalityLevel level(long number, Heads heads) {
    if (number <= finalizedHeight(heads)) {
      return FinalityLevel.FINALIZED;
    }
    return number <= safeHeight(heads) ? FinalityLevel.SAFE : FinalityLevel.LATEST;
  }
}
