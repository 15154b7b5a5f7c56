package lilypad.persistence.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to open a journal folder. RocksDB has a lock of its own that names nobody; this one is
 * taken first and says who holds it.
 */
final class FolderLock implements AutoCloseable {

  /**
   * Lies beside RocksDB's {@code LOCK}. It is left behind on purpose: the lock counts, not the
   * file.
   */
  static final String FILE = "HOLDER";

  /**
   * Folders that this process holds. Asked before the file is touched: on POSIX, closing any handle
   * of a file gives up every lock that the process has on it.
   */
  private static final Map<Path, FolderHolder> HERE = new ConcurrentHashMap<>();

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * @throws JournalFault.FolderInUse if another process or another part of this one has the folder
   * @throws JournalFault.FolderUnusable if the folder cannot be made or written
   */
  static FolderLock take(Path folder) {
    try {
      Path real = Files.createDirectories(folder).toRealPath();
      FolderHolder self =
          new FolderHolder(
              ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
      FolderHolder other = HERE.putIfAbsent(real, self);
      if (other != null) {
        throw new JournalFault.FolderInUse(folder, Optional.of(other));
      }
      @Nullable FolderLock taken = null;
      try {
        taken = lock(folder, real, self);
      } finally {
        if (taken == null) {
          HERE.remove(real);
        }
      }
      return taken;
    } catch (IOException e) {
      throw new JournalFault.FolderUnusable(folder, e);
    }
  }

  private static FolderLock lock(Path folder, Path real, FolderHolder self) throws IOException {
    FileChannel channel =
        FileChannel.open(
            real.resolve(FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
      if (lock == null) {
        throw new JournalFault.FolderInUse(folder, FolderHolder.parse(read(channel)));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((self + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      channel.force(true);
      return new FolderLock(real, channel, lock);
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer line = ByteBuffer.allocate(256);
    channel.read(line, 0);
    return new String(line.array(), 0, line.position(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw new JournalFault.FolderUnusable(folder, e);
    } finally {
      HERE.remove(folder);
    }
  }
}
