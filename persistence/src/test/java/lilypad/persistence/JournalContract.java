package lilypad.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.persistence.embedded.Ledger;
import lilypad.persistence.embedded.Samples;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.merkle.MerkleHash;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every journal of ours does. Tests may follow one another in one journal: each begins behind
 * what is there, under ids of its own.
 */
public abstract class JournalContract {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String mark = "-" + UUID.randomUUID();
  private ActorTestKit kit;
  private Journal journal;
  private TestProbe<Ledger.Written> written;
  private long before;

  /** Of an actor system with the journal. */
  protected abstract Config config();

  /** The live query of one id. */
  protected abstract Source<EventEnvelope, NotUsed> eventsByPersistenceId(
      String persistenceId, long from, long to);

  /** The live query of all ids. */
  protected abstract Source<String, NotUsed> persistenceIds();

  /** The query of the ids there are. */
  protected abstract Source<String, NotUsed> currentPersistenceIds();

  @BeforeEach
  void start() {
    kit = ActorTestKit.create(config());
    journal = Journals.of(kit.system());
    written = kit.createTestProbe();
    before = journal.state().events();
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  protected final ActorTestKit kit() {
    return kit;
  }

  protected final Journal journal() {
    return journal;
  }

  /** How many events there were when the test began. */
  protected final long before() {
    return before;
  }

  /** An id of this test. */
  protected final String id(String name) {
    return name + mark;
  }

  protected final ActorRef<Ledger.Write> ledger(String name) {
    return kit.spawn(Ledger.create(id(name)));
  }

  /** Writes events in one atomic write, and waits for the acknowledgement. */
  protected final void write(ActorRef<Ledger.Write> ledger, int events) {
    ledger.tell(new Ledger.Write(events, written.getRef()));
    written.receiveMessage(PATIENCE);
  }

  /** Waits until all that was acknowledged has its place. */
  protected final void settle() {
    await().atMost(PATIENCE).until(() -> journal.state().waiting() == 0);
  }

  /** The root by its definition over the stored bytes. */
  protected static Hash32 hashed(AuditLog log, long size) {
    MerkleFrontier tree = MerkleFrontier.empty();
    while (tree.size() < size) {
      for (LoggedEvent leaf : log.read(tree.size(), (int) Math.min(1000, size - tree.size()))) {
        assertThat(leaf.index()).isEqualTo(tree.size());
        tree.append(MerkleHash.leaf(leaf.stored().toArray()));
      }
    }
    return tree.root();
  }

  protected final <T> List<T> all(Source<T, NotUsed> source)
      throws InterruptedException, ExecutionException, TimeoutException {
    return source.runWith(Sink.seq(), kit.system()).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private <T> SinkQueueWithCancel<T> open(Source<T, NotUsed> source) {
    return source.runWith(Sink.queue(), kit.system());
  }

  private static <T> T next(SinkQueueWithCancel<T> queue)
      throws InterruptedException, ExecutionException, TimeoutException {
    return queue.pull().toCompletableFuture().get(20, TimeUnit.SECONDS).orElseThrow();
  }

  @Test
  void everyEventSaysWhenTheJournalTookIt() throws Exception {
    long from = System.currentTimeMillis();
    write(ledger("a"), 3);
    long to = System.currentTimeMillis();
    settle();
    assertThat(all(journal.currentAllEvents(before)))
        .hasSize(3)
        .allSatisfy(envelope -> assertThat(envelope.timestamp()).isBetween(from, to));
  }

  @Test
  void aLiveStreamOfAllEventsShowsWhatIsThereAndThenWhatComes() throws Exception {
    ActorRef<Ledger.Write> a = ledger("a");
    ActorRef<Ledger.Write> b = ledger("b");
    write(a, 2);
    SinkQueueWithCancel<EventEnvelope> live = open(journal.allEvents(before));
    assertThat(next(live).offset()).isEqualTo(new Sequence(before + 1));
    assertThat(next(live).offset()).isEqualTo(new Sequence(before + 2));

    write(b, 1);

    EventEnvelope third = next(live);
    assertThat(third.offset()).isEqualTo(new Sequence(before + 3));
    assertThat(third.persistenceId()).isEqualTo(id("b"));
    assertThat(third.sequenceNr()).isEqualTo(1);
    assertThat((byte[]) third.event()).isEqualTo(Samples.payload(id("b"), 1));
    live.cancel();
  }

  @Test
  void anEventThatWasWrittenAfterAnotherWasAcknowledgedComesBehindIt() throws Exception {
    ActorRef<Ledger.Write> a = ledger("a");
    ActorRef<Ledger.Write> b = ledger("b");
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      write(i % 3 == 0 ? a : b, 1);
      order.add(i % 3 == 0 ? id("a") : id("b"));
    }
    settle();
    assertThat(all(journal.currentAllEvents(before)))
        .extracting(EventEnvelope::persistenceId)
        .containsExactlyElementsOf(order);
  }

  @Test
  void aSlowSubscriberMissesNothingAndResumesAfterItsOffset() throws Exception {
    ActorRef<Ledger.Write> a = ledger("a");
    SinkQueueWithCancel<EventEnvelope> slow = open(journal.allEvents(before));
    for (int i = 0; i < 10; i++) {
      write(a, 100);
    }

    for (long index = 1; index <= 1000; index++) {
      assertThat(next(slow).offset()).isEqualTo(new Sequence(before + index));
    }
    assertThat(all(journal.currentAllEvents(before + 990)))
        .extracting(EventEnvelope::sequenceNr)
        .containsExactlyElementsOf(LongStream.rangeClosed(991, 1000).boxed().toList());
    assertThat(journal.readEvents(id("a"), 500, Long.MAX_VALUE))
        .extracting(EventEnvelope::sequenceNr)
        .containsExactlyElementsOf(LongStream.rangeClosed(500, 1000).boxed().toList());
    slow.cancel();
  }

  @Test
  void eventsOfOneIdAreLiveAndEndAtTheNumberAskedFor() throws Exception {
    ActorRef<Ledger.Write> a = ledger("a");
    ActorRef<Ledger.Write> b = ledger("b");
    SinkQueueWithCancel<EventEnvelope> live = open(eventsByPersistenceId(id("a"), 2, 4));
    write(a, 1);
    write(b, 5);
    write(a, 4);

    assertThat(next(live).sequenceNr()).isEqualTo(2);
    assertThat(next(live).sequenceNr()).isEqualTo(3);
    assertThat(next(live).sequenceNr()).isEqualTo(4);
    assertThat(live.pull().toCompletableFuture().get(20, TimeUnit.SECONDS)).isEmpty();
    assertThat(all(journal.currentEvents(id("b"), 0, Long.MAX_VALUE)))
        .extracting(EventEnvelope::sequenceNr)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(all(journal.currentEvents("nobody", 0, Long.MAX_VALUE))).isEmpty();
  }

  @Test
  void everyIdIsToldOnceInTheOrderOfTheFirstEvents() throws Exception {
    ActorRef<Ledger.Write> z = ledger("z");
    write(z, 1);
    SinkQueueWithCancel<String> live = open(persistenceIds().filter(found -> found.endsWith(mark)));
    assertThat(next(live)).isEqualTo(id("z"));
    write(z, 1);
    write(ledger("a"), 1);
    assertThat(next(live)).isEqualTo(id("a"));
    assertThat(all(currentPersistenceIds().filter(found -> found.endsWith(mark))))
        .containsExactly(id("z"), id("a"));
    live.cancel();
  }
}
