package lilypad.persistence.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import lilypad.persistence.embedded.Tables.Table;
import lilypad.protocol.Hash32;
import org.rocksdb.RocksDBException;

/**
 * Copies a journal folder row by row, as it was at one moment, into a new one, which is a journal
 * folder itself. The original is only read, and a mediator may write to it meanwhile. The copy
 * grows beside its place and takes it when it is whole, compared and synced; before, an interrupt
 * of the thread ends it, and nothing is left.
 */
public final class FolderCopy {

  private static final int BATCH_BYTES = 1 << 20;
  private static final long BUFFER_BYTES = 64L << 20;
  private static final int TOLD_EVERY = 10_000;

  /** Hears how far it got. */
  public interface Progress {
    /** So many rows were copied; of each event there are at least two. */
    void at(long rows);
  }

  /**
   * What was copied.
   *
   * @param events in it
   * @param root of the audit log's tree over them
   */
  public record Copied(long events, Hash32 root) {}

  private final Path from;
  private final Path growing;
  private final Progress progress;
  private long rows;

  private FolderCopy(Path from, Path growing, Progress progress) {
    this.from = from;
    this.growing = growing;
    this.progress = progress;
  }

  /**
   * Copies a journal.
   *
   * @param to what must not be there, or be an empty folder
   * @throws JournalFault.FolderNotEmpty naming what is in the way
   * @throws JournalFault if the original cannot be read or the copy not be written
   * @throws CancellationException if the thread was interrupted; nothing is left then
   */
  public static Copied copy(Path from, Path to, Progress progress) {
    Path target = to.toAbsolutePath().normalize();
    Path growing = target.resolveSibling(target.getFileName() + ".part");
    requireEmpty(target);
    requireEmpty(growing);
    boolean whole = false;
    try {
      Files.createDirectories(growing);
      Copied copied = new FolderCopy(from, growing, progress).run();
      Files.deleteIfExists(target);
      Files.move(growing, target, StandardCopyOption.ATOMIC_MOVE);
      sync(target);
      sync(target.resolveSibling("."));
      whole = true;
      return copied;
    } catch (IOException e) {
      throw new JournalFault.FolderUnusable(target, e);
    } finally {
      if (!whole) {
        remove(growing);
      }
    }
  }

  private static void requireEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
      List<String> found =
          files.map(file -> file.getFileName().toString()).sorted().limit(5).toList();
      if (!found.isEmpty()) {
        throw new JournalFault.FolderNotEmpty(folder, found);
      }
    } catch (IOException e) {
      throw new JournalFault.FolderUnusable(folder, e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new JournalFault.FolderUnusable(folder, e);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Copied run() {
    Copied copied;
    try (Tables original = Tables.openToRead(from)) {
      copied = state(from, original);
      try (Tables copy = Tables.openToFill(settings())) {
        for (Table table : Table.values()) {
          if (original.has(table)) {
            long filled = fill(original, copy, table);
            whole(table, filled, copied.events(), original.lastNumber(Table.BIRTHS));
          }
        }
        copy.flush();
      } catch (RocksDBException e) {
        throw new JournalFault.FolderUnusable(growing, e);
      }
    }
    try (Tables copy = Tables.openToRead(growing)) {
      Copied found = state(growing, copy);
      if (!found.equals(copied)) {
        throw new JournalFault.CopyDiffers(from, copied.toString(), found.toString());
      }
    }
    return copied;
  }

  /** A table of which rows are missing was damaged, or changed while it was opened to be read. */
  private void whole(Table table, long found, long events, long ids) {
    long expected =
        switch (table) {
          case EVENTS, ORDER -> events;
          case HEADS, BIRTHS -> ids;
          case SNAPSHOTS, TREE -> found;
        };
    if (found != expected) {
      throw new JournalFault.CopyDiffers(
          from, expected + " rows of " + table, Long.toString(found));
    }
  }

  private EmbeddedSettings settings() {
    return new EmbeddedSettings(growing, 0, 1, BATCH_BYTES, BUFFER_BYTES, BUFFER_BYTES, 1);
  }

  private static Copied state(Path folder, Tables tables) {
    long events = tables.lastNumber(Table.ORDER);
    return new Copied(events, new StoredTree(folder, tables).root(0, events));
  }

  private long fill(Tables original, Tables copy, Table table) throws RocksDBException {
    long before = rows;
    List<RocksDBException> failed = new ArrayList<>();
    List<BatchRows> open = new ArrayList<>(List.of(new BatchRows()));
    original.scanAll(
        table,
        (key, value) -> {
          BatchRows batch = open.getFirst();
          copy.put(batch, table, key, value);
          rows++;
          if (rows % TOLD_EVERY == 0) {
            progress.at(rows);
          }
          if (Thread.interrupted()) {
            throw new CancellationException("interrupted");
          }
          if (batch.size() > BATCH_BYTES) {
            open.set(0, new BatchRows());
            return written(copy, batch, failed);
          }
          return true;
        });
    if (!failed.isEmpty()) {
      throw failed.getFirst();
    }
    copy.writeLater(open.getFirst());
    return rows - before;
  }

  private static boolean written(Tables copy, BatchRows batch, List<RocksDBException> failed) {
    try {
      copy.writeLater(batch);
      return true;
    } catch (RocksDBException e) {
      failed.add(e);
      return false;
    }
  }
}
