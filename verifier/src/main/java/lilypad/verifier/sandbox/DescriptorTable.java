package lilypad.verifier.sandbox;

import java.util.TreeMap;
import lilypad.verifier.sandbox.Descriptor.OpenDirectory;
import lilypad.verifier.sandbox.Descriptor.OpenFile;

/**
 * The guest's open descriptors: 0 to 2 are the standard streams, 3 is {@code /inputs}, 4 is {@code
 * /outputs}; a new one gets the lowest free number.
 */
final class DescriptorTable {

  private static final int MAX_OPEN = 1024;

  private final TreeMap<Integer, Descriptor> open = new TreeMap<>();

  DescriptorTable(SandboxFiles files, Descriptor.Sink stdout, Descriptor.Sink stderr) {
    open.put(0, new Descriptor.EmptyInput());
    open.put(1, stdout);
    open.put(2, stderr);
    open.put(3, new OpenDirectory(files.inputs(), "/inputs"));
    open.put(4, new OpenDirectory(files.outputs(), "/outputs"));
  }

  Descriptor get(long fd) {
    Descriptor found = open.get((int) fd);
    if (found == null) {
      throw new WasiError(Errno.BADF);
    }
    return found;
  }

  OpenDirectory directory(long fd) {
    return switch (get(fd)) {
      case OpenDirectory directory -> directory;
      case OpenFile ignored -> throw new WasiError(Errno.NOTDIR);
      case Descriptor.EmptyInput ignored -> throw new WasiError(Errno.NOTDIR);
      case Descriptor.Sink ignored -> throw new WasiError(Errno.NOTDIR);
    };
  }

  OpenFile file(long fd) {
    return switch (get(fd)) {
      case OpenFile file -> file;
      case OpenDirectory ignored -> throw new WasiError(Errno.ISDIR);
      case Descriptor.EmptyInput ignored -> throw new WasiError(Errno.SPIPE);
      case Descriptor.Sink ignored -> throw new WasiError(Errno.SPIPE);
    };
  }

  int add(Descriptor descriptor) {
    int fd = 0;
    while (open.containsKey(fd)) {
      fd++;
    }
    if (fd >= MAX_OPEN) {
      throw new WasiError(Errno.MFILE);
    }
    open.put(fd, descriptor);
    return fd;
  }

  void close(long fd) {
    get(fd);
    open.remove((int) fd);
  }

  void renumber(long from, long to) {
    Descriptor moved = get(from);
    get(to);
    if ((int) from != (int) to) {
      open.put((int) to, moved);
      open.remove((int) from);
    }
  }
}
