package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.persistence.KeptViews;
import lilypad.persistence.SnapshotSerializer;
import lilypad.persistence.embedded.stored.StoredSnapshot;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.journal.JournalSnapshot;
import lilypad.protocol.journal.SnapshotCodec;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierState;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot saves time or is passed over; it never changes what an entity knows. */
class SnapshotsTest {

  private static final String ID = "verifier|x";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private ActorTestKit kit;

  private sealed interface Command {}

  private record Lend(int assignment, ActorRef<VerifierState> replyTo) implements Command {}

  private record Tell(ActorRef<VerifierState> replyTo) implements Command {}

  /** Counts the events that it is shown when it recovers and after. */
  private static final class LeaseRecord
      extends EventSourcedBehavior<Command, VerifierEvent, VerifierState> {

    private final AtomicInteger shown;

    LeaseRecord(AtomicInteger shown) {
      super(PersistenceId.ofUniqueId(ID));
      this.shown = shown;
    }

    @Override
    public VerifierState emptyState() {
      return VerifierState.EMPTY;
    }

    @Override
    public CommandHandler<Command, VerifierEvent, VerifierState> commandHandler() {
      return (state, command) ->
          switch (command) {
            case Lend lend ->
                Effect().persist(leased(lend.assignment())).thenReply(lend.replyTo(), s -> s);
            case Tell tell -> Effect().reply(tell.replyTo(), state);
          };
    }

    @Override
    public EventHandler<VerifierState, VerifierEvent> eventHandler() {
      return (state, event) -> {
        shown.incrementAndGet();
        return state.apply(event);
      };
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(4, 2);
    }
  }

  private static VerifierEvent leased(int assignment) {
    return new VerifierEvent.AssignmentLeased(hash(assignment), 1, new DealKey(Hash32.ZERO));
  }

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  private static VerifierState after(int facts) {
    VerifierState state = VerifierState.EMPTY;
    for (int i = 1; i <= facts; i++) {
      state = state.apply(leased(i));
    }
    return state;
  }

  @BeforeEach
  void open() {
    kit = ActorTestKit.create(Samples.config(folder));
  }

  @AfterEach
  void close() {
    kit.shutdownTestKit();
  }

  private EmbeddedStore store() {
    return EmbeddedStore.of(kit.system());
  }

  /** Ten facts, with the states after four and eight of them kept. */
  private void tenFacts() {
    ActorRef<Command> record = kit.spawn(new LeaseRecord(new AtomicInteger()));
    TestProbe<VerifierState> probe = kit.createTestProbe();
    for (int i = 1; i <= 10; i++) {
      record.tell(new Lend(i, probe.ref()));
      probe.receiveMessage(PATIENCE);
    }
    probe.awaitAssert(
        PATIENCE,
        () -> {
          assertThat(kept(ID)).containsExactly(8L, 4L);
          return true;
        });
    kit.stop(record);
  }

  private List<Long> kept(String id) {
    List<Long> numbers = new ArrayList<>();
    store().snapshots(id, 0, Long.MAX_VALUE, snapshot -> numbers.add(snapshot.getSequenceNr()));
    return numbers;
  }

  /** Starts the entity again and compares what it knows; returns how many events it was shown. */
  private int recovered() {
    AtomicInteger shown = new AtomicInteger();
    ActorRef<Command> record = kit.spawn(new LeaseRecord(shown));
    TestProbe<VerifierState> probe = kit.createTestProbe();
    record.tell(new Tell(probe.ref()));
    assertThat(probe.receiveMessage(PATIENCE)).isEqualTo(after(10));
    return shown.get();
  }

  private interface Change {
    StoredSnapshot.Builder of(StoredSnapshot.Builder snapshot);
  }

  private void changeNewest(String id, Change change) {
    store()
        .snapshots(
            id,
            0,
            Long.MAX_VALUE,
            snapshot -> {
              byte[] changed = change.of(snapshot.toBuilder()).build().toByteArray();
              store()
                  .writer()
                  .submit(
                      staging -> {
                        staging.putSnapshot(id, snapshot.getSequenceNr(), changed);
                        return true;
                      })
                  .toCompletableFuture()
                  .join();
              return false;
            });
  }

  /** One bit of an assignment's name: it still looks like a snapshot. */
  private static StoredSnapshot.Builder damaged(StoredSnapshot.Builder snapshot) {
    byte[] data = snapshot.getPayload().getData().toByteArray();
    data[10] ^= 1;
    snapshot.getPayloadBuilder().setData(ByteString.copyFrom(data));
    return snapshot;
  }

  private static StoredSnapshot.Builder newer(StoredSnapshot.Builder snapshot) {
    snapshot.getPayloadBuilder().setManifest("verifier.Snapshot/2");
    return snapshot;
  }

  @Test
  void aRecoveryBeginsWithTheNewestSnapshot() {
    tenFacts();
    assertThat(recovered()).isEqualTo(2);
  }

  @Test
  void aDamagedSnapshotIsPassedOverAndEveryFactIsRead() {
    tenFacts();
    changeNewest(ID, SnapshotsTest::damaged);
    assertThat(recovered()).isEqualTo(10);
  }

  @Test
  void aSnapshotOfANewerBuildIsPassedOverAndEveryFactIsRead() {
    tenFacts();
    changeNewest(ID, SnapshotsTest::newer);
    assertThat(recovered()).isEqualTo(10);
  }

  @Test
  void aViewIsReadAsItWasKeptAndOnlyTheNewestTwoStay() {
    tenFacts();
    ViewSnapshots views = new ViewSnapshots(kit.system(), "x");
    assertThat(views.newest()).isEmpty();
    for (int index = 7; index <= 10; index++) {
      views.keep(index, 1, after(index)).toCompletableFuture().join();
    }
    assertThat(kept("view|x")).containsExactly(10L, 9L);
    assertThat(views.newest()).contains(new KeptViews.Kept(10, after(10)));
    changeNewest("view|x", SnapshotsTest::damaged);
    assertThat(views.newest()).isEmpty();
  }

  @Test
  void aViewAheadOfTheJournalIsNoView() {
    tenFacts();
    ViewSnapshots views = new ViewSnapshots(kit.system(), "x");
    views.keep(11, 1, after(11)).toCompletableFuture().join();
    assertThat(views.newest()).isEmpty();
  }

  @Test
  void snapshotsAreStoredInTheProtocolsForm() {
    tenFacts();
    store()
        .snapshots(
            ID,
            0,
            Long.MAX_VALUE,
            snapshot -> {
              assertThat(snapshot.getPayload().getSerializerId())
                  .isEqualTo(SnapshotSerializer.IDENTIFIER);
              JournalSnapshot state =
                  SnapshotCodec.decode(
                      snapshot.getPayload().getManifest(),
                      snapshot.getPayload().getData().toByteArray());
              assertThat(state).isEqualTo(after((int) snapshot.getSequenceNr()));
              return true;
            });
  }
}
