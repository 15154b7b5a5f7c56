package lilypad.chain.follow;

import java.util.Optional;
import java.util.Set;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.EvmChain;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;

/** Where the watched logs of blocks come from. */
sealed interface LogReading {

  /** The watched logs of one block. */
  BlockLogs logs(BlockRef block);

  /**
   * What is true of a range of final blocks.
   *
   * @param tip the newest recorded block, below the range
   * @param told what the node said of the range
   * @param finalized the highest final height
   */
  RangeScanned range(Optional<BlockRef> tip, RangeScanned told, long finalized);

  /** About how many requests {@link #range} takes, so that one call stays bounded. */
  long requests(RangeScanned told, long finalized);

  /** What the node says is taken for true. */
  record Believed(EvmChain chain, Set<Address> watched) implements LogReading {
    @Override
    public BlockLogs logs(BlockRef block) {
      return new BelievedBlock(chain, watched).logs(block);
    }

    @Override
    public RangeScanned range(Optional<BlockRef> tip, RangeScanned told, long finalized) {
      return told;
    }

    @Override
    public long requests(RangeScanned told, long finalized) {
      return 0;
    }
  }

  /**
   * What the node says is recomputed.
   *
   * @param depth of so many newest final blocks every header is read; of older ones only what was
   *     told is checked
   */
  record Proven(BlockProofs proofs, RangeProofs ranges, long depth, FollowLog log)
      implements LogReading {
    @Override
    public BlockLogs logs(BlockRef block) {
      return proofs.logs(block);
    }

    @Override
    public RangeScanned range(Optional<BlockRef> tip, RangeScanned told, long finalized) {
      if (isRecent(told, finalized)) {
        return ranges.complete(tip, told);
      }
      log.olderThanDepth(told.from(), finalized, depth);
      return ranges.told(told);
    }

    @Override
    public long requests(RangeScanned told, long finalized) {
      return told.withLogs().size()
          + (isRecent(told, finalized) ? ranges.batches(told.to() - told.from() + 1) : 0);
    }

    private boolean isRecent(RangeScanned told, long finalized) {
      return finalized - told.to() < depth;
    }
  }
}
