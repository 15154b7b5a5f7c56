package lilypad.mediator.recheck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.recheck.RecheckEvent.StateChange;
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
  private final Map<DealId, StateChange> before;
  private final int most;
  private final long below;
  private long from;
  private long top;
  private long finalized;
  private long next;
  private boolean halted;

  /**
   * @param most how many blocks are asked for
   * @param below how many of the newest final blocks are not
   */
  RecordedSpan(RecheckState state, int most, long below) {
    this.from = state.next();
    this.top = from - 1;
    this.finalized = from - 1;
    this.next = state.resumeAt();
    this.before = new LinkedHashMap<>(state.unfinished());
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
        before.values().removeIf(change -> change.block().number() >= accepted.next());
        halted = false;
        from = Math.min(from, accepted.next());
        top = Math.min(top, accepted.next() - 1);
        finalized = Math.min(finalized, accepted.next() - 1);
      }
      case IntakeEvent.DeliveryAdvanced advanced -> {}
      case IntakeEvent.CaughtUp caught -> {}
      case IntakeEvent.FinalityViolated violated -> halted = true;
      case IntakeEvent.LogsContradicted contradicted -> halted = true;
      case IntakeEvent.StateContradicted contradicted -> halted = true;
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

  /** Of each deal whose state changes in the recorded blocks up to a height, the last change. */
  List<StateChange> changes(long height) {
    Map<DealId, StateChange> last = new LinkedHashMap<>();
    changesUpTo(height)
        .forEach(
            change -> {
              last.remove(change.deal());
              last.put(change.deal(), change);
            });
    return List.copyOf(last.values());
  }

  /**
   * The newest recorded block, at which agreements can be compared: empty while more facts are to
   * be read, or an operator is waited for.
   */
  Optional<BlockRef> tip() {
    return wantsMore() && !halted && !blocks.isEmpty() && blocks.lastKey() == top
        ? Optional.of(blocks.lastEntry().getValue().recorded().block())
        : Optional.empty();
  }

  /**
   * Where the deals that may still change stand at the tip: each one's last change, if that is
   * final.
   */
  List<StateChange> standing() {
    Map<DealId, StateChange> all = new LinkedHashMap<>(before);
    changesUpTo(Long.MAX_VALUE).forEach(change -> RecheckState.keep(all, change));
    return all.values().stream().filter(change -> change.block().number() <= finalized).toList();
  }

  private Stream<StateChange> changesUpTo(long height) {
    return upTo(height).stream()
        .flatMap(
            recorded ->
                recorded.logs().stream().flatMap(log -> change(recorded.block(), log).stream()));
  }

  private static Optional<StateChange> change(BlockRef block, ChainLog log) {
    return LogDecoder.decode(log) instanceof DecodedLog.Decoded decoded
            && decoded.event() instanceof LilypadEvent.DealStateChange change
        ? Optional.of(new StateChange(change.dealId(), change.state(), block))
        : Optional.empty();
  }

  /** From which of the intake's facts on blocks above a height are told. */
  long resumeAbove(long height) {
    return blocks.tailMap(height, false).values().stream().mapToLong(Told::fact).min().orElse(next);
  }
}
