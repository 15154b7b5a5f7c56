package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import lilypad.persistence.audit.SteppedTree;
import lilypad.persistence.cassandra.EventTable.Found;
import lilypad.persistence.embedded.Commit;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.merkle.MerkleHash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each event its place in the global order, one after another of each id, in a thread of its
 * own. The journal tells it what was acknowledged before it acknowledges it; of what it was told
 * meanwhile it makes one batch, by the time of writing. An event that was written because another
 * was acknowledged therefore never comes before that one.
 *
 * <p>What nobody told it of, because the process died first, it finds at the next start: it then
 * asks for every id's last number before anything else.
 */
final class Sequencer implements Commit.Teller, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

  /** Leaves in one append. */
  private static final int APPEND = 256;

  /** Leaves after which positions are stored: a start reads about so many leaves again. */
  private static final int STORE_EVERY = 10_000;

  /** Questions on their way at a time. */
  private static final int AT_ONCE = 128;

  /** How often an acknowledged event is looked for that is not there. */
  private static final int LOOKS = 5;

  private static final Duration STOP = Duration.ofSeconds(10);

  private final CassandraSettings settings;
  private final UUID writer;
  private final Cql cql;
  private final EventTable events;
  private final OrderTable order;
  private final CassandraTree tree;
  private final Positions positions;
  private final Supplier<String> successor;
  private final Thread thread = new Thread(this::run, "journal-sequencer");
  private final CopyOnWriteArraySet<Commit.Listener> listeners = new CopyOnWriteArraySet<>();
  private final CompletableFuture<Boolean> caughtUp = new CompletableFuture<>();
  private final CompletableFuture<RuntimeException> stopped = new CompletableFuture<>();
  private final Set<String> unstored = new HashSet<>();
  private MerkleFrontier edge = MerkleFrontier.empty();
  private long stored;

  /** Guarded by itself: what was acknowledged since the last batch, and when the first of it. */
  private final Map<String, Long> told = new HashMap<>();

  private volatile Map<String, Long> batch = Map.of();
  private volatile long toldSince;
  private volatile long batchSince;
  private volatile long size;
  private volatile long whole;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile boolean closing;

  /**
   * A sequencer that has not begun.
   *
   * @param successor names who has the keyspace, for when that is somebody else
   */
  Sequencer(
      CassandraSettings settings,
      UUID writer,
      Cql cql,
      EventTable events,
      OrderTable order,
      CassandraTree tree,
      Supplier<String> successor) {
    this.settings = settings;
    this.writer = writer;
    this.cql = cql;
    this.events = events;
    this.order = order;
    this.tree = tree;
    this.positions = new Positions(cql);
    this.successor = successor;
  }

  void start() {
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((of, cause) -> ended(cause));
    thread.start();
  }

  /** Ends when all that was acknowledged before the start has its place; fails if it stops. */
  CompletionStage<Boolean> caughtUp() {
    return caughtUp;
  }

  /** Ends with the fault when it stops. */
  CompletionStage<RuntimeException> stopped() {
    return stopped;
  }

  /** How many leaves there are. */
  long size() {
    return size;
  }

  /**
   * How many of them there were when no write was cut: an append can end in the middle of what was
   * written at once, a batch cannot, for what it was told of are ends of writes.
   */
  long whole() {
    return whole;
  }

  /** The id's events up to {@code number} are there. Does not wait. */
  void acknowledged(String persistenceId, long number) {
    if (number <= positions.of(persistenceId)) {
      return;
    }
    synchronized (told) {
      if (told.isEmpty()) {
        toldSince = System.nanoTime();
      }
      told.merge(persistenceId, number, Math::max);
      told.notifyAll();
    }
  }

  /** How many events were acknowledged and have no place yet, or are of a batch that has not. */
  long waiting() {
    Map<String, Long> all;
    synchronized (told) {
      all = new HashMap<>(batch);
      told.forEach((id, number) -> all.merge(id, number, Math::max));
    }
    long unplaced =
        all.entrySet().stream()
            .mapToLong(entry -> Math.max(0, entry.getValue() - positions.of(entry.getKey())))
            .sum();
    return Math.max(unplaced, size - whole);
  }

  /** How long the oldest of them waits. */
  Duration waitingFor() {
    if (waiting() == 0) {
      return Duration.ZERO;
    }
    long since = batch.isEmpty() ? toldSince : batchSince;
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /** Why it does not get on, if it does not. */
  Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void listen(Commit.Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void unlisten(Commit.Listener listener) {
    listeners.remove(listener);
  }

  private void run() {
    takeOver();
    whole = size;
    caughtUp.complete(true);
    for (Map<String, Long> next = next(); !next.isEmpty(); next = next()) {
      follow(next);
      whole = size;
      batch = Map.of();
      if (size - stored >= STORE_EVERY) {
        store();
      }
    }
    store();
  }

  private void ended(Throwable cause) {
    RuntimeException end =
        cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
    caughtUp.completeExceptionally(end);
    if (closing) {
      LOG.info("{} events wait for their place until the next start", waiting());
    } else {
      LOG.error("the order of the journal does not go on", cause);
      stopped.complete(end);
    }
  }

  /** What was told since the last batch; waits for it. Empty when it is time to go. */
  private Map<String, Long> next() {
    synchronized (told) {
      while (told.isEmpty() && !closing) {
        try {
          told.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new Interrupted();
        }
      }
      Map<String, Long> next = Map.copyOf(told);
      batchSince = toldSince;
      batch = next;
      told.clear();
      return next;
    }
  }

  /** The thread was told to end, also if not everything is done. */
  private static final class Interrupted extends RuntimeException {}

  private void takeOver() {
    size = persistently(() -> order.claim(writer));
    whole = size;
    long covered = Math.min(size, persistently(positions::load));
    for (long from = covered; from < size; from += APPEND) {
      long at = from;
      persistently(() -> order.entries(at, Math.min(size, at + APPEND)))
          .forEach(
              entry -> {
                positions.reached(entry.persistenceId(), entry.sequenceNr());
                unstored.add(entry.persistenceId());
              });
    }
    completeTree(covered);
    edge = persistently(() -> MerkleFrontier.of(tree, size));
    stored = covered;
    Map<String, Long> found = persistently(this::lastNumbers);
    if (!found.isEmpty()) {
      batchSince = System.nanoTime();
      batch = found;
      LOG.info("{} events of {} ids get their place in the order", waiting(), found.size());
      follow(found);
      batch = Map.of();
    }
    store();
  }

  private void completeTree(long covered) {
    for (int level = 1; size >> level > 0; level++) {
      if (SteppedTree.isStored(level)) {
        for (long node = covered >> level; node < size >> level; node++) {
          int at = level;
          long index = node;
          persistently(() -> cql.run(tree.put(at, index, tree.folded(at, index))));
        }
      }
    }
  }

  /** The ids that have events without a place, each with its last number. */
  private Map<String, Long> lastNumbers() {
    Map<String, Long> found = new HashMap<>();
    Map<String, CompletionStage<Long>> asked = new HashMap<>();
    for (Row row : events.ids()) {
      String id = Objects.requireNonNull(row.getString("persistence_id"));
      asked.put(id, events.highest(id, positions.of(id)));
      if (asked.size() == AT_ONCE) {
        answered(asked, found);
      }
    }
    answered(asked, found);
    return found;
  }

  private void answered(Map<String, CompletionStage<Long>> asked, Map<String, Long> found) {
    asked.forEach(
        (id, answer) -> {
          long last = Cql.await(answer);
          if (last > positions.of(id)) {
            found.put(id, last);
          }
        });
    asked.clear();
  }

  /** One id's events on their way into a batch. */
  private final class Cursor {
    private final String id;
    private final long target;
    private final Deque<Found> page = new ArrayDeque<>();
    private long next;
    private long time;

    Cursor(String id, long target) {
      this.id = id;
      this.target = target;
      this.next = positions.of(id) + 1;
    }

    CompletionStage<List<Found>> ask() {
      return events.start(id, next, target);
    }

    /** Takes a page in, whose events must follow one another. */
    void take(List<Found> found) {
      for (Found event : found) {
        if (event.number() != next) {
          return;
        }
        page.add(event);
        next++;
      }
    }

    /** Makes sure that there is an event to be had; false if the target is reached. */
    boolean more() {
      for (int look = 0; page.isEmpty() && next <= target; look++) {
        if (look == LOOKS) {
          throw new CassandraFault.EventMissing(id, next, "none, though it was acknowledged");
        }
        if (look > 0) {
          pause();
        }
        take(persistently(() -> Cql.await(ask())));
      }
      return !page.isEmpty();
    }

    /** By the writer's clock, but never before the id's own event before it. */
    long time() {
      return Math.max(time, Objects.requireNonNull(page.peek()).time());
    }

    Found pop() {
      time = time();
      return page.remove();
    }
  }

  private void follow(Map<String, Long> targets) {
    PriorityQueue<Cursor> cursors =
        new PriorityQueue<>(
            Comparator.<Cursor>comparingLong(Cursor::time).thenComparing(c -> c.id));
    List<Cursor> opening = new ArrayList<>();
    for (Map.Entry<String, Long> target : targets.entrySet()) {
      if (target.getValue() > positions.of(target.getKey())) {
        opening.add(new Cursor(target.getKey(), target.getValue()));
      }
      if (opening.size() == AT_ONCE) {
        open(opening, cursors);
      }
    }
    open(opening, cursors);
    List<Found> chunk = new ArrayList<>();
    while (!cursors.isEmpty()) {
      Cursor first = Objects.requireNonNull(cursors.poll());
      chunk.add(first.pop());
      if (first.more()) {
        cursors.add(first);
      }
      if (chunk.size() == APPEND) {
        append(chunk);
        chunk.clear();
      }
    }
    append(chunk);
  }

  private void open(List<Cursor> opening, Collection<Cursor> opened) {
    persistently(
        () -> {
          List<CompletionStage<List<Found>>> asked = opening.stream().map(Cursor::ask).toList();
          List<List<Found>> pages = asked.stream().map(Cql::await).toList();
          for (int i = 0; i < pages.size(); i++) {
            opening.get(i).take(pages.get(i));
          }
          return true;
        });
    for (Cursor cursor : opening) {
      if (cursor.more()) {
        opened.add(cursor);
      }
    }
    opening.clear();
  }

  private void append(List<Found> chunk) {
    for (int from = 0; from < chunk.size(); ) {
      int count = Math.min(OrderTable.room(size), chunk.size() - from);
      appendToSegment(chunk.subList(from, from + count));
      from += count;
    }
  }

  private void appendToSegment(List<Found> chunk) {
    long before = size;
    List<OrderTable.Entry> entries = new ArrayList<>(chunk.size());
    for (Found found : chunk) {
      entries.add(
          new OrderTable.Entry(
              before + entries.size(),
              found.event().getPersistenceId(),
              found.number(),
              MerkleHash.leaf(found.bytes().toArray())));
    }
    AtomicBoolean again = new AtomicBoolean();
    persistently(() -> put(before, entries, again.getAndSet(true)));
    List<BoundStatement> nodes = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    size = before + entries.size();
    for (OrderTable.Entry entry : entries) {
      positions.reached(entry.persistenceId(), entry.sequenceNr());
      ids.add(entry.persistenceId());
      edge.append(
          entry.hash(),
          (level, index, hash) -> {
            if (SteppedTree.isStored(level)) {
              nodes.add(tree.put(level, index, hash));
            }
          });
    }
    unstored.addAll(ids);
    Commit commit = new Commit(size, 0, ids, edge.copy());
    listeners.forEach(listener -> listener.committed(commit));
    persistently(
        () -> {
          Cql.await(nodes.stream().map(cql::start).toList());
          return true;
        });
  }

  /** Appends once, whatever becomes of the answers. */
  private boolean put(long before, List<OrderTable.Entry> entries, boolean again) {
    long after = before + entries.size();
    if (before % OrderTable.SEGMENT == 0 && before > 0 && !order.open(writer, before)) {
      throw takenOver();
    }
    boolean done = !again && order.append(writer, before, entries);
    if (!done) {
      long now = order.claimed(writer, before).orElseThrow(this::takenOver);
      done = now == after || (now == before && order.append(writer, before, entries));
    }
    if (!done) {
      throw new IllegalStateException(
          "expected " + before + " or " + after + " leaves in the order, found another number");
    }
    return true;
  }

  private RuntimeException takenOver() {
    return new CassandraFault.TakenOver(settings.keyspace(), successor.get());
  }

  private void store() {
    if (size > stored) {
      persistently(
          () -> {
            positions.store(unstored, size);
            return true;
          });
      unstored.clear();
      stored = size;
    }
  }

  /** Does it until Cassandra takes it. */
  private <T> T persistently(Supplier<T> deed) {
    while (true) {
      try {
        T done = deed.get();
        if (trouble.isPresent()) {
          LOG.info("the order of the journal goes on");
          trouble = Optional.empty();
        }
        return done;
      } catch (DriverException e) {
        String words = CassandraLink.words(e);
        if (trouble.isEmpty()) {
          LOG.warn("the order of the journal waits for Cassandra: {}", words);
        }
        trouble = Optional.of(words);
        if (closing) {
          throw e;
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(settings.retry());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Interrupted();
    }
  }

  /** Gives what was told a place if it can be done soon, then ends. */
  @Override
  public void close() {
    closing = true;
    synchronized (told) {
      told.notifyAll();
    }
    try {
      if (!thread.join(STOP)) {
        thread.interrupt();
        thread.join(STOP);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
