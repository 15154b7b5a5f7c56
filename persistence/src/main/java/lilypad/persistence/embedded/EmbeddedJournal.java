package lilypad.persistence.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import lilypad.persistence.JournalSerializer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;

/**
 * The journal plugin {@code lilypad.journal.embedded}. An event is acknowledged after it is synced
 * to disk. An event that nobody can serialize is rejected; a disk that fails makes the write fail
 * with {@link JournalFault.Stopped}, a second writer under one id with {@link
 * JournalFault.SequenceConflict}.
 *
 * <p>Deleting events only marks up to where the actor sees them no more: the journal keeps them,
 * and queries show them.
 */
public final class EmbeddedJournal extends AsyncWriteJournal {

  private final EmbeddedStore store = EmbeddedStore.of(context().system());
  private final StoredForm form = new StoredForm(context().system());
  private final Executor reading = context().dispatcher();

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    long now = System.currentTimeMillis();
    List<NewEvent> accepted = new ArrayList<>();
    List<Optional<Exception>> answers = new ArrayList<>();
    for (AtomicWrite write : writes) {
      List<NewEvent> events = new ArrayList<>(write.size());
      Optional<Exception> rejection = Optional.empty();
      for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
        Try<NewEvent> stored =
            form.event(event.timestamp() == 0 ? event.withTimestamp(now) : event);
        if (stored.isFailure()) {
          rejection = Optional.of(asException(stored.failed().get()));
          break;
        }
        events.add(stored.get());
      }
      if (rejection.isEmpty()) {
        accepted.addAll(events);
      }
      answers.add(rejection);
    }
    return FutureConverters.asScala(
        store
            .writer()
            .submit(
                staging -> {
                  staging.append(accepted);
                  return answers;
                }));
  }

  private static Exception asException(Throwable failure) {
    return failure instanceof Exception exception
        ? exception
        : new IllegalArgumentException(failure);
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return FutureConverters.asScala(
        store
            .writer()
            .submit(
                staging -> {
                  staging.markDeleted(persistenceId, toSequenceNr);
                  return true;
                })
            .thenAccept(done -> {}));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    return FutureConverters.asScala(
        CompletableFuture.runAsync(() -> replay(persistenceId, from, to, max, replay), reading));
  }

  /** While one page is read out of its bytes the next one comes from the disk. */
  private void replay(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    StoredEventReader reader = new StoredEventReader();
    int full = store.settings().readPage();
    long next = Math.max(from, store.head(persistenceId).deletedTo() + 1);
    long left = max;
    List<byte[]> page = page(persistenceId, next, to, left);
    while (!page.isEmpty()) {
      left -= page.size();
      next = sequenceNr(page.getLast(), reader) + 1;
      long after = next;
      long more = left;
      FutureTask<List<byte[]>> ahead = new FutureTask<>(() -> page(persistenceId, after, to, more));
      if (page.size() == full) {
        reading.execute(ahead);
      }
      for (byte[] row : page) {
        replay.accept(event(row, reader));
      }
      ahead.run(); // here, if no thread has begun with it: they may all be replaying
      page = outcome(ahead);
    }
  }

  private List<byte[]> page(String persistenceId, long from, long to, long max) {
    return from <= to
        ? store.rows(persistenceId, from, to, (int) Math.min(max, store.settings().readPage()))
        : List.of();
  }

  private static List<byte[]> outcome(FutureTask<List<byte[]>> page) {
    try {
      return page.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof JournalFault fault ? fault : new CompletionException(e);
    }
  }

  private PersistentRepr event(byte[] row, StoredEventReader reader) {
    return reader.read(row) && reader.serializerId() == JournalSerializer.IDENTIFIER
        ? form.event(reader)
        : form.event(store.parsed(row));
  }

  private long sequenceNr(byte[] row, StoredEventReader reader) {
    return reader.read(row) ? reader.sequenceNr() : store.parsed(row).getSequenceNr();
  }

  /**
   * Answers through the writer's queue, after everything submitted before: a write of the actor's
   * former incarnation that still waits there is counted, and its events are replayed.
   */
  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    return FutureConverters.asScala(
        store.writer().submit(staging -> staging.head(persistenceId).highest()));
  }
}
