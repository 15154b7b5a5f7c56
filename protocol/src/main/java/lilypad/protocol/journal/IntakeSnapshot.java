package lilypad.protocol.journal;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.intake.IntakeEvent;

/**
 * What an intake knows.
 *
 * @param tail the newest recorded canonical blocks, oldest first
 * @param nextNumber the height to read next
 * @param safe the highest height recorded as safe, negative if none
 * @param finalized the highest height recorded as final, negative if none
 * @param blocks those that may still be retracted and hold logs of deals
 * @param pending deliveries that were not acknowledged, oldest first
 * @param delivered how many were
 * @param violation the contradiction to a final block that no operator has looked at yet
 */
public record IntakeSnapshot(
    List<BlockRef> tail,
    long nextNumber,
    long safe,
    long finalized,
    List<SeenBlock> blocks,
    List<Owed> pending,
    long delivered,
    Optional<IntakeEvent.Standstill> violation)
    implements JournalSnapshot {

  public IntakeSnapshot {
    tail = List.copyOf(tail);
    blocks = List.copyOf(blocks);
    pending = List.copyOf(pending);
  }

  /** A block and whose logs it holds. */
  public record SeenBlock(Hash32 hash, long number, List<DealId> deals) {
    public SeenBlock {
      deals = List.copyOf(deals);
    }
  }

  /** What a deal is owed. */
  public sealed interface Owed {

    /** Its logs in a block. */
    record Logs(DealId deal, BlockRef block, List<ChainLog> logs) implements Owed {
      public Logs {
        logs = List.copyOf(logs);
      }
    }

    /** That a block is gone. */
    record Retraction(DealId deal, BlockRef block) implements Owed {}
  }
}
