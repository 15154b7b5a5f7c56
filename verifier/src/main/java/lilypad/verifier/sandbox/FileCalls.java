package lilypad.verifier.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lilypad.verifier.sandbox.Descriptor.EmptyInput;
import lilypad.verifier.sandbox.Descriptor.Entry;
import lilypad.verifier.sandbox.Descriptor.OpenDirectory;
import lilypad.verifier.sandbox.Descriptor.OpenFile;
import lilypad.verifier.sandbox.Descriptor.Sink;
import lilypad.verifier.sandbox.FileNode.Directory;

/** The calls on an open descriptor. */
final class FileCalls {

  /**
   * Guest memory is copied in parts of this size, so that a hostile length costs no host memory
   * before a limit stops it.
   */
  private static final int PART = 65_536;

  private static final int APPEND = 1;
  private static final int ALL_FLAGS = 31;
  private static final int DIRENT = 24;

  private final SandboxFiles files;
  private final DescriptorTable descriptors;
  private final GuestClock clock;

  FileCalls(SandboxFiles files, DescriptorTable descriptors, GuestClock clock) {
    this.files = files;
    this.descriptors = descriptors;
    this.clock = clock;
  }

  void register(Map<String, WasiCall> calls) {
    calls.put("fd_advise", (memory, a) -> descriptors.file(a[0]));
    calls.put("fd_allocate", (memory, a) -> allocate(a[0], a[1], a[2]));
    calls.put("fd_close", (memory, a) -> descriptors.close(a[0]));
    calls.put("fd_datasync", (memory, a) -> descriptors.get(a[0]));
    calls.put("fd_sync", (memory, a) -> descriptors.get(a[0]));
    calls.put(
        "fd_fdstat_get", (memory, a) -> memory.write(a[1], FileStat.fdstat(descriptors.get(a[0]))));
    calls.put("fd_fdstat_set_flags", (memory, a) -> setFlags(a[0], (int) a[1]));
    calls.put("fd_fdstat_set_rights", (memory, a) -> descriptors.get(a[0]));
    calls.put(
        "fd_filestat_get", (memory, a) -> memory.write(a[1], FileStat.of(descriptors.get(a[0]))));
    calls.put("fd_filestat_set_size", (memory, a) -> files.resize(writable(a[0]).file(), a[1]));
    calls.put(
        "fd_filestat_set_times",
        (memory, a) -> PathCalls.setTimes(node(a[0]), a[1], a[2], (int) a[3], clock));
    calls.put("fd_pread", (memory, a) -> readAt(memory, a));
    calls.put("fd_pwrite", (memory, a) -> writeAt(memory, a));
    calls.put("fd_prestat_get", this::prestat);
    calls.put("fd_prestat_dir_name", this::prestatName);
    calls.put("fd_read", this::read);
    calls.put("fd_readdir", this::list);
    calls.put("fd_renumber", (memory, a) -> descriptors.renumber(a[0], a[1]));
    calls.put("fd_seek", this::seek);
    calls.put("fd_tell", (memory, a) -> memory.writeLong(a[1], descriptors.file(a[0]).position()));
    calls.put("fd_write", this::write);
  }

  private OpenFile writable(long fd) {
    OpenFile file = descriptors.file(fd);
    if (!file.writable()) {
      throw new WasiError(Errno.BADF);
    }
    return file;
  }

  private OpenFile readable(long fd) {
    OpenFile file = descriptors.file(fd);
    if (!file.readable()) {
      throw new WasiError(Errno.BADF);
    }
    return file;
  }

  private FileNode node(long fd) {
    return switch (descriptors.get(fd)) {
      case OpenFile file -> file.file();
      case OpenDirectory directory -> directory.directory();
      case EmptyInput ignored -> throw new WasiError(Errno.INVAL);
      case Sink ignored -> throw new WasiError(Errno.INVAL);
    };
  }

  private void allocate(long fd, long offset, long length) {
    OpenFile file = writable(fd);
    if (offset < 0 || length <= 0 || offset > Long.MAX_VALUE - length) {
      throw new WasiError(Errno.INVAL);
    }
    if (offset + length > file.file().size()) {
      files.resize(file.file(), offset + length);
    }
  }

  private void setFlags(long fd, int flags) {
    if ((flags & ~ALL_FLAGS) != 0) {
      throw new WasiError(Errno.INVAL);
    }
    if (descriptors.get(fd) instanceof OpenFile file) {
      file.flags(flags);
    }
  }

  private void read(GuestMemory memory, long[] a) {
    List<GuestMemory.Span> spans = memory.vectors(a[1], a[2]);
    memory.span(a[3], 4);
    if (descriptors.get(a[0]) instanceof EmptyInput) {
      memory.writeInt(a[3], 0);
      return;
    }
    if (descriptors.get(a[0]) instanceof Sink) {
      throw new WasiError(Errno.BADF);
    }
    OpenFile file = readable(a[0]);
    long done = copyOut(memory, spans, file, file.position());
    file.position(file.position() + done);
    memory.writeInt(a[3], (int) done);
  }

