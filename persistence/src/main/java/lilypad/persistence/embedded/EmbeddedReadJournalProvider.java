package lilypad.persistence.embedded;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.ReadJournalProvider;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.persistence.query.scaladsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.scaladsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.scaladsl.EventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.scaladsl.PersistenceIdsQuery;
import org.apache.pekko.stream.scaladsl.Source;

/** Makes the {@link EmbeddedReadJournal}; Pekko asks for both of its languages. */
public final class EmbeddedReadJournalProvider implements ReadJournalProvider {

  private final EmbeddedReadJournal journal;

  /** Called by Pekko. */
  public EmbeddedReadJournalProvider(ExtendedActorSystem system) {
    this.journal = new EmbeddedReadJournal(system);
  }

  @Override
  public ReadJournal javadslReadJournal() {
    return journal;
  }

  @Override
  public org.apache.pekko.persistence.query.scaladsl.ReadJournal scaladslReadJournal() {
    return new Scala(journal);
  }

  /** The standard queries for callers that use the Scala interfaces. */
  private record Scala(EmbeddedReadJournal journal)
      implements org.apache.pekko.persistence.query.scaladsl.ReadJournal,
          PersistenceIdsQuery,
          CurrentPersistenceIdsQuery,
          EventsByPersistenceIdQuery,
          CurrentEventsByPersistenceIdQuery {

    @Override
    public Source<String, NotUsed> persistenceIds() {
      return journal.persistenceIds().asScala();
    }

    @Override
    public Source<String, NotUsed> currentPersistenceIds() {
      return journal.currentPersistenceIds().asScala();
    }

    @Override
    public Source<EventEnvelope, NotUsed> eventsByPersistenceId(String id, long from, long to) {
      return journal.eventsByPersistenceId(id, from, to).asScala();
    }

    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
        String id, long from, long to) {
      return journal.currentEventsByPersistenceId(id, from, to).asScala();
    }
  }
}
