package lilypad.chain.follow;

import java.util.ArrayList;
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
   * @param from its first height, the next one after the newest recorded block; it may have none
   * @param to its last height
   * @param last the block at {@code to}
   * @param withLogs the blocks in it that have watched logs, ascending
   */
  record RangeScanned(long from, long to, BlockRef last, List<BlockExtended> withLogs)
      implements FollowStep {
    public RangeScanned {
      withLogs = List.copyOf(withLogs);
    }

    /** The same from a lower height on: those in between have no block. */
    RangeScanned startingAt(long height) {
      return new RangeScanned(height, to, last, withLogs);
    }

    /**
     * The same range as consecutive ones. Each but the last ends with the block that brings it to
     * so many logs.
     */
    List<RangeScanned> parts(int logs) {
      List<RangeScanned> parts = new ArrayList<>();
      long start = from;
      int first = 0;
      int count = 0;
      for (int i = 0; i < withLogs.size(); i++) {
        BlockExtended extended = withLogs.get(i);
        count += extended.logs().size();
        long height = extended.block().number();
        if (count >= logs && height < to) {
          parts.add(
              new RangeScanned(start, height, extended.block(), withLogs.subList(first, i + 1)));
          start = height + 1;
          first = i + 1;
          count = 0;
        }
      }
      parts.add(new RangeScanned(start, to, last, withLogs.subList(first, withLogs.size())));
      return parts;
    }
  }

  /** The newest recorded block is no longer canonical. Several come newest first. */
  record BlockRetracted(BlockRef block) implements FollowStep {}

  /** Recorded blocks up to these heights are now safe and final; negative while none is. */
  record FinalityAdvanced(long safe, long finalized) implements FollowStep {}
}
