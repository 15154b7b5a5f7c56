package lilypad.chain.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.BlockRetracted;
import lilypad.chain.follow.FollowStep.FinalityAdvanced;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.protocol.BlockRef;

/**
 * How far a journal has recorded the chain: a pure fold of the recorded steps.
 *
 * @param tail the newest recorded canonical blocks, oldest first, linked by parent hash. All those
 *     above the final height are in it, and the newest final one, so that a reorg can be walked
 *     back.
 * @param nextNumber the height to read next
 * @param safe the highest height recorded as safe, negative if none
 * @param finalized the highest height recorded as final, negative if none
 */
public record FollowCursor(List<BlockRef> tail, long nextNumber, long safe, long finalized) {

  public FollowCursor {
    tail = List.copyOf(tail);
  }

  /** Nothing recorded yet; the first block to read is {@code number}. */
  public static FollowCursor startAt(long number) {
    return new FollowCursor(List.of(), number, -1, -1);
  }

  /** The newest recorded block. */
  public Optional<BlockRef> tip() {
    return tail.isEmpty() ? Optional.empty() : Optional.of(tail.getLast());
  }

  /**
   * The cursor after {@code step} is recorded.
   *
   * @throws IllegalArgumentException if the step does not follow from this cursor
   */
  public FollowCursor apply(FollowStep step) {
    return switch (step) {
      case BlockExtended extended -> extend(extended.block());
      case RangeScanned range -> scan(range);
      case BlockRetracted retracted -> retract(retracted.block());
      case FinalityAdvanced advanced ->
          new FollowCursor(
              trimmed(tail, advanced.finalized()),
              nextNumber,
              advanced.safe(),
              advanced.finalized());
    };
  }

  /**
   * The cursor after a person decided that what was recorded from {@code next} on does not count,
   * final or not.
   *
   * @param last the newest recorded block that counts
   */
  public FollowCursor rewound(Optional<BlockRef> last, long next) {
    return new FollowCursor(
        last.map(List::of).orElse(List.of()),
        next,
        Math.min(safe, next - 1),
        Math.min(finalized, next - 1));
  }

  private FollowCursor extend(BlockRef block) {
    boolean linked = tip().map(tip -> block.parentHash().equals(tip.hash())).orElse(true);
    if (block.number() < nextNumber || !linked) {
      throw new IllegalArgumentException(
          "expected block " + nextNumber + " or higher on top of " + tip() + ", got " + block);
    }
    List<BlockRef> longer = new ArrayList<>(tail);
    longer.add(block);
    return new FollowCursor(trimmed(longer, finalized), block.number() + 1, safe, finalized);
  }

  private FollowCursor scan(RangeScanned range) {
    if (range.from() != nextNumber
        || range.to() < range.from()
        || range.last().number() != range.to()) {
      throw new IllegalArgumentException("expected a range from " + nextNumber + ", got " + range);
    }
    return new FollowCursor(
        List.of(range.last()),
        range.to() + 1,
        Math.max(safe, range.to()),
        Math.max(finalized, range.to()));
  }

  private FollowCursor retract(BlockRef block) {
    if (tail.isEmpty() || !tail.getLast().equals(block) || block.number() <= finalized) {
      throw new IllegalArgumentException(
          "expected the newest block "
              + tip()
              + " above final height "
              + finalized
              + ", got "
              + block);
    }
    return new FollowCursor(
        tail.subList(0, tail.size() - 1),
        block.number(),
        Math.min(safe, block.number() - 1),
        finalized);
  }

  /** Drops what lies below the newest final block. */
  private static List<BlockRef> trimmed(List<BlockRef> tail, long finalized) {
    int first = 0;
    while (first + 1 < tail.size() && tail.get(first + 1).number() <= finalized) {
      first++;
    }
    return tail.subList(first, tail.size());
  }
}
