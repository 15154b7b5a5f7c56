package lilypad.protocol.cid;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;

/**
 * A directory with all it holds, in memory. Paths are relative, joined by {@code /}; directories on
 * the way to a file are implied.
 *
 * @param files content by path
 * @param emptyDirectories the directories that hold nothing
 */
public record FileTree(SortedMap<String, Bytes> files, SortedSet<String> emptyDirectories) {

  /** A directory that holds nothing. */
  public static final FileTree EMPTY = new FileTree(new TreeMap<>(), new TreeSet<>());

  /**
   * @throws MalformedValue if a path is empty or absolute, has an empty part, {@code .}, {@code ..}
   *     or NUL in it, is no Unicode text, or goes through a file or an empty directory
   */
  public FileTree {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    emptyDirectories = Collections.unmodifiableSortedSet(new TreeSet<>(emptyDirectories));
    for (String path : files.keySet()) {
      check(path, files, emptyDirectories);
      if (emptyDirectories.contains(path)) {
        throw new MalformedValue("a file or an empty directory", "both at " + path);
      }
    }
    for (String path : emptyDirectories) {
      check(path, files, emptyDirectories);
    }
  }

  /** Only files. */
  public static FileTree of(SortedMap<String, Bytes> files) {
    return new FileTree(files, new TreeSet<>());
  }

  /** The bytes of all files together. */
  public long totalBytes() {
    return files.values().stream().mapToLong(Bytes::size).sum();
  }

  /** Whether {@code name} may stand between two slashes of a path. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('\0') < 0
        && StandardCharsets.UTF_8.newEncoder().canEncode(name);
  }

  private static void check(
      String path, SortedMap<String, Bytes> files, SortedSet<String> emptyDirectories) {
    for (String name : path.split("/", -1)) {
      if (!isName(name)) {
        throw new MalformedValue("a relative path of plain names", path);
      }
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      if (files.containsKey(parent) || emptyDirectories.contains(parent)) {
        throw new MalformedValue("a path whose parents are directories with content", path);
      }
    }
  }
}
