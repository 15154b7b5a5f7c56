package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import lilypad.persistence.embedded.Tables.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** A copy of a journal is a journal of what was there at one moment, or is not there. */
class FolderCopyTest {

  @TempDir Path temporary;

  private Path journal() {
    return temporary.resolve("journal");
  }

  private Path copy() {
    return temporary.resolve("backups").resolve("copy");
  }

  private static void append(EmbeddedStore store, String id, long from, long to) {
    Samples.append(store, Samples.events(id, from, to));
  }

  private List<String> beside() throws IOException {
    try (Stream<Path> files = Files.list(copy().getParent())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aJournalIsCopiedWhileItIsWrittenAndGoesOnFromTheCopy() {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(journal()))) {
      append(store, "a", 1, 300);
      append(store, "b", 1, 300);

      FolderCopy.Copied copied = FolderCopy.copy(journal(), copy(), rows -> {});

      assertThat(copied).isEqualTo(new FolderCopy.Copied(600, store.auditLog().root(600)));
      append(store, "a", 301, 400);
    }
    assertThat(FolderCheck.check(copy(), (events, of) -> {}).problems()).isEmpty();
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(copy()))) {
      assertThat(store.lastIndex()).isEqualTo(600);
      append(store, "a", 301, 301);
      assertThat(store.events("a", 299, 400, 10)).hasSize(3);
    }
  }

  @Test
  void nothingIsOverwrittenAndTheRefusalNamesWhatIsThere() throws IOException {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(journal()))) {
      append(store, "a", 1, 3);
    }
    Files.createDirectories(copy());
    Files.writeString(copy().resolve("precious"), "x");

    assertThatThrownBy(() -> FolderCopy.copy(journal(), copy(), rows -> {}))
        .isInstanceOf(JournalFault.FolderNotEmpty.class)
        .hasMessageContaining("precious");
    assertThat(copy().resolve("precious")).hasContent("x");

    Files.delete(copy().resolve("precious"));
    FolderCopy.copy(journal(), copy(), rows -> {});
    assertThat(beside()).containsExactly("copy");
  }

  @Test
  void anInterruptedCopyLeavesNothing() throws IOException {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(journal()))) {
      append(store, "a", 1, 300);
    }
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> FolderCopy.copy(journal(), copy(), rows -> {}))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).as("taken").isFalse();
    }
    assertThat(beside()).isEmpty();
  }

  @Test
  void aJournalThatLacksRowsIsNoBackup() throws IOException, RocksDBException {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(journal()))) {
      append(store, "a", 1, 300);
    }
    try (Tables tables = Tables.openToFill(Samples.settings(journal()))) {
      BatchRows rows = new BatchRows();
      tables.delete(rows, Table.EVENTS, Keys.row("a", 9));
      tables.writeSynced(rows);
    }
    assertThatThrownBy(() -> FolderCopy.copy(journal(), copy(), rows -> {}))
        .isInstanceOf(JournalFault.CopyDiffers.class)
        .hasMessageContaining("expected 300 rows of EVENTS, found 299");
    assertThat(beside()).isEmpty();
  }
}
