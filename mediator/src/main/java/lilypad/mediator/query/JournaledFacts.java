package lilypad.mediator.query;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import lilypad.mediator.deal.DealActor;
import lilypad.mediator.intake.IntakeActor;
import lilypad.persistence.Journal;
import lilypad.persistence.Journals;
import lilypad.protocol.DealKey;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.story.RecordedFact;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;

/** One entity's facts, from the journal of a running mediator. */
public final class JournaledFacts {

  private JournaledFacts() {}

  /** For a board of the deals in this system's journal. */
  public static DealBoard.Recorded recorded(ActorSystem<?> system) {
    Journal journal = Journals.of(system);
    return (key, from, to) ->
        journal.readEvents(DealActor.persistenceId(key).id(), from, to).stream()
            .map(envelope -> (DealEvent) envelope.event())
            .toList();
  }

  /** All facts of a deal so far, oldest first; waits for the disk. */
  public static List<RecordedFact> of(ActorSystem<?> system, DealKey key) {
    return Journals.of(system)
        .currentEvents(DealActor.persistenceId(key).id(), 0, Long.MAX_VALUE)
        .map(envelope -> new RecordedFact(envelope.timestamp(), (DealEvent) envelope.event()))
        .runWith(Sink.seq(), system)
        .toCompletableFuture()
        .join();
  }

  /** Hands over all facts of an intake so far, oldest first; waits for the disk. */
  public static void ofIntake(ActorSystem<?> system, String entity, Consumer<IntakeEvent> each) {
    ofIntake(
        system,
        entity,
        0,
        (sequence, event) -> {
          each.accept(event);
          return true;
        });
  }

  /**
   * Hands over the facts of an intake from a sequence number on, until there are no more or {@code
   * each} has enough; waits for the disk.
   */
  public static void ofIntake(
      ActorSystem<?> system, String entity, long from, BiPredicate<Long, IntakeEvent> each) {
    String id = IntakeActor.persistenceId(entity).id();
    Journals.of(system)
        .currentEvents(id, from, Long.MAX_VALUE)
        .takeWhile(envelope -> each.test(envelope.sequenceNr(), (IntakeEvent) envelope.event()))
        .run(system)
        .toCompletableFuture()
        .join();
  }
}
