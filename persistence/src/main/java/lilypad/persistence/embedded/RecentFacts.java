package lilypad.persistence.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import lilypad.protocol.journal.JournalEvent;

/**
 * The newest facts of ours in the journal as their writers had them, for those who follow it
 * closely: they need not be read back from disk and decoded. What is in here is on disk. Large ones
 * are not kept: it takes little memory whatever is written. Filled by the writer's thread, read by
 * many.
 */
final class RecentFacts {

  private static final int KEPT = 1 << 11;

  /** Bytes on disk of the largest fact that is kept. */
  static final int LARGEST = 1 << 12;

  /**
   * A fact and its place.
   *
   * @param index in the global order
   */
  record Fact(
      long index,
      String persistenceId,
      long sequenceNr,
      long timestampMillis,
      JournalEvent event) {}

  /** Each in the slot of its index. */
  private final AtomicReferenceArray<Fact> slots = new AtomicReferenceArray<>(KEPT);

  /** Takes what was written after {@code index}, in order, and is on disk now. */
  void keep(long index, List<NewEvent> written) {
    int skipped = Math.max(0, written.size() - KEPT);
    for (int i = skipped; i < written.size(); i++) {
      long at = index + 1 + i;
      NewEvent event = written.get(i);
      event
          .fact()
          .filter(fact -> event.leaf().length <= LARGEST)
          .ifPresent(
              fact ->
                  slots.set(
                      slot(at),
                      new Fact(
                          at,
                          event.persistenceId(),
                          event.sequenceNr(),
                          event.timestampMillis(),
                          fact)));
    }
  }

  /**
   * The facts after {@code index}, at most {@code limit} and none above {@code last}; fewer where
   * one is not here, was too large, or is not here any more.
   */
  List<Fact> after(long index, long last, int limit) {
    long end = Math.min(last, index + limit);
    List<Fact> facts = new ArrayList<>();
    for (long at = index + 1; at <= end; at++) {
      Fact fact = slots.get(slot(at));
      if (fact == null || fact.index() != at) {
        return facts;
      }
      facts.add(fact);
    }
    return facts;
  }

  private static int slot(long index) {
    return (int) (index % KEPT);
  }
}
