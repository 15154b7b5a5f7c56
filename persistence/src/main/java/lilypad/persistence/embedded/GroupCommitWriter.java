package lilypad.persistence.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes whatever waits in the queue, stages it into one batch, has
 * the batch synced to disk and only then acknowledges each write: while one sync runs the next
 * batch gathers, so many writers share one sync and a single writer waits for no timer.
 *
 * <p>Writes take effect in the order in which they were submitted. After a write that failed on
 * disk it stops for good: the failed batch and all later writes fail with {@link
 * JournalFault.Stopped}.
 */
final class GroupCommitWriter implements Commit.Teller, AutoCloseable {

  /** A change to stage; the answer is given to the submitter after the batch is on disk. */
  interface Change<T> {
    /**
     * Stages the change.
     *
     * @throws JournalFault if the change is refused; nothing of it may be staged then
     */
    T stage(Staging staging) throws RocksDBException;
  }

  private record Waiting<T>(Change<T> change, CompletableFuture<T> done) {

    /** Stages, and returns the acknowledgement to give; none if the change was refused. */
    Optional<Runnable> stage(Staging staging) throws RocksDBException {
      try {
        T answer = change.stage(staging);
        return Optional.of(() -> done.complete(answer));
      } catch (JournalFault refusal) {
        done.completeExceptionally(refusal);
        return Optional.empty();
      }
    }
  }

  private static final int LEAST = 1 << 12;

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommitWriter.class);

  private final Path folder;
  private final KnownHeads heads;
  private final Tables tables;
  private final DiskRoom room;
  private final RecentFacts recent = new RecentFacts();
  private final long batchBytes;
  private final BlockingQueue<Waiting<?>> queue;
  private final CopyOnWriteArraySet<Commit.Listener> listeners = new CopyOnWriteArraySet<>();
  private final CompletableFuture<JournalFault.Stopped> stopped = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Thread thread;
  private volatile Commit last;

  /** Bytes that the next batch is likely to have; only the writer's thread knows. */
  private int likely = LEAST;

  GroupCommitWriter(
      EmbeddedSettings settings, EmbeddedStore store, Tables tables, DiskRoom room, Commit last) {
    this.folder = settings.folder();
    this.heads = new KnownHeads(store::head);
    this.tables = tables;
    this.room = room;
    this.batchBytes = settings.batchBytes();
    this.queue = new ArrayBlockingQueue<>(settings.queueCapacity());
    this.last = last;
    this.thread = new Thread(this::run, "journal-writer");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Queues a change; waits while the queue is full. The stage ends after the sync, or in a fault.
   */
  <T> CompletionStage<T> submit(Change<T> change) {
    CompletableFuture<T> done = new CompletableFuture<>();
    if (closing.get()) {
      done.completeExceptionally(new JournalFault.Closed(folder));
      return done;
    }
    try {
      queue.put(new Waiting<>(change, done));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done.completeExceptionally(new JournalFault.Closed(folder));
      return done;
    }
    if (!thread.isAlive()) {
      failQueued(new JournalFault.Closed(folder)); // closed between the check and the put
    }
    return done;
  }

  /** The newest facts of what is on disk. */
  RecentFacts recent() {
    return recent;
  }

  /** What is on disk: the end of the global order and the number of ids. */
  Commit last() {
    return last;
  }

  @Override
  public void listen(Commit.Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void unlisten(Commit.Listener listener) {
    listeners.remove(listener);
  }

  /** Ends with the fault when the writer stops. */
  CompletionStage<JournalFault.Stopped> stopped() {
    return stopped.copy();
  }

  private void run() {
    List<Waiting<?>> taken = new ArrayList<>();
    while (true) {
      try {
        Waiting<?> first = queue.take();
        JournalFault.@Nullable Stopped fault = stopped.getNow(null);
        if (fault == null) {
          commit(first, taken);
        } else {
          first.done().completeExceptionally(fault);
        }
      } catch (RocksDBException | RuntimeException | Error e) {
        stop(e, taken);
      } catch (InterruptedException e) {
        failQueued(new JournalFault.Closed(folder));
        return;
      } finally {
        taken.clear();
      }
    }
  }

  private void commit(Waiting<?> first, List<Waiting<?>> taken) throws RocksDBException {
    taken.add(first);
    room.require();
    Commit before = last;
    List<Runnable> acknowledgements = new ArrayList<>();
    Staging staging = new Staging(heads, tables, before, likely);
    @Nullable Waiting<?> next = first;
    while (next != null) {
      next.stage(staging).ifPresent(acknowledgements::add);
      next = staging.bytes() < batchBytes ? queue.poll() : null;
      if (next != null) {
        taken.add(next);
      }
    }
    // Batches under the same load are alike; a burst's room is given back little by little.
    likely = (int) Math.max(Math.max(LEAST, staging.bytes()), likely - likely / 4);
    Commit after = staging.commit();
    recent.keep(before.lastIndex(), staging.appended());
    last = after;
    acknowledgements.forEach(Runnable::run);
    if (!after.persistenceIds().isEmpty()) {
      for (Commit.Listener listener : listeners) {
        listener.committed(after);
      }
    }
  }

  private void stop(Throwable cause, List<Waiting<?>> taken) {
    JournalFault.Stopped fault = new JournalFault.Stopped(folder, cause);
    LOG.error("{}", fault.getMessage(), cause);
    stopped.complete(fault);
    for (Waiting<?> waiting : taken) {
      waiting.done().completeExceptionally(fault); // the refused ones have their answer already
    }
  }

  private void failQueued(JournalFault fault) {
    for (@Nullable Waiting<?> next = queue.poll(); next != null; next = queue.poll()) {
      next.done().completeExceptionally(fault);
    }
  }

  /** Writes what is queued, then ends the thread; later writes fail as closed. */
  @Override
  public void close() {
    CompletionStage<Boolean> drained = submit(staging -> true);
    closing.set(true);
    drained.handle((done, fault) -> done).toCompletableFuture().join();
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    failQueued(new JournalFault.Closed(folder));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
