package lilypad.mediator.query;

import java.util.List;
import java.util.function.Consumer;
import lilypad.mediator.deal.DealActor;
import lilypad.mediator.intake.IntakeActor;
import lilypad.persistence.embedded.EmbeddedReadJournal;
import lilypad.protocol.DealKey;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.story.RecordedFact;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;

/** One entity's facts, from the journal of a running mediator. */
public final class JournaledFacts {

  private JournaledFacts() {}

  /** All facts of a deal so far, oldest first; waits for the disk. */
  public static List<RecordedFact> of(ActorSystem<?> system, DealKey key) {
    return PersistenceQuery.get(system)
        .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER)
        .currentEventsByPersistenceId(DealActor.persistenceId(key).id(), 0, Long.MAX_VALUE)
        .map(envelope -> new RecordedFact(envelope.timestamp(), (DealEvent) envelope.event()))
        .runWith(Sink.seq(), system)
        .toCompletableFuture()
        .join();
  }

  /** A deal's facts with sequence numbers below {@code below}, oldest first; waits for the disk. */
  public static List<DealEvent> of(ActorSystem<?> system, DealKey key, long below) {
    return PersistenceQuery.get(system)
        .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER)
        .eventsBelow(DealActor.persistenceId(key).id(), below)
        .stream()
        .map(envelope -> (DealEvent) envelope.event())
        .toList();
  }

  /** Hands over all facts of an intake so far, oldest first; waits for the disk. */
  public static void ofIntake(ActorSystem<?> system, String entity, Consumer<IntakeEvent> each) {
    String id = IntakeActor.persistenceId(entity).id();
    PersistenceQuery.get(system)
        .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER)
        .currentEventsByPersistenceId(id, 0, Long.MAX_VALUE)
        .runForeach(envelope -> each.accept((IntakeEvent) envelope.event()), system)
        .toCompletableFuture()
        .join();
  }
}
