package lilypad.persistence.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The room that a journal's disk has left. Writing ends while there still is some: a disk that is
 * full to the last byte leaves nobody room to say so.
 */
public final class DiskRoom {

  private static final double MIB = 1 << 20;

  private final Path folder;
  private final long least;
  private final LongSupplier free;

  /**
   * That of a folder.
   *
   * @param least bytes that must stay free
   * @param free tells the bytes that are free now
   */
  public DiskRoom(Path folder, long least, LongSupplier free) {
    this.folder = folder;
    this.least = least;
    this.free = free;
  }

  /** That of a journal's folder; it need not be there yet. */
  public static DiskRoom of(EmbeddedSettings settings) {
    return new DiskRoom(
        settings.folder(), settings.leastFreeBytes(), () -> usable(settings.folder()));
  }

  private static long usable(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    // Asked before each batch is written: the file store is found by reading the list of all
    // mounts.
    long bytes = there.toFile().getUsableSpace();
    if (bytes > 0) {
      return bytes;
    }
    try {
      // None, or not known: this tells which.
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      throw new JournalFault.FolderUnusable(folder, e);
    }
  }

  /**
   * Goes on where there is room.
   *
   * @throws JournalFault.DiskFull if there is not
   */
  public void require() {
    long bytes = free.getAsLong();
    if (bytes < least) {
      throw new JournalFault.DiskFull(folder, mib(least), mib(bytes));
    }
  }

  /** Whether there is room again, twice what must stay free: enough to go on for a while. */
  public boolean isBack() {
    return free.getAsLong() >= 2 * least;
  }

  /** What is waited for, in words. */
  public String wanted() {
    return mib(2 * least) + " free on the disk of " + folder;
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,.0f MiB", bytes / MIB);
  }
}
