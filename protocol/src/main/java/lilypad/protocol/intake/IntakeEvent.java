package lilypad.protocol.intake;

import java.util.List;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.journal.JournalEvent;

/** A fact about the chain as the mediator saw it. */
public sealed interface IntakeEvent extends JournalEvent {

  /**
   * A block joined the canonical chain.
   *
   * @param deals the logs that belong to a deal, in block order within each deal
   * @param contractLogs the logs of the contract set that carry no deal
   * @param anomalies logs that could not be decoded
   */
  record BlockSeen(
      BlockRef block, List<DealLogs> deals, List<ChainLog> contractLogs, List<LogAnomaly> anomalies)
      implements IntakeEvent {
    public BlockSeen {
      deals = List.copyOf(deals);
      contractLogs = List.copyOf(contractLogs);
      anomalies = List.copyOf(anomalies);
    }
  }

  /**
   * Final blocks from {@code from} to {@code to} were searched; those with logs are listed.
   *
   * @param last the block at {@code to}
   */
  record RangeSeen(long from, long to, BlockRef last, List<BlockSeen> blocks)
      implements IntakeEvent {
    public RangeSeen {
      blocks = List.copyOf(blocks);
    }
  }

  /** A block left the canonical chain; its logs never happened. */
  record BlockRetracted(BlockRef block, List<DealId> deals) implements IntakeEvent {
    public BlockRetracted {
      deals = List.copyOf(deals);
    }
  }

  /** The chain's own word on what is safe and what is final, as block numbers. */
  record FinalityAdvanced(long safe, long finalized) implements IntakeEvent {}

  /** Everything up to this many deliveries was acknowledged by the deals. */
  record DeliveryAdvanced(long delivered) implements IntakeEvent {}

  /** The logs of one deal in one block. */
  record DealLogs(DealId deal, List<ChainLog> logs) {
    public DealLogs {
      logs = List.copyOf(logs);
    }
  }

  /** A log of a watched contract that is none we know, or malformed. */
  record LogAnomaly(ChainLog log, String expected, String actual) {}
}
