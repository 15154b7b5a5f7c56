package lilypad.protocol.rules;

import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * Where a draw's randomness comes from: a block after the check's, so that nobody knew it when the
 * claim was made or the check was asked for.
 *
 * @param source what of the block
 * @param delay blocks after the check's, from 1
 */
public record BeaconRule(Source source, long delay) {

  /** What of a block is the randomness. */
  public enum Source {
    /**
     * Its prevrandao (EIP-4399): its proposer can withhold the block, which is one bit of choice.
     */
    PREVRANDAO,
    /**
     * Its hash, for chains whose blocks have no prevrandao: who makes the block can try as many as
     * there is time for.
     */
    BLOCK_HASH
  }

  /** The next block's prevrandao. */
  public static final BeaconRule DEFAULT = new BeaconRule(Source.PREVRANDAO, 1);

  /**
   * @throws MalformedValue if the delay is not positive
   */
  public BeaconRule {
    if (delay < 1) {
      throw new MalformedValue("a block after the check's", "a delay of " + delay);
    }
  }

  /** The seed that a block gives. */
  public Hash32 seed(Hash32 blockHash, Hash32 prevrandao) {
    return switch (source) {
      case PREVRANDAO -> prevrandao;
      case BLOCK_HASH -> blockHash;
    };
  }
}
