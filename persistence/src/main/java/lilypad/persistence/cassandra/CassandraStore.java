package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lilypad.persistence.Journal;
import lilypad.persistence.JournalState;
import lilypad.persistence.KeptViews;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.cassandra.EventTable.Found;
import lilypad.persistence.embedded.CursorSource;
import lilypad.persistence.embedded.CursorSource.Extent;
import lilypad.persistence.embedded.CursorSource.Item;
import lilypad.persistence.embedded.CursorSource.Pages;
import lilypad.persistence.embedded.StoredForm;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.ExtensionId;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.stream.javadsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keyspace of an actor system: the plugin's journal, queries, the audit log and the views share
 * it. Opening it waits until Cassandra answers, the tables are there, no other mediator holds the
 * keyspace, and every event that was acknowledged before has its place in the order; what is waited
 * for is in the log.
 */
public final class CassandraStore implements Journal, Extension, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CassandraStore.class);

  private static final String DISPATCHER = CassandraSettings.PATH + ".dispatcher";

  /** How often the hold is renewed within a lease. */
  private static final int BEATS = 4;

  /** A lag that is worth a word. */
  private static final Duration LATE = Duration.ofSeconds(30);

  private static final ExtensionId<CassandraStore> ID =
      new AbstractExtensionId<>() {
        @Override
        public CassandraStore createExtension(ExtendedActorSystem system) {
          CassandraStore store = open(system);
          system.registerOnTermination(store::close);
          return store;
        }
      };

  private final CassandraSettings settings;
  private final Cql cql;
  private final StoredForm form;
  private final EventTable events;
  private final OrderTable order;
  private final OrderedEvents ordered;
  private final CassandraTree tree;
  private final Holder holder;
  private final Sequencer sequencer;
  private final List<String> unsynced;
  private final PreparedStatement deletedTo;
  private final PreparedStatement setDeletedTo;
  private final CompletableFuture<RuntimeException> stopped = new CompletableFuture<>();
  private final Thread pulse = new Thread(this::renew, "journal-pulse");
  private volatile Optional<String> unanswered = Optional.empty();

  private CassandraStore(ActorSystem system, CassandraSettings settings, CqlSession session) {
    this.settings = settings;
    this.cql = new Cql(session, settings.keyspace());
    this.form = new StoredForm(system);
    this.events = new EventTable(cql);
    this.order = new OrderTable(cql);
    this.ordered = new OrderedEvents(events, order);
    this.tree = new CassandraTree(cql, order);
    this.holder = new Holder(cql, Holder.Party.current(), settings.lease());
    this.sequencer =
        new Sequencer(settings, holder.own().writer(), cql, events, order, tree, this::otherHolder);
    this.unsynced = CassandraLink.unsynced(session);
    this.deletedTo = cql.repeatable("SELECT deleted_to FROM ks.metadata WHERE persistence_id = ?");
    this.setDeletedTo =
        cql.repeatable("INSERT INTO ks.metadata (persistence_id, deleted_to) VALUES (?, ?)");
  }

  /**
   * The store of an actor system, opened if it is not yet.
   *
   * @throws CassandraFault if the keyspace cannot be used
   * @throws com.typesafe.config.ConfigException naming the key, if a setting is wrong
   */
  public static CassandraStore of(ClassicActorSystemProvider system) {
    ActorSystem classic = system.classicSystem();
    return ID.get(classic);
  }

  private static CassandraStore open(ExtendedActorSystem system) {
    Config config = system.settings().config();
    CassandraSettings settings = CassandraSettings.from(config);
    CqlSession session = CassandraLink.await(config, settings);
    boolean opened = false;
    try {
      CassandraStore store = new CassandraStore(system, settings, session);
      store.open();
      opened = true;
      return store;
    } finally {
      if (!opened) {
        session.close();
      }
    }
  }

  private void open() {
    unsynced.forEach(LOG::warn);
    CassandraLink.patiently(settings, settings::where, this::holdIfFree);
    pulse.setDaemon(true);
    pulse.start();
    sequencer.stopped().thenAccept(stopped::complete);
    sequencer.start();
    Cql.await(sequencer.caughtUp());
    LOG.info(
        "the journal is in {}; {} events have their place", settings.where(), sequencer.size());
  }

  /** Somebody else who has the keyspace, for whom we wait. */
  private static final class Held extends DriverException {
    Held(Holder.Party by) {
      super("it is held by " + by + "; one mediator at a time may", null, null, false);
    }

    @Override
    public DriverException copy() {
      return this;
    }
  }

  private boolean holdIfFree() {
    holder
        .hold()
        .ifPresent(
            other -> {
              throw new Held(other);
            });
    return true;
  }

  /** Until it is interrupted, or Cassandra's session is closed. */
  private void renew() {
    while (!cql.session().isClosed()) {
      try {
        Thread.sleep(settings.lease().dividedBy(BEATS));
      } catch (InterruptedException e) {
        return;
      }
      beat();
    }
  }

  /** Renews the hold; that it can be done is also the sign that Cassandra answers. */
  private void beat() {
    try {
      Optional<Holder.Party> other = holder.hold();
      unanswered = Optional.empty();
      other.ifPresent(
          by -> stopped.complete(new CassandraFault.TakenOver(settings.keyspace(), by.toString())));
    } catch (DriverException e) {
      unanswered = Optional.of(CassandraLink.words(e));
    }
  }

  private String otherHolder() {
    try {
      return holder.holder().map(Holder.Party::toString).orElse("somebody who is gone again");
    } catch (DriverException e) {
      return "somebody (" + CassandraLink.words(e) + ")";
    }
  }

  /** The events of an id up to {@code number} are there, and are about to be acknowledged. */
  void acknowledged(String persistenceId, long number) {
    sequencer.acknowledged(persistenceId, number);
  }

  /** Events of the id up to {@code to} are replayed no more. Never moves back. */
  CompletionStage<?> markDeleted(String persistenceId, long to) {
    return cql.start(deletedTo.bind(persistenceId))
        .thenCompose(
            rows -> {
              Optional<Row> row = Optional.ofNullable(rows.one());
              long before = row.map(found -> found.getLong("deleted_to")).orElse(0L);
              return to <= before
                  ? CompletableFuture.completedStage(rows)
                  : cql.start(setDeletedTo.bind(persistenceId, to));
            });
  }

  CqlSession session() {
    return cql.session();
  }

  /** How many events have their place, which is the index of the last one. */
  public long lastIndex() {
    return sequencer.size();
  }

  @Override
  public Source<EventEnvelope, NotUsed> allEvents(long after) {
    return source(this::envelopes, after, Extent.live(Long.MAX_VALUE, commit -> true));
  }

  @Override
  public Source<EventEnvelope, NotUsed> currentAllEvents(long after) {
    return source(this::envelopes, after, Extent.current(this::lastIndex));
  }

  /** As the embedded journal's: live, and told of an event when it has its place. */
  public Source<EventEnvelope, NotUsed> eventsByPersistenceId(
      String persistenceId, long from, long to) {
    return source(
        (position, end) -> envelopes(persistenceId, position, end),
        Math.max(from, 1) - 1,
        Extent.live(to, commit -> commit.persistenceIds().contains(persistenceId)));
  }

  @Override
  public Source<EventEnvelope, NotUsed> currentEvents(String persistenceId, long from, long to) {
    return source(
        (position, end) -> envelopes(persistenceId, position, end),
        Math.max(from, 1) - 1,
        Extent.current(
            () -> Math.min(to, Cql.await(events.highest(persistenceId, Math.max(from, 1) - 1)))));
  }

  /** Every id that has a place, in the order of their first events, and those to come. */
  public Source<String, NotUsed> persistenceIds() {
    return source(this::births, 0, Extent.live(Long.MAX_VALUE, commit -> true));
  }

  /** As {@link #persistenceIds}, those there are now. */
  public Source<String, NotUsed> currentPersistenceIds() {
    return source(this::births, 0, Extent.current(this::lastIndex));
  }

  private <T> Source<T, NotUsed> source(Pages<T> pages, long after, Extent extent) {
    return Source.fromGraph(new CursorSource<>(sequencer, pages, after, extent)).async(DISPATCHER);
  }

  private List<Item<EventEnvelope>> envelopes(long after, long end) {
    long to = Math.min(end, lastIndex());
    return after >= to
        ? List.of()
        : ordered.readIntact(after, to).stream()
            .map(
                placed -> {
                  long index = placed.entry().leaf() + 1;
                  return new Item<>(index, form.envelope(new Sequence(index), placed.event()));
                })
            .toList();
  }

  private List<Item<EventEnvelope>> envelopes(String persistenceId, long after, long end) {
    return events.of(persistenceId, after + 1, end).stream()
        .map(found -> new Item<>(found.number(), envelope(found)))
        .toList();
  }

  private EventEnvelope envelope(Found found) {
    return form.envelope(new Sequence(found.number()), found.event());
  }

  private List<Item<String>> births(long after, long end) {
    long to = Math.min(end, lastIndex());
    for (long from = after; from < to; from += OrderTable.SEGMENT) {
      List<Item<String>> found =
          order.entries(from, Math.min(to, from + OrderTable.SEGMENT)).stream()
              .filter(entry -> entry.sequenceNr() == 1)
              .map(entry -> new Item<>(entry.leaf() + 1, entry.persistenceId()))
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  @Override
  public List<EventEnvelope> readEvents(String persistenceId, long from, long to) {
    return events.all(persistenceId, from, to).map(this::envelope).toList();
  }

  @Override
  public KeptViews views(String name) {
    return new CassandraViews(cql, form, name, this::lastIndex);
  }

  @Override
  public AuditLog auditLog() {
    return new CassandraAuditLog(tree, events, ordered, sequencer::whole);
  }

  @Override
  public JournalState state() {
    List<String> problems = new ArrayList<>(unsynced);
    unanswered.ifPresent(
        why -> problems.add("Cassandra, " + settings.where() + ", does not answer: " + why));
    long waiting = sequencer.waiting();
    Duration late = sequencer.waitingFor();
    if (late.compareTo(LATE) > 0) {
      problems.add(
          "%d events wait for their place in the record, the first for %d s%s"
              .formatted(
                  waiting,
                  late.toSeconds(),
                  sequencer.trouble().map(why -> ": " + why).orElse("")));
    }
    return new JournalState(lastIndex(), waiting, problems);
  }

  @Override
  public CompletionStage<RuntimeException> stopped() {
    return stopped;
  }

  /** Gives what was acknowledged its place, if that can be done soon, and lets go. */
  @Override
  public void close() {
    pulse.interrupt();
    sequencer.close();
    try {
      holder.letGo();
    } catch (DriverException e) {
      LOG.info("the hold on the keyspace ends by itself: {}", CassandraLink.words(e));
    }
    cql.session().close();
  }
}
