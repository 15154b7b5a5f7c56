package lilypad.mediator.query;

import java.util.function.Consumer;
import lilypad.mediator.deal.DealActor;
import lilypad.persistence.embedded.EmbeddedReadJournal;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealEvent;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;

/** Feeds the board from the journal's global stream. */
public final class BoardFeed {

  private static final String DEALS = DealActor.KEY.name() + "|";

  private BoardFeed() {}

  /**
   * Brings the board up to date, then keeps it so; a broken feed stops the mediator, which would
   * otherwise forget its open deals.
   */
  public static void follow(ActorSystem<?> system, DealBoard board, Consumer<Throwable> broken) {
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
                      put(board, envelope);
                      return envelope.offset();
                    }),
                system)
            .toCompletableFuture()
            .join();
    journal
        .allEvents(last)
        .runWith(Sink.foreach(envelope -> put(board, envelope)), system)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                broken.accept(failure);
              }
            });
  }

  private static void put(DealBoard board, EventEnvelope envelope) {
    if (envelope.event() instanceof DealEvent event) {
      String key = envelope.persistenceId().substring(DEALS.length());
      board.happened(new DealKey(Hash32.fromHex(key)), event);
    }
  }
}
