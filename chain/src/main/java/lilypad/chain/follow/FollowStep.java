package lilypad.chain.follow;

import java.util.List;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;

/** A fact about the canonical chain, to be recorded in the order given. */
public sealed interface FollowStep {

  /**
   * The chain's next block, its parent the newest recorded one, with all its watched logs in order.
   */
  record BlockExtended(BlockRef block, List<ChainLog> logs) implements FollowStep {
    public BlockExtended {
      logs = List.copyOf(logs);
    }
  }

  /**
   * A range of final blocks, read as one.
   *
   * @param from its first height, the next one after the newest recorded block
   * @param to its last height
   * @param last the block at {@code to}
   * @param withLogs the blocks in it that have watched logs, ascending
   */
  record RangeScanned(long from, long to, BlockRef last, List<BlockExtended> withLogs)
      implements FollowStep {
    public RangeScanned {
      withLogs = List.copyOf(withLogs);
    }
  }

  /** The newest recorded block is no longer canonical. Several come newest first. */
  record BlockRetracted(BlockRef block) implements FollowStep {}

  /** Recorded blocks up to these heights are now safe and final; negative while none is. */
  record FinalityAdvanced(long safe, long finalized) implements FollowStep {}
}
