package lilypad.mediator.query;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import lilypad.persistence.Journal;
import lilypad.persistence.Journals;
import lilypad.persistence.KeptViews;
import lilypad.protocol.journal.BoardsSnapshot;
import lilypad.protocol.journal.JournalEvent;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the boards from the journal's global stream, from where they were kept last, and keeps them
 * now and then. What was not kept, deals that wait for nothing, is read in the background: nothing
 * but the list of deals waits for it.
 */
public final class BoardFeed {

  private final ActorSystem<?> system;
  private final Boards boards;
  private final Journal journal;
  private final KeptViews snapshots;
  private final long every;
  private final Executor blocking;
  private long kept;

  private BoardFeed(ActorSystem<?> system, Boards boards, long every, Executor blocking) {
    this.system = system;
    this.boards = boards;
    this.every = every;
    this.blocking = blocking;
    this.journal = Journals.of(system);
    this.snapshots = journal.views("boards");
  }

  /**
   * Brings the boards up to date, then keeps them so; a broken feed stops the mediator, which would
   * otherwise forget its open deals.
   *
   * @param every after how many facts the boards are kept
   * @param idle ends when there is time to read the deals that wait for nothing
   * @param blocking reads them
   */
  public static void follow(
      ActorSystem<?> system,
      Boards boards,
      long every,
      CompletionStage<?> idle,
      Executor blocking,
      Consumer<Throwable> broken) {
    new BoardFeed(system, boards, every, blocking).follow(idle, broken);
  }

  private void follow(CompletionStage<?> idle, Consumer<Throwable> broken) {
    // What an older build kept does not tell which leases were open: the facts do.
    Optional<BoardsSnapshot> last =
        snapshots
            .newest()
            .map(newest -> (BoardsSnapshot) newest.snapshot())
            .filter(kept -> kept.lent().isPresent());
    last.ifPresent(boards::resume);
    kept = last.map(BoardsSnapshot::index).orElse(0L);
    Optional<EventEnvelope> newest =
        journal
            .currentAllEvents(kept)
            .runWith(
                Sink.fold(
                    Optional.<EventEnvelope>empty(),
                    (before, envelope) -> {
                      put(envelope);
                      return Optional.of(envelope);
                    }),
                system)
            .toCompletableFuture()
            .join();
    newest.ifPresent(this::keepIfDue);
    journal
        .allEvents(newest.map(BoardFeed::index).orElse(kept))
        .runWith(
            Sink.foreach(
                envelope -> {
                  put(envelope);
                  keepIfDue(envelope);
                }),
            system)
        .whenComplete((done, failure) -> told(failure, broken));
    if (last.isEmpty()) {
      boards.deals().nowWhole();
    } else {
      idle.thenRunAsync(this::readTheOthers, blocking)
          .whenComplete((done, failure) -> told(failure, broken));
    }
  }

  private static void told(@Nullable Throwable failure, Consumer<Throwable> broken) {
    if (failure != null) {
      broken.accept(failure);
    }
  }

  private void readTheOthers() {
    while (boards.deals().readOne()) {
      if (system.getWhenTerminated().toCompletableFuture().isDone()) {
        return;
      }
    }
    boards.deals().nowWhole();
  }

  private void put(EventEnvelope envelope) {
    if (envelope.event() instanceof JournalEvent event) {
      boards.happened(envelope.persistenceId(), envelope.sequenceNr(), event, envelope.timestamp());
    }
  }

  private static long index(EventEnvelope envelope) {
    return ((Sequence) envelope.offset()).value();
  }

  private void keepIfDue(EventEnvelope newest) {
    long index = index(newest);
    if (index - kept >= every) {
      kept = index;
      keep(index, newest.timestamp());
    }
  }

  private void keep(long index, long at) {
    snapshots
        .keep(index, at, boards.snapshot(index))
        .exceptionally(
            failure -> {
              system
                  .log()
                  .warn(
                      "the boards were not kept, a restart takes longer: {}", failure.getMessage());
              return Done.getInstance();
            });
  }
}
