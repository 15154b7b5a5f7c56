package lilypad.protocol.intake;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.AgreementState;
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

  /**
   * The mediator has read the chain up to its newest block: for the first time since it was
   * started, or after it was far behind. Before that nobody could count on it; each deal's windows
   * that it was away in begin anew at the time of this block.
   *
   * @param head the newest block
   */
  record CaughtUp(BlockRef head) implements IntakeEvent {}

  /**
   * The node has another block than one recorded as final, and had it again some time later. From
   * here on nobody acts on the chain until an operator has accepted one of the two.
   *
   * @param ours the block recorded as final
   * @param theirs the block that the node has in its place, or next above it where that chain has
   *     none at that height
   */
  record FinalityViolated(BlockRef ours, BlockRef theirs) implements IntakeEvent, Standstill {}

  /**
   * A final block that was read once more has other logs than were recorded of it, and nobody could
   * be proved wrong for saying so. From here on nobody acts on the chain until an operator has
   * accepted one of the two.
   *
   * @param block the block
   * @param recorded its logs of watched contracts as they were recorded, in the block's order
   * @param told the same as the chain tells them now
   */
  record LogsContradicted(BlockRef block, List<ChainLog> recorded, List<ChainLog> told)
      implements IntakeEvent, Contradiction {
    public LogsContradicted {
      recorded = List.copyOf(recorded);
      told = List.copyOf(told);
    }
  }

  /**
   * The storage contract tells another state of an agreement than the logs that are recorded of it,
   * and nobody could be proved wrong for saying so: a log is missing. From here on nobody acts on
   * the chain until an operator has accepted one of the two.
   *
   * @param at the newest recorded block, at which the contract was asked
   * @param deal whose agreement it is
   * @param recorded the state that the deal's newest recorded log announces
   * @param told the state that the contract tells
   * @param since the final block with that log; what is missing came after it
   */
  record StateContradicted(
      BlockRef at, DealId deal, AgreementState recorded, AgreementState told, BlockRef since)
      implements IntakeEvent, Contradiction {}

  /** Why nobody acts on the chain until an operator has looked. */
  sealed interface Standstill permits FinalityViolated, Contradiction {}

  /** What is recorded and what is told now, of which an operator accepts one. */
  sealed interface Contradiction extends IntakeEvent, Standstill
      permits LogsContradicted, StateContradicted {}

  /**
   * An operator accepted one side of a contradiction as the chain's.
   *
   * @param block the accepted block
   * @param next the height that is read next
   * @param common the newest recorded block that still counts; what was recorded above it is
   *     retracted by the facts that follow
   */
  record ChainAccepted(BlockRef block, long next, Optional<BlockRef> common)
      implements IntakeEvent {}

  /** The logs of one deal in one block. */
  record DealLogs(DealId deal, List<ChainLog> logs) {
    public DealLogs {
      logs = List.copyOf(logs);
    }
  }

  /** A log of a watched contract that is none we know, or malformed. */
  record LogAnomaly(ChainLog log, String expected, String actual) {}
}
