package lilypad.persistence.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * What can go wrong with the embedded journal; every fault names what was expected and what was
 * found.
 */
public abstract sealed class JournalFault extends RuntimeException {

  private JournalFault(String message) {
    super(message);
  }

  private JournalFault(String message, Throwable cause) {
    super(message, cause);
  }

  /** The folder is open already, in another process or in another actor system of this one. */
  public static final class FolderInUse extends JournalFault {
    private final Path folder;
    private final transient Optional<FolderHolder> holder;

    FolderInUse(Path folder, Optional<FolderHolder> holder) {
      super(
          "journal folder "
              + folder
              + " is in use by "
              + holder.map(FolderHolder::toString).orElse("another process")
              + "; one process at a time may open it: stop that one or set lilypad.journal.folder");
      this.folder = folder;
      this.holder = holder;
    }

    /** The folder that two wanted. */
    public Path folder() {
      return folder;
    }

    /** Who has it, as far as its lock file tells. */
    public Optional<FolderHolder> holder() {
      return holder;
    }
  }

  /** Something is where a copy of a journal is to be made. */
  public static final class FolderNotEmpty extends JournalFault {
    FolderNotEmpty(Path folder, List<String> found) {
      super(
          "expected "
              + folder
              + " not to be there or to be empty, found "
              + String.join(", ", found)
              + " in it; nothing was changed");
    }
  }

  /** A copy that does not hold what its original does. */
  public static final class CopyDiffers extends JournalFault {
    CopyDiffers(Path folder, String expected, String actual) {
      super("copy of " + folder + ": expected " + expected + ", found " + actual);
    }
  }

  /** The folder cannot be made, read or written, or RocksDB refuses it for another reason. */
  public static final class FolderUnusable extends JournalFault {
    FolderUnusable(Path folder, Throwable cause) {
      super("journal folder " + folder + " cannot be opened: " + cause.getMessage(), cause);
    }
  }

  /** The files were changed or lost since they were written: acknowledged events may be missing. */
  public static final class Damaged extends JournalFault {
    Damaged(Path folder, Throwable cause) {
      super(
          "journal in "
              + folder
              + " is damaged: expected the bytes that were written, found "
              + cause.getMessage()
              + "; nothing was changed, restore the folder from a copy",
          cause);
    }
  }

  /** The folder was written by a version with another layout. */
  public static final class UnknownLayout extends JournalFault {
    UnknownLayout(Path folder, String expected, String actual) {
      super("journal in " + folder + ": expected layout " + expected + ", found " + actual);
    }
  }

  /** The disk has less room left than the journal leaves free. */
  public static final class DiskFull extends JournalFault {
    DiskFull(Path folder, String least, String free) {
      super(
          "disk of journal "
              + folder
              + " is full: expected at least "
              + least
              + " free (lilypad.journal.least-free), found "
              + free);
    }
  }

  /**
   * A synced write failed, so the journal takes no more writes in this process: after a failed sync
   * nobody knows what the disk holds. Reads go on. After a restart every acknowledged event is
   * there.
   */
  public static final class Stopped extends JournalFault {
    Stopped(Path folder, Throwable cause) {
      super(
          "journal in "
              + folder
              + " has stopped writing: "
              + cause.getMessage()
              + "; mend the disk (space, permissions) and restart",
          cause);
    }

    /** Whether nothing but room is missing: with more of it another start goes on. */
    public boolean diskIsFull() {
      return getCause() instanceof DiskFull
          || (getCause() instanceof RocksDBException e
              && e.getStatus() != null
              && e.getStatus().getSubCode() == Status.SubCode.NoSpace);
    }
  }

  /** The actor system that owned the journal has ended. */
  public static final class Closed extends JournalFault {
    Closed(Path folder) {
      super("journal in " + folder + " is closed");
    }
  }

  /** A read from disk failed. */
  public static final class ReadFailed extends JournalFault {
    ReadFailed(Path folder, Throwable cause) {
      super("journal in " + folder + " cannot be read: " + cause.getMessage(), cause);
    }
  }

  /** A write would replace an event or go back: two actors write under one persistence id. */
  public static final class SequenceConflict extends JournalFault {
    SequenceConflict(String persistenceId, long highest, long actual) {
      super(
          "expected a sequence number above "
              + highest
              + " for persistence id "
              + persistenceId
              + ", got "
              + actual);
    }
  }
}
