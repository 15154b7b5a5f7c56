package lilypad.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import lilypad.persistence.JournalContract;
import lilypad.persistence.Journals;
import lilypad.persistence.KeptViews;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.persistence.embedded.Ledger;
import lilypad.persistence.embedded.Samples;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.roster.VerifierState;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CassandraJournalIT extends JournalContract {

  private static String keyspace = "";

  @BeforeAll
  static void makeTheKeyspace() {
    keyspace = TestServer.shared().keyspace();
  }

  @Override
  protected Config config() {
    return TestServer.shared().config(keyspace);
  }

  private CassandraStore store() {
    return CassandraStore.of(kit().system());
  }

  @Override
  protected Source<EventEnvelope, NotUsed> eventsByPersistenceId(
      String persistenceId, long from, long to) {
    return store().eventsByPersistenceId(persistenceId, from, to);
  }

  @Override
  protected Source<String, NotUsed> persistenceIds() {
    return store().persistenceIds();
  }

  @Override
  protected Source<String, NotUsed> currentPersistenceIds() {
    return store().currentPersistenceIds();
  }

  /** Enough for a second segment of the order, and for nodes of the tree that are stored. */
  @Test
  void everyRootIsThatOfTheStoredBytesAlsoForAReaderAndAfterARestart() {
    List<ActorRef<Ledger.Write>> ledgers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ledgers.add(ledger("l" + i));
    }
    for (int i = 0; i * 100 < OrderTable.SEGMENT + 300; i++) {
      write(ledgers.get(i % ledgers.size()), 100);
    }
    settle();
    AuditLog log = journal().auditLog();
    long size = log.size();
    assertThat(size).isGreaterThan(OrderTable.SEGMENT);
    Hash32 root = hashed(log, size);
    for (long smaller : new long[] {0, 1, 255, 256, 257, 8191, 8192, 8193}) {
      assertThat(log.root(smaller)).as("size %d", smaller).isEqualTo(hashed(log, smaller));
    }
    assertThat(log.root(size)).isEqualTo(root);
    for (long index : new long[] {0, 255, 256, 8191, 8192, size - 1}) {
      LoggedEvent leaf = log.read(index, 1).getFirst();
      assertThat(leaf.hash()).isEqualTo(MerkleHash.leaf(leaf.stored().toArray()));
      assertThat(log.inclusion(index, size).proves(leaf.hash(), root)).isTrue();
    }
    assertThat(log.consistency(8192, size).connects(log.root(8192), root)).isTrue();
    assertThatThrownBy(() -> log.root(size + 1)).isInstanceOf(MalformedValue.class);
    assertThat(log.read(size, 10)).isEmpty();

    try (CassandraReader reader = CassandraReader.open(config())) {
      assertThat(reader.size()).isEqualTo(size);
      assertThat(reader.auditLog().root(size)).isEqualTo(root);
    }
    kit().shutdownTestKit();
    ActorTestKit again = ActorTestKit.create(config());
    try {
      assertThat(Journals.of(again.system()).auditLog().size()).isEqualTo(size);
      assertThat(Journals.of(again.system()).auditLog().root(size)).isEqualTo(root);
    } finally {
      again.shutdownTestKit();
    }
  }

  /** Of each write 100 events; an append takes 256, so that most of them end within a write. */
  @Test
  void noHeadCanEndInTheMiddleOfWhatWasWrittenAtOnce() throws InterruptedException {
    List<ActorRef<Ledger.Write>> ledgers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ledgers.add(ledger("w" + i));
    }
    AuditLog log = journal().auditLog();
    Set<Long> seen = new ConcurrentSkipListSet<>();
    AtomicBoolean written = new AtomicBoolean();
    // A thread of its own: the common pool's are few, and writing needs them.
    Thread watching =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (!written.get()) {
                    seen.add(log.size());
                    Thread.onSpinWait();
                  }
                });
    try {
      TestProbe<Ledger.Written> probe = kit().createTestProbe();
      for (int round = 0; round < 10; round++) {
        ledgers.forEach(ledger -> ledger.tell(new Ledger.Write(100, probe.ref())));
      }
      probe.receiveSeveralMessages(80, Duration.ofSeconds(60));
      settle();
    } finally {
      written.set(true);
      watching.join();
    }
    seen.add(log.size());
    Map<String, Long> last = new HashMap<>();
    long cut = 0;
    for (long leaf = before(); leaf < log.size(); leaf++) {
      if (seen.contains(leaf) && last.values().stream().anyMatch(number -> number % 100 != 0)) {
        cut++;
      }
      StoredEvent event = stored(log.read(leaf, 1).getFirst());
      last.put(event.getPersistenceId(), event.getSequenceNr());
    }
    assertThat(seen).as("it grew while it was looked at").hasSizeGreaterThan(2);
    assertThat(last).hasSize(8);
    assertThat(cut).isZero();
  }

  private static StoredEvent stored(LoggedEvent leaf) {
    try {
      return StoredEvent.parseFrom(leaf.stored().toArray());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLeafIsWhatTheEmbeddedJournalKeepsOfTheSameEvent(@TempDir Path folder) throws Exception {
    write(ledger("same"), 3);
    settle();
    ActorTestKit embedded = ActorTestKit.create("embedded", Samples.config(folder));
    try {
      TestProbe<Ledger.Written> probe = embedded.createTestProbe();
      embedded.spawn(Ledger.create(id("same"))).tell(new Ledger.Write(3, probe.ref()));
      probe.receiveMessage();
      List<LoggedEvent> theirs = Journals.of(embedded.system()).auditLog().read(0, 10);
      List<LoggedEvent> ours = journal().auditLog().read(before(), 10);
      assertThat(ours).hasSize(3);
      for (int i = 0; i < 3; i++) {
        StoredEvent own = StoredEvent.parseFrom(ours.get(i).stored().toArray());
        assertThat(own.getWriterUuid()).isNotEmpty();
        // The two were written by two actors at two times; nothing else may differ.
        StoredEvent other =
            StoredEvent.parseFrom(theirs.get(i).stored().toArray()).toBuilder()
                .setWriterUuid(own.getWriterUuid())
                .setTimestampMillis(own.getTimestampMillis())
                .build();
        assertThat(ours.get(i).hash()).isEqualTo(MerkleHash.leaf(other.toByteArray()));
      }
    } finally {
      embedded.shutdownTestKit();
    }
  }

  @Test
  void aViewIsReadAsItWasKeptAndOnlyTheNewestTwoStay() {
    write(ledger("a"), 9);
    settle();
    KeptViews views = journal().views("x");
    assertThat(views.newest()).isEmpty();
    for (long index = before() + 6; index <= before() + 9; index++) {
      views.keep(index, 1, VerifierState.EMPTY).toCompletableFuture().join();
    }
    assertThat(views.newest()).contains(new KeptViews.Kept(before() + 9, VerifierState.EMPTY));
    assertThat(
            store()
                .session()
                .execute("SELECT leaf FROM " + keyspace + ".view_snapshots WHERE name = 'x'")
                .all())
        .hasSize(2);
    views.keep(before() + 99, 1, VerifierState.EMPTY).toCompletableFuture().join();
    assertThat(views.newest()).map(KeptViews.Kept::index).contains(before() + 9);
  }

  @Test
  void aServerThatSyncsBeforeItAcknowledgesIsNoReasonToWarn() {
    assertThat(journal().state().problems()).isEmpty();
    assertThat(CassandraLink.warning("n1", "periodic"))
        .hasValueSatisfying(
            words -> assertThat(words).contains("n1", "periodic", "group or batch"));
  }
}
