package lilypad.persistence.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lilypad.persistence.embedded.CursorSource.Extent;
import lilypad.persistence.embedded.CursorSource.Item;
import lilypad.persistence.embedded.CursorSource.Pages;
import lilypad.persistence.embedded.stored.StoredEvent;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.NoOffset$;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.EventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.PersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The read journal {@code lilypad.query.embedded}. Live streams never end by themselves and are
 * woken by the writer; {@code current} ones end with what is on disk when they start. All streams
 * show every event ever written, also those that an actor has deleted for itself. Event adapters
 * are not applied.
 */
public final class EmbeddedReadJournal
    implements ReadJournal,
        PersistenceIdsQuery,
        CurrentPersistenceIdsQuery,
        EventsByPersistenceIdQuery,
        CurrentEventsByPersistenceIdQuery {

  /** For {@code PersistenceQuery.getReadJournalFor}. */
  public static final String IDENTIFIER = "lilypad.query.embedded";

  private static final String DISPATCHER = IDENTIFIER + ".dispatcher";

  private final EmbeddedStore store;
  private final StoredForm form;

  EmbeddedReadJournal(ClassicActorSystemProvider system) {
    this.store = EmbeddedStore.of(system);
    this.form = new StoredForm(system);
  }

  /**
   * Every event in the global order, then those to come.
   *
   * @param offset begin after the event with this index: a {@link Sequence}, as every envelope
   *     carries one, or none for the beginning (the first event has index 1)
   */
  public Source<EventEnvelope, NotUsed> allEvents(Offset offset) {
    return source(this::envelopes, index(offset), Extent.live(Long.MAX_VALUE, commit -> true));
  }

  /** As {@link #allEvents(Offset)}, up to the last event there is now. */
  public Source<EventEnvelope, NotUsed> currentAllEvents(Offset offset) {
    return source(this::envelopes, index(offset), Extent.current(store::lastIndex));
  }

  /** The events of one id with numbers from {@code from} to {@code to}, and those to come. */
  @Override
  public Source<EventEnvelope, NotUsed> eventsByPersistenceId(
      String persistenceId, long from, long to) {
    return source(
        (position, end) -> envelopes(persistenceId, position, end),
        before(from),
        Extent.live(to, commit -> commit.persistenceIds().contains(persistenceId)));
  }

  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
      String persistenceId, long from, long to) {
    return source(
        (position, end) -> envelopes(persistenceId, position, end),
        before(from),
        Extent.current(() -> Math.min(to, store.head(persistenceId).highest())));
  }

  /**
   * The events of one id with numbers from {@code from} to {@code to} that there are now, read at
   * once on the caller's thread.
   *
   * @throws JournalFault if the disk cannot be read
   */
  public List<EventEnvelope> readEvents(String persistenceId, long from, long to) {
    long last = Math.min(to, store.head(persistenceId).highest());
    List<EventEnvelope> all = new ArrayList<>();
    long next = from;
    List<StoredEvent> page = store.events(persistenceId, next, last, Integer.MAX_VALUE);
    while (!page.isEmpty()) {
      for (StoredEvent event : page) {
        all.add(form.envelope(new Sequence(event.getSequenceNr()), event));
        next = event.getSequenceNr() + 1;
      }
      page = store.events(persistenceId, next, last, Integer.MAX_VALUE);
    }
    return all;
  }

  /**
   * Every persistence id that has events, in the order of their first events, and those to come.
   */
  @Override
  public Source<String, NotUsed> persistenceIds() {
    return source(this::ids, 0, Extent.live(Long.MAX_VALUE, commit -> true));
  }

  @Override
  public Source<String, NotUsed> currentPersistenceIds() {
    return source(this::ids, 0, Extent.current(() -> store.writer().last().lastBirth()));
  }

  private <T> Source<T, NotUsed> source(Pages<T> pages, long after, Extent extent) {
    return Source.fromGraph(new CursorSource<>(store.writer(), pages, after, extent))
        .async(DISPATCHER);
  }

  private List<Item<EventEnvelope>> envelopes(long position, long end) {
    List<RecentFacts.Fact> recent =
        store.writer().recent().after(position, store.lastIndex(), pageUpTo(position, end));
    if (!recent.isEmpty()) {
      return recent.stream()
          .map(fact -> new Item<>(fact.index(), StoredForm.envelope(fact)))
          .toList();
    }
    return store.leavesAfter(position, pageUpTo(position, end)).stream()
        .map(
            leaf ->
                new Item<>(leaf.index(), form.envelope(new Sequence(leaf.index()), parse(leaf))))
        .toList();
  }

  private List<Item<EventEnvelope>> envelopes(String persistenceId, long position, long end) {
    return store.events(persistenceId, position + 1, end, store.settings().readPage()).stream()
        .map(
            event ->
                new Item<>(
                    event.getSequenceNr(),
                    form.envelope(new Sequence(event.getSequenceNr()), event)))
        .toList();
  }

  private List<Item<String>> ids(long position, long end) {
    List<String> ids = store.idsAfter(position, pageUpTo(position, end));
    return IntStream.range(0, ids.size())
        .mapToObj(i -> new Item<>(position + 1 + i, ids.get(i)))
        .toList();
  }

  private int pageUpTo(long position, long end) {
    return (int) Math.min(end - position, store.settings().readPage());
  }

  private StoredEvent parse(Leaf leaf) {
    try {
      return StoredEvent.parseFrom(leaf.bytes().toArray());
    } catch (InvalidProtocolBufferException e) {
      throw new JournalFault.ReadFailed(store.folder(), e);
    }
  }

  private static long before(long sequenceNr) {
    return Math.max(sequenceNr, 1) - 1;
  }

  private static long index(Offset offset) {
    if (offset instanceof Sequence sequence && sequence.value() >= 0) {
      return sequence.value();
    }
    if (offset instanceof NoOffset$) {
      return 0;
    }
    throw new IllegalArgumentException("expected no offset or a sequence from 0 on, got " + offset);
  }
}
