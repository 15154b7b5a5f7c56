package lilypad.persistence.embedded;

import java.util.List;
import java.util.concurrent.CompletionStage;
import lilypad.persistence.Journal;
import lilypad.persistence.JournalState;
import lilypad.persistence.KeptViews;
import lilypad.persistence.audit.AuditLog;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.stream.javadsl.Source;

/** The embedded journal as its readers see it: an event has its place when it is acknowledged. */
public final class StoredJournal implements Journal {

  private final ClassicActorSystemProvider system;
  private final EmbeddedStore store;
  private final EmbeddedReadJournal queries;

  /**
   * The journal of an actor system, opened if it is not yet.
   *
   * @throws JournalFault if the folder cannot be opened
   */
  public StoredJournal(ClassicActorSystemProvider system) {
    this.system = system;
    this.store = EmbeddedStore.of(system);
    this.queries =
        PersistenceQuery.get(system)
            .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER);
  }

  @Override
  public Source<EventEnvelope, NotUsed> allEvents(long after) {
    return queries.allEvents(new Sequence(after));
  }

  @Override
  public Source<EventEnvelope, NotUsed> currentAllEvents(long after) {
    return queries.currentAllEvents(new Sequence(after));
  }

  @Override
  public Source<EventEnvelope, NotUsed> currentEvents(String persistenceId, long from, long to) {
    return queries.currentEventsByPersistenceId(persistenceId, from, to);
  }

  @Override
  public List<EventEnvelope> readEvents(String persistenceId, long from, long to) {
    return queries.readEvents(persistenceId, from, to);
  }

  @Override
  public KeptViews views(String name) {
    return new ViewSnapshots(system, name);
  }

  @Override
  public AuditLog auditLog() {
    return store.auditLog();
  }

  @Override
  public JournalState state() {
    return new JournalState(store.lastIndex(), 0, List.of());
  }

  @Override
  public CompletionStage<RuntimeException> stopped() {
    return store.stopped().thenApply(fault -> fault);
  }
}
