package lilypad.mediator.query;

import java.util.function.Consumer;
import lilypad.persistence.embedded.EmbeddedReadJournal;
import lilypad.protocol.journal.JournalEvent;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;

/** Feeds the boards from the journal's global stream. */
public final class BoardFeed {

  private BoardFeed() {}

  /**
   * Brings the boards up to date, then keeps them so; a broken feed stops the mediator, which would
   * otherwise forget its open deals.
   */
  public static void follow(ActorSystem<?> system, Boards boards, Consumer<Throwable> broken) {
    EmbeddedReadJournal journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER);
    Offset last =
        journal
            .currentAllEvents(Offset.noOffset())
            .runWith(
                Sink.fold(
                    Offset.noOffset(),
                    (before, envelope) -> {
                      put(boards, envelope);
                      return envelope.offset();
                    }),
                system)
            .toCompletableFuture()
            .join();
    journal
        .allEvents(last)
        .runWith(Sink.foreach(envelope -> put(boards, envelope)), system)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                broken.accept(failure);
              }
            });
  }

  private static void put(Boards boards, EventEnvelope envelope) {
    if (envelope.event() instanceof JournalEvent event) {
      boards.happened(
          envelope.persistenceId(), envelope.sequenceNr(), event, envelope.timestamp());
    }
  }
}
