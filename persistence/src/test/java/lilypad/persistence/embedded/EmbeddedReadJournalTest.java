package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedReadJournalTest {

  @TempDir Path folder;

  private ActorTestKit kit;
  private EmbeddedReadJournal journal;
  private TestProbe<Ledger.Written> written;

  @BeforeEach
  void start() {
    kit = ActorTestKit.create(Samples.config(folder));
    journal =
        PersistenceQuery.get(kit.system())
            .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER);
    written = kit.createTestProbe();
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private void write(ActorRef<Ledger.Write> ledger, int events) {
    ledger.tell(new Ledger.Write(events, written.getRef()));
    written.receiveMessage(Duration.ofSeconds(10));
  }

  private <T> List<T> all(Source<T, NotUsed> source)
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
    long before = System.currentTimeMillis();
    write(kit.spawn(Ledger.create("a")), 3);
    long after = System.currentTimeMillis();
    assertThat(all(journal.currentAllEvents(Offset.noOffset())))
        .hasSize(3)
        .allSatisfy(envelope -> assertThat(envelope.timestamp()).isBetween(before, after));
  }

  @Test
  void aLiveStreamOfAllEventsShowsWhatIsThereAndThenWhatComes() throws Exception {
    ActorRef<Ledger.Write> a = kit.spawn(Ledger.create("a"));
    ActorRef<Ledger.Write> b = kit.spawn(Ledger.create("b"));
    write(a, 2);
    SinkQueueWithCancel<EventEnvelope> live = open(journal.allEvents(Offset.noOffset()));
    assertThat(next(live).offset()).isEqualTo(new Sequence(1));
    assertThat(next(live).offset()).isEqualTo(new Sequence(2));

    write(b, 1);

    EventEnvelope third = next(live);
    assertThat(third.offset()).isEqualTo(new Sequence(3));
    assertThat(third.persistenceId()).isEqualTo("b");
    assertThat(third.sequenceNr()).isEqualTo(1);
    assertThat((byte[]) third.event()).isEqualTo(Samples.payload("b", 1));
    live.cancel();
  }

  @Test
  void aSlowSubscriberMissesNothingAndResumesAfterItsOffset() throws Exception {
    ActorRef<Ledger.Write> a = kit.spawn(Ledger.create("a"));
    SinkQueueWithCancel<EventEnvelope> slow = open(journal.allEvents(Offset.noOffset()));
    for (int i = 0; i < 10; i++) {
      write(a, 100);
    }

    for (long index = 1; index <= 1000; index++) {
      assertThat(next(slow).offset()).isEqualTo(new Sequence(index));
    }
    assertThat(all(journal.currentAllEvents(new Sequence(990))))
        .extracting(EventEnvelope::sequenceNr)
        .containsExactlyElementsOf(LongStream.rangeClosed(991, 1000).boxed().toList());
    slow.cancel();
  }

  @Test
  void eventsOfOneIdAreLiveAndEndAtTheNumberAskedFor() throws Exception {
    ActorRef<Ledger.Write> a = kit.spawn(Ledger.create("a"));
    ActorRef<Ledger.Write> b = kit.spawn(Ledger.create("b"));
    SinkQueueWithCancel<EventEnvelope> live = open(journal.eventsByPersistenceId("a", 2, 4));
    write(a, 1);
    write(b, 5);
    write(a, 4);

    assertThat(next(live).sequenceNr()).isEqualTo(2);
    assertThat(next(live).sequenceNr()).isEqualTo(3);
    assertThat(next(live).sequenceNr()).isEqualTo(4);
    assertThat(live.pull().toCompletableFuture().get(20, TimeUnit.SECONDS)).isEmpty();
    assertThat(all(journal.currentEventsByPersistenceId("b", 0, Long.MAX_VALUE)))
        .extracting(EventEnvelope::sequenceNr)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(all(journal.currentEventsByPersistenceId("nobody", 0, Long.MAX_VALUE))).isEmpty();
  }

  @Test
  void everyIdIsToldOnceInTheOrderOfTheFirstEvents() throws Exception {
    ActorRef<Ledger.Write> z = kit.spawn(Ledger.create("z"));
    write(z, 1);
    SinkQueueWithCancel<String> live = open(journal.persistenceIds());
    assertThat(next(live)).isEqualTo("z");
    write(z, 1);
    write(kit.spawn(Ledger.create("a")), 1);
    assertThat(next(live)).isEqualTo("a");
    assertThat(all(journal.currentPersistenceIds())).containsExactly("z", "a");
    live.cancel();
  }

  @Test
  void anOffsetOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> journal.allEvents(new Sequence(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Sequence(-1)");
  }

  @Test
  void aSecondActorSystemOnTheFolderIsRefused() {
    assertThat(EmbeddedStore.of(kit.system()).folder()).isEqualTo(folder);
    ActorTestKit second = ActorTestKit.create("second", Samples.config(folder));
    try {
      assertThatThrownBy(() -> EmbeddedStore.of(second.system()))
          .isInstanceOf(JournalFault.FolderInUse.class)
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
    } finally {
      second.shutdownTestKit();
    }
  }
}
