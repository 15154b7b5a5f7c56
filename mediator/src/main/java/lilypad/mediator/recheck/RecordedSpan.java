package lilypad.mediator.recheck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.recheck.RecheckState;

/**
 * Final blocks as they are recorded, from one height on: read off the intake's facts, in order.
 * Holds no more blocks with logs than are asked for, and those not final yet.
 */
final class RecordedSpan {

  /** A recorded block, with its watched logs in the block's order. */
  record Recorded(BlockRef block, List<ChainLog> logs) {}

  private record Told(Recorded recorded, long fact) {}

  private final NavigableMap<Long, Told> blocks = new TreeMap<>();
  private final int most;
  private final long below;
  private long from;
  private long top;
  private long finalized;
  private long next;

  /**
   * @param most how many blocks are asked for
   * @param below how many of the newest final blocks are not
   */
  RecordedSpan(RecheckState state, int most, long below) {
    this.from = state.next();
    this.top = from - 1;
    this.finalized = from - 1;
    this.next = state.resumeAt();
    this.most = most;
    this.below = below;
  }

  /** Whether more facts may lead to more of the blocks that are asked for. */
  boolean wantsMore() {
    return finalized < from + most - 1 + below;
  }

  /** Adds a fact of the intake, {@code number} in its journal. */
  void happened(long number, IntakeEvent event) {
    next = number + 1;
    switch (event) {
      case IntakeEvent.BlockSeen seen -> {
        begin(seen.block().number());
        add(number, seen);
        top = seen.block().number();
      }
      case IntakeEvent.RangeSeen range -> {
        begin(range.from());
        range.blocks().forEach(seen -> add(number, seen));
        if (blocks.isEmpty() || blocks.lastKey() != range.to()) {
          add(number, new Recorded(range.last(), List.of()));
        }
        top = range.to();
        finalized = Math.max(finalized, range.to());
      }
      case IntakeEvent.BlockRetracted retracted -> {
        Told told = blocks.get(retracted.block().number());
        if (told != null && told.recorded().block().equals(retracted.block())) {
          blocks.remove(retracted.block().number());
          top = retracted.block().number() - 1;
        }
      }
      case IntakeEvent.FinalityAdvanced advanced ->
          finalized = Math.max(finalized, advanced.finalized());
      case IntakeEvent.ChainAccepted accepted -> {
        // What an operator had read again is checked again too.
        blocks.tailMap(accepted.next(), true).clear();
        from = Math.min(from, accepted.next());
        top = Math.min(top, accepted.next() - 1);
        finalized = Math.min(finalized, accepted.next() - 1);
      }
      case IntakeEvent.DeliveryAdvanced advanced -> {}
      case IntakeEvent.FinalityViolated violated -> {}
      case IntakeEvent.LogsContradicted contradicted -> {}
    }
  }

  /** The record may begin above what is asked for. */
  private void begin(long first) {
    if (top < from && first > from) {
      from = first;
    }
  }

  private void add(long fact, IntakeEvent.BlockSeen seen) {
    Stream<ChainLog> ofDeals = seen.deals().stream().flatMap(deal -> deal.logs().stream());
    Stream<ChainLog> odd = seen.anomalies().stream().map(IntakeEvent.LogAnomaly::log);
    List<ChainLog> logs = new ArrayList<>();
    Stream.of(ofDeals, seen.contractLogs().stream(), odd)
        .flatMap(some -> some)
        .sorted(Comparator.comparingLong(ChainLog::logIndex))
        .forEach(logs::add);
    add(fact, new Recorded(seen.block(), List.copyOf(logs)));
  }

  private void add(long fact, Recorded recorded) {
    if (recorded.block().number() >= from) {
      blocks.put(recorded.block().number(), new Told(recorded, fact));
    }
  }

  /** The lowest block that is asked for. */
  long from() {
    return from;
  }

  /** The highest block that is asked for and recorded as final; below {@link #from} if none is. */
  long to() {
    return Math.min(Math.min(finalized - below, top), from + most - 1);
  }

  /** The recorded blocks up to a height, ascending; those without logs only as far as known. */
  List<Recorded> upTo(long height) {
    return blocks.headMap(height, true).values().stream().map(Told::recorded).toList();
  }

  /** From which of the intake's facts on blocks above a height are told. */
  long resumeAbove(long height) {
    return blocks.tailMap(height, false).values().stream().mapToLong(Told::fact).min().orElse(next);
  }
}
