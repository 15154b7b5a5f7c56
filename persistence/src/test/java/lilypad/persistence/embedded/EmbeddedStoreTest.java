package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import lilypad.protocol.merkle.MerkleHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

final class EmbeddedStoreTest {

  @TempDir Path folder;

  private EmbeddedStore open() {
    return EmbeddedStore.open(Samples.settings(folder));
  }

  private static CompletionStage<Boolean> submit(EmbeddedStore store, List<NewEvent> events) {
    return store
        .writer()
        .submit(
            staging -> {
              staging.append(events);
              return true;
            });
  }

  private static void append(EmbeddedStore store, List<NewEvent> events) {
    submit(store, events).toCompletableFuture().join();
  }

  @Test
  void theGlobalOrderCountsEveryEventFromOneWithTheHashOfItsBytes() {
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("a", 1, 3));
      append(store, Samples.events("b", 1, 2));
      append(store, Samples.events("a", 4, 4));

      List<Leaf> leaves = store.leavesAfter(0, 100);

      assertThat(leaves).extracting(Leaf::index).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      assertThat(leaves)
          .extracting(leaf -> leaf.persistenceId() + leaf.sequenceNr())
          .containsExactly("a1", "a2", "a3", "b1", "b2", "a4");
      assertThat(leaves)
          .allSatisfy(
              leaf -> assertThat(leaf.hash()).isEqualTo(MerkleHash.leaf(leaf.bytes().toArray())));
      assertThat(store.leavesAfter(4, 1)).extracting(Leaf::index).containsExactly(5L);
      assertThat(store.lastIndex()).isEqualTo(6);
    }
  }

  @Test
  void everyAcknowledgementWaitsForASyncOfItsOwnOrAShared() {
    try (EmbeddedStore store = open()) {
      long before = store.syncs();
      for (int number = 1; number <= 10; number++) {
        append(store, Samples.events("a", number, number));
        assertThat(store.syncs()).isGreaterThanOrEqualTo(before + number);
      }
      long alone = store.syncs();
      CompletionStage<Boolean> last = submit(store, Samples.events("b", 1, 1));
      for (int number = 2; number <= 1000; number++) {
        last = submit(store, Samples.events("b", number, number));
      }
      last.toCompletableFuture().join();
      assertThat(store.syncs() - alone).as("a queue shares its syncs").isBetween(1L, 999L);
    }
  }

  @Test
  void aReopenedFolderGoesOnWhereItEnded() {
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("a", 1, 3));
    }
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("a", 4, 5));

      assertThat(store.leavesAfter(0, 10)).hasSize(5);
      assertThat(store.leavesAfter(3, 10)).extracting(Leaf::sequenceNr).containsExactly(4L, 5L);
      assertThat(store.idsAfter(0, 10)).containsExactly("a");
    }
  }

  @Test
  void aDiskThatIsNearlyFullTakesNothingInAndLosesNothing() {
    AtomicLong free = new AtomicLong(100);
    EmbeddedSettings settings = Samples.settings(folder);
    DiskRoom room = new DiskRoom(folder, 100, free::get);
    try (EmbeddedStore store = EmbeddedStore.open(settings, room)) {
      append(store, Samples.events("a", 1, 3));
      free.set(99);

      assertThatThrownBy(() -> append(store, Samples.events("a", 4, 4)))
          .hasCauseInstanceOf(JournalFault.Stopped.class)
          .hasMessageContaining("(lilypad.journal.least-free)");
      free.set(1_000);
      assertThatThrownBy(() -> append(store, Samples.events("a", 4, 4)))
          .as("an actor that was told no may not be told yes before it has begun anew")
          .hasCauseInstanceOf(JournalFault.Stopped.class);
      assertThat(store.stopped().toCompletableFuture().join().diskIsFull()).isTrue();
      assertThat(store.leavesAfter(0, 10)).hasSize(3);
    }
    free.set(99);
    assertThatThrownBy(() -> EmbeddedStore.open(settings, room))
        .isInstanceOf(JournalFault.DiskFull.class);
    free.set(1_000);
    try (EmbeddedStore store = EmbeddedStore.open(settings, room)) {
      append(store, Samples.events("a", 4, 4));
      assertThat(store.leavesAfter(0, 10)).hasSize(4);
    }
  }

  @Test
  void anEventIsNeverReplacedAndARefusedWriteLeavesNothing() {
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("a", 1, 3));
      List<NewEvent> mixed =
          Stream.concat(Samples.events("b", 1, 1).stream(), Samples.events("a", 3, 4).stream())
              .toList();

      assertThatThrownBy(() -> append(store, mixed))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(JournalFault.SequenceConflict.class)
          .hasMessageContaining("above 3")
          .hasMessageContaining("got 3");
      assertThat(store.leavesAfter(0, 10)).hasSize(3);
      assertThat(store.head("b")).isEqualTo(Head.NONE);
      assertThat(store.idsAfter(0, 10)).containsExactly("a");
    }
  }

  @Test
  void aDeletedEventStaysInTheGlobalOrderAndTheHighestNumberSurvives() {
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("a", 1, 3));
      store
          .writer()
          .submit(
              staging -> {
                staging.markDeleted("a", Long.MAX_VALUE);
                return true;
              })
          .toCompletableFuture()
          .join();
    }
    try (EmbeddedStore store = open()) {
      assertThat(store.head("a")).isEqualTo(new Head(3, 3));
      assertThat(store.leavesAfter(0, 10)).hasSize(3);
    }
  }

  @Test
  void idsThatBeginAlikeDoNotMix() {
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("deal", 1, 2));
      append(store, Samples.events("deal-1", 1, 3));
      append(store, Samples.events("dea", 1, 1));

      assertThat(store.events("deal", 1, Long.MAX_VALUE, 100))
          .allSatisfy(event -> assertThat(event.getPersistenceId()).isEqualTo("deal"))
          .hasSize(2);
    }
  }

  @Test
  void aSecondOpenerIsRefusedAndToldWhoHasTheFolder() {
    try (EmbeddedStore store = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              JournalFault.FolderInUse.class,
              fault -> {
                assertThat(fault.folder()).isEqualTo(folder);
                assertThat(fault.holder())
                    .map(FolderHolder::pid)
                    .contains(ProcessHandle.current().pid());
              })
          .hasMessageContaining(store.folder().toString());
    }
    open().close();
  }

  @Test
  void aClosedStoreRefusesReadsAndWrites() {
    EmbeddedStore store = open();
    store.close();

    assertThatThrownBy(() -> store.leavesAfter(0, 1)).isInstanceOf(JournalFault.Closed.class);
    assertThatThrownBy(() -> append(store, Samples.events("a", 1, 1)))
        .hasCauseInstanceOf(JournalFault.Closed.class);
  }

  @Test
  void afterAFailedWriteNothingIsAcknowledgedAndTheJournalSaysThatItStopped() {
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("a", 1, 2));
      CompletionStage<Boolean> failed =
          store
              .writer()
              .submit(
                  staging -> {
                    throw new RocksDBException("No space left on device");
                  });

      assertThatThrownBy(() -> append(store, Samples.events("a", 3, 3)))
          .hasCauseInstanceOf(JournalFault.Stopped.class)
          .hasMessageContaining("No space left on device");
      assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
      assertThat(store.stopped().toCompletableFuture()).isCompleted();
      assertThat(store.leavesAfter(0, 10)).as("reads go on").hasSize(2);
    }
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("a", 3, 3));
      assertThat(store.lastIndex()).isEqualTo(3);
    }
  }

  @Test
  void aTornEndOfTheLogIsDroppedAndWhatWasBeforeItStays() throws IOException {
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("a", 1, 3));
      append(store, Samples.events("a", 4, 4));
    }
    try (RandomAccessFile log = log()) {
      log.setLength(log.length() - 7);
    }
    try (EmbeddedStore store = open()) {
      assertThat(store.leavesAfter(0, 10)).extracting(Leaf::index).containsExactly(1L, 2L, 3L);
      append(store, Samples.events("a", 4, 5));
      assertThat(store.lastIndex()).isEqualTo(5);
    }
  }

  @Test
  void aChangedByteInsideTheLogIsRefusedRatherThanForgotten() throws IOException {
    try (EmbeddedStore store = open()) {
      append(store, Samples.events("a", 1, 3));
      append(store, Samples.events("a", 4, 4));
    }
    try (RandomAccessFile log = log()) {
      long middle = log.length() / 2;
      log.seek(middle);
      int before = log.read();
      log.seek(middle);
      log.write(before ^ 1);
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalFault.Damaged.class)
        .hasMessageContaining(folder.toString());
  }

  /** The youngest write-ahead log. */
  private RandomAccessFile log() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Path> youngest =
          files.filter(file -> file.toString().endsWith(".log")).max(Comparator.naturalOrder());
      return new RandomAccessFile(youngest.orElseThrow().toFile(), "rw");
    }
  }

  @Test
  void aWrongSettingIsNamedByItsKey() {
    assertThatThrownBy(
            () ->
                EmbeddedSettings.from(
                    Samples.config(folder)
                        .withValue(
                            "lilypad.journal.queue-capacity", ConfigValueFactory.fromAnyRef(0))))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("lilypad.journal.queue-capacity")
        .hasMessageContaining("got 0");
  }
}
