package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.merkle.MerkleHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedAuditLogTest {

  /** Enough for a node of the second stored level. */
  private static final int MANY = (1 << 16) + 300;

  private static final int OLD = 700;

  @TempDir Path folder;

  private EmbeddedStore open() {
    return EmbeddedStore.open(Samples.settings(folder));
  }

  private static void append(EmbeddedStore store, String id, long from, long to) {
    Samples.append(store, Samples.events(id, from, to));
  }

  /** The root by its definition over the stored bytes. */
  private static Hash32 hashed(AuditLog log, long size) {
    MerkleFrontier tree = MerkleFrontier.empty();
    while (tree.size() < size) {
      for (LoggedEvent leaf : log.read(tree.size(), (int) Math.min(1000, size - tree.size()))) {
        assertThat(leaf.index()).isEqualTo(tree.size());
        tree.append(MerkleHash.leaf(leaf.stored().toArray()));
      }
    }
    return tree.root();
  }

  @Test
  void everyRootIsThatOfTheStoredBytesAlsoAfterARestart() {
    for (int round = 0; round < 4; round++) {
      try (EmbeddedStore store = open()) {
        append(store, "a" + round, 1, 300);
        append(store, "b" + round, 1, 7);
        AuditLog log = store.auditLog();
        assertThat(log.size()).isEqualTo(307L * (round + 1));
        for (long size : new long[] {0, 1, 255, 256, 257, log.size()}) {
          assertThat(log.root(size)).as("size %d", size).isEqualTo(hashed(log, size));
        }
        assertThat(store.writer().last().tree().root()).isEqualTo(log.root(log.size()));
      }
    }
  }

  @Test
  void leavesAndGrowthAreProvedAcrossStoredLevels() {
    try (EmbeddedStore store = open()) {
      for (int from = 1; from <= MANY; from += 5000) {
        append(store, "a", from, Math.min(MANY, from + 4999));
      }
      AuditLog log = store.auditLog();
      Hash32 root = log.root(MANY);
      assertThat(root).isEqualTo(hashed(log, MANY));
      for (long index : new long[] {0, 1, 255, 256, 40_000, 65_535, 65_536, MANY - 1}) {
        LoggedEvent leaf = log.read(index, 1).getFirst();
        assertThat(log.inclusion(index, MANY).proves(leaf.hash(), root)).isTrue();
        assertThat(log.inclusion(index, MANY).proves(log.read(77, 1).getFirst().hash(), root))
            .isFalse();
      }
      for (long first : new long[] {1, 256, 300, 65_536, 65_537, MANY}) {
        assertThat(log.consistency(first, MANY).connects(log.root(first), root)).isTrue();
        assertThat(log.consistency(first, MANY).connects(MerkleHash.empty(), root)).isFalse();
      }
    }
  }

  @Test
  void aFolderThatIsOnlyReadShowsTheSameTree() {
    Hash32 root;
    try (EmbeddedStore store = open()) {
      append(store, "a", 1, 600);
      root = store.auditLog().root(600);
    }
    try (JournalReader reader = JournalReader.open(folder)) {
      assertThat(reader.auditLog().root(600)).isEqualTo(root);
      assertThat(reader.auditLog().size()).isEqualTo(600);
    }
  }

  @Test
  void aTreeGreaterThanTheLogIsRefused() {
    try (EmbeddedStore store = open()) {
      append(store, "a", 1, 2);
      AuditLog log = store.auditLog();
      assertThatThrownBy(() -> log.root(3)).isInstanceOf(MalformedValue.class);
      assertThatThrownBy(() -> log.inclusion(2, 2)).isInstanceOf(MalformedValue.class);
      assertThatThrownBy(() -> log.consistency(1, 3)).isInstanceOf(MalformedValue.class);
      assertThat(log.read(2, 10)).isEmpty();
    }
  }

  @Test
  void aJournalOfABuildWithoutAnAuditLogHasOneWhenItIsReadAndWhenItIsOpened() throws IOException {
    unpackOldJournal();
    Hash32 root;
    try (JournalReader reader = JournalReader.open(folder)) {
      root = reader.auditLog().root(OLD);
      assertThat(root).isEqualTo(hashed(reader.auditLog(), OLD));
    }
    try (EmbeddedStore store = open()) {
      AuditLog log = store.auditLog();
      assertThat(log.size()).isEqualTo(OLD);
      assertThat(log.root(OLD)).isEqualTo(root);
      append(store, "new", 1, 100);
      assertThat(log.root(OLD + 100)).isEqualTo(hashed(log, OLD + 100));
      assertThat(store.leavesAfter(OLD - 1, 2))
          .extracting(Leaf::persistenceId)
          .containsExactly("old", "new");
    }
    try (EmbeddedStore store = open()) {
      assertThat(store.auditLog().root(OLD)).isEqualTo(root);
    }
  }

  /** {@value #OLD} events of {@code old} as the build of 2026-11-25 (126fbe1) wrote them. */
  private void unpackOldJournal() throws IOException {
    try (InputStream resource =
            Objects.requireNonNull(
                getClass().getResourceAsStream("/lilypad/journal-before-audit-log.zip"));
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.copy(zip, folder.resolve(entry.getName()));
      }
    }
  }
}
