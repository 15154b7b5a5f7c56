package lilypad.verifier.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A file or a directory of the sandbox, with its logical inode number and times. Not thread safe: a
 * guest has one thread.
 */
abstract sealed class FileNode {

  /**
   * Names in the order of their UTF-8 bytes, unsigned: what {@code readdir} answers, and the order
   * of links in the result's DAG.
   */
  static final Comparator<String> BY_BYTES =
      Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final long inode;
  private final boolean writable;
  private long accessed;
  private long modified;
  private long changed;

  private FileNode(long inode, boolean writable, long now) {
    this.inode = inode;
    this.writable = writable;
    accessed = now;
    modified = now;
    changed = now;
  }

  long inode() {
    return inode;
  }

  boolean writable() {
    return writable;
  }

  long accessed() {
    return accessed;
  }

  long modified() {
    return modified;
  }

  long changed() {
    return changed;
  }

  void touch(long now) {
    modified = now;
    changed = now;
  }

  void times(long newAccessed, long newModified, long now) {
    accessed = newAccessed;
    modified = newModified;
    changed = now;
  }

  /** A directory with its entries in byte order. */
  static final class Directory extends FileNode {

    private final NavigableMap<String, FileNode> entries = new TreeMap<>(BY_BYTES);

    Directory(long inode, boolean writable, long now) {
      super(inode, writable, now);
    }

    NavigableMap<String, FileNode> entries() {
      return entries;
    }

    /** Whether {@code node} is this directory or lies below it. */
    boolean holds(FileNode node) {
      return node == this
          || entries.values().stream()
              .anyMatch(
                  child -> child instanceof Directory below ? below.holds(node) : child == node);
    }
  }

  /** A regular file. Its bytes are counted by the file system's quota. */
  static final class RegularFile extends FileNode {

    private byte[] content;
    private int size;

    RegularFile(long inode, boolean writable, long now, byte[] content) {
      super(inode, writable, now);
      this.content = content;
      size = content.length;
    }

    int size() {
      return size;
    }

    byte[] bytes() {
      return Arrays.copyOf(content, size);
    }

    /** Copies up to {@code length} bytes from {@code offset}; empty at or past the end. */
    byte[] read(long offset, int length) {
      if (offset >= size) {
        return new byte[0];
      }
      int from = (int) offset;
      return Arrays.copyOfRange(content, from, from + Math.min(length, size - from));
    }

    /** Room must have been charged for before. */
    void write(int offset, byte[] bytes) {
      if (offset + bytes.length > size) {
        resize(offset + bytes.length);
      }
      System.arraycopy(bytes, 0, content, offset, bytes.length);
    }

    /** Cuts, or adds zeroes. Room must have been charged for before. */
    void resize(int newSize) {
      if (newSize > content.length) {
        content =
            Arrays.copyOf(
                content,
                (int) Math.min(Math.max(newSize, content.length * 3L / 2), SandboxFiles.MAX_FILE));
      } else if (newSize < size) {
        Arrays.fill(content, newSize, size, (byte) 0);
      }
      size = newSize;
    }
  }
}
