package lilypad.verifier.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.verifier.sandbox.FileNode.Directory;
import lilypad.verifier.sandbox.FileNode.RegularFile;

/**
 * The guest's file system, in memory: {@code /inputs}, read-only, and {@code /outputs}, writable.
 * There are no symbolic or hard links, so a path is its components, and {@code ..} can be followed
 * without leaving.
 */
public final class SandboxFiles {

  /** No file is larger, on any node: past it the guest sees {@link Errno#FBIG}. */
  static final int MAX_FILE = Integer.MAX_VALUE - 65_536;

  private static final int MAX_NAME = 255;
  private static final int NODE_COST = 256;

  private final GuestClock clock;
  private final long quota;
  private final Directory inputs;
  private final Directory outputs;
  private long used;
  private long nextInode = 2;

  /**
   * @param inputs content by path under {@code /inputs}, {@code /} between components
   * @param quota bytes that the guest may have in files at a time, 256 for each file and directory
   *     included
   * @throws IllegalArgumentException if a path in {@code inputs} is not plain, or is both a file
   *     and a directory
   */
  public SandboxFiles(SortedMap<String, Bytes> inputs, GuestClock clock, long quota) {
    this.clock = clock;
    this.quota = quota;
    this.inputs = new Directory(nextInode++, false, clock.stamp());
    this.outputs = new Directory(nextInode++, true, clock.stamp());
    inputs.forEach(this::addInput);
  }

  Directory inputs() {
    return inputs;
  }

  Directory outputs() {
    return outputs;
  }

  /**
   * The files under {@code /outputs} by path, and its empty directories by path with a {@code /} at
   * the end.
   */
  public NavigableMap<String, Bytes> written() {
    NavigableMap<String, Bytes> found = new TreeMap<>(FileNode.BY_BYTES);
    collect(outputs, "", found);
    return found;
  }

  private static void collect(
      Directory directory, String prefix, NavigableMap<String, Bytes> found) {
    directory
        .entries()
        .forEach(
            (name, node) -> {
              String path = prefix + name;
              switch (node) {
                case RegularFile file -> found.put(path, Bytes.of(file.bytes()));
                case Directory below -> {
                  if (below.entries().isEmpty()) {
                    found.put(path + "/", Bytes.EMPTY);
                  }
                  collect(below, path + "/", found);
                }
              }
            });
  }

  private void addInput(String path, Bytes content) {
    Directory directory = inputs;
    String[] names = path.split("/", -1);
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "expected a plain path under /inputs, got \"" + path + "\"");
      }
      FileNode there = directory.entries().get(name);
      boolean last = i == names.length - 1;
      if (last && there == null) {
        directory
            .entries()
            .put(name, new RegularFile(nextInode++, false, clock.stamp(), content.toArray()));
      } else if (!last && there == null) {
        Directory below = new Directory(nextInode++, false, clock.stamp());
        directory.entries().put(name, below);
        directory = below;
      } else if (!last && there instanceof Directory below) {
        directory = below;
      } else {
        throw new IllegalArgumentException("\"" + path + "\" is given twice under /inputs");
      }
    }
  }

  /** A name in a directory: what is there now, or nothing. */
  record Place(Directory parent, String name, boolean mustBeDirectory) {

    FileNode existing() {
      FileNode node = name.equals(".") ? parent : parent.entries().get(name);
      if (node == null) {
        throw new WasiError(Errno.NOENT);
      }
      if (mustBeDirectory && !(node instanceof Directory)) {
        throw new WasiError(Errno.NOTDIR);
      }
      return node;
    }

    boolean exists() {
      return name.equals(".") || parent.entries().containsKey(name);
    }

    /** A place whose entry may be added, replaced or removed. */
    Place changeable() {
      if (!parent.writable()) {
        throw new WasiError(Errno.ROFS);
      }
      if (name.equals(".")) {
        throw new WasiError(Errno.INVAL);
      }
      return this;
    }
  }

  /**
   * Follows {@code path} from {@code root}, which it must not leave: an absolute path and a {@code
   * ..} too many are {@link Errno#NOTCAPABLE}.
   */
  static Place resolve(Directory root, String path) {
    if (path.isEmpty()) {
      throw new WasiError(Errno.NOENT);
    }
    if (path.startsWith("/")) {
      throw new WasiError(Errno.NOTCAPABLE);
    }
    Deque<Directory> way = new ArrayDeque<>();
    Directory here = root;
    String[] names = path.split("/", -1);
    int end = names.length;
    while (end > 1 && names[end - 1].isEmpty()) {
      end--;
    }
    boolean mustBeDirectory = end < names.length;
    for (int i = 0; i < end; i++) {
      String name = names[i];
      boolean last = i == end - 1;
      if (name.isEmpty() || name.equals(".")) {
        if (last) {
          return new Place(here, ".", true);
        }
      } else if (name.equals("..")) {
        if (way.isEmpty()) {
          throw new WasiError(Errno.NOTCAPABLE);
        }
        here = way.pop();
        if (last) {
          return new Place(here, ".", true);
        }
      } else if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
        throw new WasiError(Errno.NAMETOOLONG);
      } else if (last) {
        return new Place(here, name, mustBeDirectory);
      } else {
        FileNode next = here.entries().get(name);
        if (next == null) {
          throw new WasiError(Errno.NOENT);
        }
        if (!(next instanceof Directory below)) {
          throw new WasiError(Errno.NOTDIR);
        }
        way.push(here);
        here = below;
      }
    }
    throw new WasiError(Errno.NOENT);
  }

  RegularFile createFile(Place place) {
    charge(NODE_COST);
    RegularFile file = new RegularFile(nextInode++, true, clock.stamp(), new byte[0]);
    put(place, file);
    return file;
  }

  void createDirectory(Place place) {
    charge(NODE_COST);
    put(place, new Directory(nextInode++, true, clock.stamp()));
  }

  void put(Place place, FileNode node) {
    place.parent().entries().put(place.name(), node);
    place.parent().touch(clock.stamp());
  }

  void remove(Place place) {
    FileNode gone = place.parent().entries().remove(place.name());
    place.parent().touch(clock.stamp());
    charge(gone instanceof RegularFile file ? -NODE_COST - (long) file.size() : -NODE_COST);
  }

  /** Takes the entry away without giving its bytes back: it is put elsewhere next. */
  void detach(Place place) {
    place.parent().entries().remove(place.name());
    place.parent().touch(clock.stamp());
  }

  void write(RegularFile file, long offset, byte[] bytes) {
    long end = offset + bytes.length;
    if (offset < 0 || end > MAX_FILE) {
      throw new WasiError(Errno.FBIG);
    }
    charge(Math.max(end - file.size(), 0));
    file.write((int) offset, bytes);
    file.touch(clock.stamp());
  }

  void resize(RegularFile file, long size) {
    if (size < 0 || size > MAX_FILE) {
      throw new WasiError(Errno.FBIG);
    }
    charge(size - file.size());
    file.resize((int) size);
    file.touch(clock.stamp());
  }

  private void charge(long bytes) {
    if (used + bytes > quota) {
      throw new LimitReached("files written by the job", quota, used + bytes);
    }
    used += bytes;
  }
}
