package lilypad.verifier.sandbox;

import java.util.Map;
import lilypad.verifier.sandbox.Descriptor.OpenDirectory;
import lilypad.verifier.sandbox.Descriptor.OpenFile;
import lilypad.verifier.sandbox.FileNode.Directory;
import lilypad.verifier.sandbox.FileNode.RegularFile;
import lilypad.verifier.sandbox.SandboxFiles.Place;

/** The calls that name a file by directory and path. */
final class PathCalls {

  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  private static final int SET_ACCESSED = 1;
  private static final int ACCESSED_NOW = 2;
  private static final int SET_MODIFIED = 4;
  private static final int MODIFIED_NOW = 8;

  private final SandboxFiles files;
  private final DescriptorTable descriptors;
  private final GuestClock clock;

  PathCalls(SandboxFiles files, DescriptorTable descriptors, GuestClock clock) {
    this.files = files;
    this.descriptors = descriptors;
    this.clock = clock;
  }

  void register(Map<String, WasiCall> calls) {
    calls.put("path_open", this::open);
    calls.put("path_create_directory", this::createDirectory);
    calls.put("path_remove_directory", this::removeDirectory);
    calls.put("path_unlink_file", this::unlink);
    calls.put("path_rename", this::rename);
    calls.put(
        "path_filestat_get",
        (memory, a) -> memory.write(a[4], FileStat.of(place(memory, a[0], a[2], a[3]).existing())));
    calls.put(
        "path_filestat_set_times",
        (memory, a) ->
            setTimes(place(memory, a[0], a[2], a[3]).existing(), a[4], a[5], (int) a[6], clock));
    calls.put(
        "path_readlink",
        (memory, a) -> {
          place(memory, a[0], a[1], a[2]).existing();
          throw new WasiError(Errno.INVAL);
        });
    calls.put("path_link", PathCalls::noLinks);
    calls.put("path_symlink", PathCalls::noLinks);
  }

  private static void noLinks(GuestMemory memory, long[] a) {
    throw new WasiError(Errno.NOTSUP);
  }

  private Place place(GuestMemory memory, long fd, long pointer, long length) {
    Directory root = descriptors.directory(fd).directory();
    return SandboxFiles.resolve(root, memory.readText(pointer, length));
  }

  private void open(GuestMemory memory, long[] a) {
    Place place = place(memory, a[0], a[2], a[3]);
    memory.span(a[8], 4);
    int how = (int) a[4];
    long rights = a[5];
    boolean write = (rights & FileStat.RIGHT_WRITE) != 0;
    if (!place.exists()) {
      if ((how & CREATE) == 0) {
        throw new WasiError(Errno.NOENT);
      }
      if ((how & DIRECTORY) != 0 || place.mustBeDirectory()) {
        throw new WasiError(Errno.INVAL);
      }
      files.createFile(place.changeable());
    } else if ((how & CREATE) != 0 && (how & EXCLUSIVE) != 0) {
      throw new WasiError(Errno.EXIST);
    }
    Descriptor opened =
        switch (place.existing()) {
          case Directory directory -> {
            if (write || (how & TRUNCATE) != 0) {
              throw new WasiError(Errno.ISDIR);
            }
            yield new OpenDirectory(directory, "");
          }
          case RegularFile file -> openFile(file, how, rights, (int) a[7]);
        };
    memory.writeInt(a[8], descriptors.add(opened));
  }

  private OpenFile openFile(RegularFile file, int how, long rights, int flags) {
    boolean write = (rights & FileStat.RIGHT_WRITE) != 0;
    if ((how & DIRECTORY) != 0) {
      throw new WasiError(Errno.NOTDIR);
    }
    if ((write || (how & TRUNCATE) != 0) && !file.writable()) {
      throw new WasiError(Errno.ROFS);
    }
    if ((how & TRUNCATE) != 0) {
      files.resize(file, 0);
    }
    return new OpenFile(file, (rights & FileStat.RIGHT_READ) != 0, write, flags);
  }

  private void createDirectory(GuestMemory memory, long[] a) {
    Place place = place(memory, a[0], a[1], a[2]);
    if (place.exists()) {
      throw new WasiError(Errno.EXIST);
    }
    files.createDirectory(place.changeable());
  }

  private void removeDirectory(GuestMemory memory, long[] a) {
    Place place = place(memory, a[0], a[1], a[2]);
    switch (place.existing()) {
      case RegularFile ignored -> throw new WasiError(Errno.NOTDIR);
      case Directory directory -> {
        if (!directory.entries().isEmpty()) {
          throw new WasiError(Errno.NOTEMPTY);
        }
        files.remove(place.changeable());
      }
    }
  }

  private void unlink(GuestMemory memory, long[] a) {
    Place place = place(memory, a[0], a[1], a[2]);
    switch (place.existing()) {
      case Directory ignored -> throw new WasiError(Errno.ISDIR);
      case RegularFile ignored -> files.remove(place.changeable());
    }
  }

  private void rename(GuestMemory memory, long[] a) {
    Place from = place(memory, a[0], a[1], a[2]);
    Place to = place(memory, a[3], a[4], a[5]);
    FileNode moved = from.existing();
    from.changeable();
    to.changeable();
    if (moved instanceof Directory directory && directory.holds(to.parent())) {
      throw new WasiError(Errno.INVAL);
    }
    if (to.exists()) {
      FileNode replaced = to.existing();
      if (replaced == moved) {
        return;
      }
      checkReplaceable(moved, replaced);
      files.remove(to);
    } else if (to.mustBeDirectory() && moved instanceof RegularFile) {
      throw new WasiError(Errno.NOTDIR);
    }
    files.detach(from);
    files.put(to, moved);
  }

  private static void checkReplaceable(FileNode moved, FileNode replaced) {
    switch (replaced) {
      case Directory directory -> {
        if (moved instanceof RegularFile) {
          throw new WasiError(Errno.ISDIR);
        }
        if (!directory.entries().isEmpty()) {
          throw new WasiError(Errno.NOTEMPTY);
        }
      }
      case RegularFile ignored -> {
        if (moved instanceof Directory) {
          throw new WasiError(Errno.NOTDIR);
        }
      }
    }
  }

  static void setTimes(FileNode node, long accessed, long modified, int how, GuestClock clock) {
    if (!node.writable()) {
      throw new WasiError(Errno.ROFS);
    }
    boolean both = has(how, SET_ACCESSED | ACCESSED_NOW) || has(how, SET_MODIFIED | MODIFIED_NOW);
    if (both) {
      throw new WasiError(Errno.INVAL);
    }
    long now = clock.stamp();
    node.times(
        (how & SET_ACCESSED) != 0 ? accessed : (how & ACCESSED_NOW) != 0 ? now : node.accessed(),
        (how & SET_MODIFIED) != 0 ? modified : (how & MODIFIED_NOW) != 0 ? now : node.modified(),
        now);
  }

  private static boolean has(int flags, int all) {
    return (flags & all) == all;
  }
}
