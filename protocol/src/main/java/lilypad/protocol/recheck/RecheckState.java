package lilypad.protocol.recheck;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lilypad.protocol.DealId;
import lilypad.protocol.journal.JournalSnapshot;
import lilypad.protocol.recheck.RecheckEvent.StateChange;

/**
 * How far the record was read once more.
 *
 * @param next the lowest block that was not
 * @param resumeAt from which of the intake's facts on such blocks are told
 * @param unfinished of the deals that may still change, the last change below {@code next}
 */
public record RecheckState(long next, long resumeAt, Map<DealId, StateChange> unfinished)
    implements JournalSnapshot {

  /** Nothing was. */
  public static final RecheckState NOTHING = new RecheckState(0, 1, Map.of());

  public RecheckState {
    unfinished = Collections.unmodifiableMap(unfinished);
  }

  /** The state after one more fact. Pure. */
  public RecheckState apply(RecheckEvent event) {
    return switch (event) {
      case RecheckEvent.RangeRechecked range ->
          new RecheckState(range.to() + 1, range.resumeAt(), after(range));
      case RecheckEvent.EndpointDisproved disproved -> this;
    };
  }

  private Map<DealId, StateChange> after(RecheckEvent.RangeRechecked range) {
    // Of a range that an operator had read again nothing counts that was recorded before.
    boolean again = range.from() < next;
    if (range.changes().isEmpty() && !again) {
      return unfinished;
    }
    Map<DealId, StateChange> after = new LinkedHashMap<>(unfinished);
    after.values().removeIf(change -> change.block().number() >= range.from());
    range.changes().forEach(change -> keep(after, change));
    return after;
  }

  /** Adds a newer change; a deal that cannot change any more is dropped. */
  public static void keep(Map<DealId, StateChange> unfinished, StateChange change) {
    unfinished.remove(change.deal());
    if (!change.state().terminal()) {
      unfinished.put(change.deal(), change);
    }
  }

  /** As it was kept, the changes in their order. */
  public static RecheckState of(long next, long resumeAt, List<StateChange> unfinished) {
    Map<DealId, StateChange> kept = new LinkedHashMap<>();
    unfinished.forEach(change -> kept.put(change.deal(), change));
    return new RecheckState(next, resumeAt, kept);
  }
}