  private void readAt(GuestMemory memory, long[] a) {
    List<GuestMemory.Span> spans = memory.vectors(a[1], a[2]);
    memory.span(a[4], 4);
    OpenFile file = readable(a[0]);
    if (a[3] < 0) {
      throw new WasiError(Errno.INVAL);
    }
    memory.writeInt(a[4], (int) copyOut(memory, spans, file, a[3]));
  }

  private static long copyOut(
      GuestMemory memory, List<GuestMemory.Span> spans, OpenFile file, long from) {
    long position = from;
    for (GuestMemory.Span span : spans) {
      byte[] bytes = file.file().read(position, span.length());
      memory.write(span, bytes, 0, bytes.length);
      position += bytes.length;
      if (bytes.length < span.length()) {
        break;
      }
    }
    return position - from;
  }

  private void write(GuestMemory memory, long[] a) {
    List<GuestMemory.Span> spans = memory.vectors(a[1], a[2]);
    memory.span(a[3], 4);
    switch (descriptors.get(a[0])) {
      case Sink sink -> {
        long done = 0;
        for (GuestMemory.Span span : spans) {
          for (int at = 0; at < span.length(); at += PART) {
            sink.append(part(memory, span, at));
          }
          done += span.length();
        }
        memory.writeInt(a[3], (int) done);
      }
      case OpenFile ignored -> {
        OpenFile file = writable(a[0]);
        if ((file.flags() & APPEND) != 0) {
          file.position(file.file().size());
        }
        long done = copyIn(memory, spans, file, file.position());
        file.position(file.position() + done);
        memory.writeInt(a[3], (int) done);
      }
      case EmptyInput ignored -> throw new WasiError(Errno.BADF);
      case OpenDirectory ignored -> throw new WasiError(Errno.ISDIR);
    }
  }

  private void writeAt(GuestMemory memory, long[] a) {
    List<GuestMemory.Span> spans = memory.vectors(a[1], a[2]);
    memory.span(a[4], 4);
    OpenFile file = writable(a[0]);
    if (a[3] < 0) {
      throw new WasiError(Errno.INVAL);
    }
    memory.writeInt(a[4], (int) copyIn(memory, spans, file, a[3]));
  }

  private long copyIn(GuestMemory memory, List<GuestMemory.Span> spans, OpenFile file, long from) {
    long position = from;
    for (GuestMemory.Span span : spans) {
      for (int at = 0; at < span.length(); at += PART) {
        byte[] part = part(memory, span, at);
        files.write(file.file(), position, part);
        position += part.length;
      }
    }
    return position - from;
  }

  private static byte[] part(GuestMemory memory, GuestMemory.Span span, int at) {
    return memory.read(
        new GuestMemory.Span(span.address() + at, Math.min(PART, span.length() - at)));
  }

  private void seek(GuestMemory memory, long[] a) {
    memory.span(a[3], 8);
    OpenFile file = descriptors.file(a[0]);
    long base =
        switch ((int) a[2]) {
          case 0 -> 0;
          case 1 -> file.position();
          case 2 -> file.file().size();
          default -> throw new WasiError(Errno.INVAL);
        };
    long position = base + a[1];
    if (position < 0) {
      throw new WasiError(Errno.INVAL);
    }
    file.position(position);
    memory.writeLong(a[3], position);
  }

  private OpenDirectory preopen(long fd) {
    if (descriptors.get(fd) instanceof OpenDirectory directory && !directory.preopen().isEmpty()) {
      return directory;
    }
    throw new WasiError(Errno.BADF);
  }

  private void prestat(GuestMemory memory, long[] a) {
    int length = preopen(a[0]).preopen().length();
    memory.writeLong(a[1], (long) length << 32);
  }

  private void prestatName(GuestMemory memory, long[] a) {
    byte[] name = preopen(a[0]).preopen().getBytes(StandardCharsets.UTF_8);
    if (memory.span(a[1], a[2]).length() < name.length) {
      throw new WasiError(Errno.NAMETOOLONG);
    }
    memory.write(a[1], name);
  }

  private void list(GuestMemory memory, long[] a) {
    OpenDirectory open = descriptors.directory(a[0]);
    GuestMemory.Span buffer = memory.span(a[1], a[2]);
    memory.span(a[4], 4);
    if (a[3] == 0) {
      open.list(entries(open.directory()));
    }
    if (a[3] < 0 || a[3] > open.listing().size()) {
      throw new WasiError(Errno.INVAL);
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    for (int i = (int) a[3]; i < open.listing().size() && written.size() < buffer.length(); i++) {
      Entry entry = open.listing().get(i);
      byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
      written.writeBytes(
          ByteBuffer.allocate(DIRENT)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(i + 1L)
              .putLong(entry.node().inode())
              .putInt(name.length)
              .put((byte) FileStat.type(entry.node()))
              .array());
      written.writeBytes(name);
    }
    int length = Math.min(written.size(), buffer.length());
    memory.write(buffer, written.toByteArray(), 0, length);
    memory.writeInt(a[4], length);
  }

  private static List<Entry> entries(Directory directory) {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(".", directory));
    entries.add(new Entry("..", directory));
    directory.entries().forEach((name, node) -> entries.add(new Entry(name, node)));
    return entries;
  }
}
