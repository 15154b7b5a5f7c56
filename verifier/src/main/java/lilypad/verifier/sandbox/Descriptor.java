package lilypad.verifier.sandbox;

import java.io.ByteArrayOutputStream;
import java.util.List;
import lilypad.verifier.sandbox.FileNode.Directory;
import lilypad.verifier.sandbox.FileNode.RegularFile;

/** What stands behind a file descriptor of the guest. */
sealed interface Descriptor {

  /** Standard input: always at its end. */
  record EmptyInput() implements Descriptor {}

  /**
   * Standard output or error: kept in memory, at most {@code limit} bytes; neither a terminal nor
   * seekable.
   */
  record Sink(ByteArrayOutputStream kept, long limit) implements Descriptor {

    void append(byte[] bytes) {
      long size = (long) kept.size() + bytes.length;
      if (size > limit) {
        throw new LimitReached("stdout or stderr", limit, size);
      }
      kept.write(bytes, 0, bytes.length);
    }
  }

  /**
   * An open directory; {@code preopen} is the path under which the guest finds it, empty for one
   * that it opened itself.
   */
  final class OpenDirectory implements Descriptor {

    private final Directory directory;
    private final String preopen;
    private List<Entry> listing = List.of();

    OpenDirectory(Directory directory, String preopen) {
      this.directory = directory;
      this.preopen = preopen;
    }

    Directory directory() {
      return directory;
    }

    String preopen() {
      return preopen;
    }

    /**
     * The entries as they stood when the guest last asked for the first one, so that cookies stay
     * valid while it removes files.
     */
    List<Entry> listing() {
      return listing;
    }

    void list(List<Entry> entries) {
      listing = List.copyOf(entries);
    }
  }

  /** One entry of a listing. */
  record Entry(String name, FileNode node) {}

  /** An open regular file with its position. */
  final class OpenFile implements Descriptor {

    private final RegularFile file;
    private final boolean readable;
    private final boolean writable;
    private int flags;
    private long position;

    OpenFile(RegularFile file, boolean readable, boolean writable, int flags) {
      this.file = file;
      this.readable = readable;
      this.writable = writable;
      this.flags = flags;
    }

    RegularFile file() {
      return file;
    }

    boolean readable() {
      return readable;
    }

    boolean writable() {
      return writable;
    }

    int flags() {
      return flags;
    }

    void flags(int newFlags) {
      flags = newFlags;
    }

    long position() {
      return position;
    }

    void position(long newPosition) {
      position = newPosition;
    }
  }
}
