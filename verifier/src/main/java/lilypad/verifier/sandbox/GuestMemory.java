package lilypad.verifier.sandbox;

import com.dylibso.chicory.runtime.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The guest's linear memory behind bounds checks: a pointer from the guest is hostile, and one that
 * points outside is {@link Errno#FAULT}.
 */
final class GuestMemory {

  private static final long UNSIGNED = 0xFFFF_FFFFL;
  private static final int MAX_VECTORS = 1024;
  private static final int MAX_PATH = 4096;

  private final Memory memory;

  GuestMemory(Memory memory) {
    this.memory = memory;
  }

  int pages() {
    return memory.pages();
  }

  /** A stretch of memory that was checked to be inside. */
  record Span(int address, int length) {}

  Span span(long pointer, long length) {
    long address = pointer & UNSIGNED;
    long bytes = length & UNSIGNED;
    if (address + bytes > (long) memory.pages() * Memory.PAGE_SIZE) {
      throw new WasiError(Errno.FAULT);
    }
    return new Span((int) address, (int) bytes);
  }

  /** Reads an array of {@code (pointer, length)} pairs, 8 bytes each. */
  List<Span> vectors(long pointer, long count) {
    long vectors = count & UNSIGNED;
    if (vectors > MAX_VECTORS) {
      throw new WasiError(Errno.INVAL);
    }
    span(pointer, vectors * 8);
    List<Span> spans = new ArrayList<>();
    for (long i = 0; i < vectors; i++) {
      long at = (pointer & UNSIGNED) + i * 8;
      spans.add(span(readInt(at), readInt(at + 4)));
    }
    return spans;
  }

  byte[] read(Span span) {
    return memory.readBytes(span.address(), span.length());
  }

  byte[] read(long pointer, long length) {
    return read(span(pointer, length));
  }

  int readInt(long pointer) {
    return memory.readInt(span(pointer, 4).address());
  }

  long readLong(long pointer) {
    return memory.readLong(span(pointer, 8).address());
  }

  int readShort(long pointer) {
    return memory.readShort(span(pointer, 2).address()) & 0xFFFF;
  }

  int readByte(long pointer) {
    return memory.read(span(pointer, 1).address()) & 0xFF;
  }

  /** Reads a path or a name: UTF-8 without NUL, at most 4096 bytes. */
  String readText(long pointer, long length) {
    Span span = span(pointer, length);
    if (span.length() > MAX_PATH) {
      throw new WasiError(Errno.NAMETOOLONG);
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read(span))).toString();
    } catch (CharacterCodingException e) {
      throw new WasiError(Errno.ILSEQ);
    }
    if (text.indexOf('\0') >= 0) {
      throw new WasiError(Errno.INVAL);
    }
    return text;
  }

  void write(long pointer, byte[] bytes) {
    Span span = span(pointer, bytes.length);
    memory.write(span.address(), bytes, 0, bytes.length);
  }

  void write(Span span, byte[] bytes, int from, int length) {
    memory.write(span.address(), bytes, from, length);
  }

  void writeInt(long pointer, int value) {
    memory.writeI32(span(pointer, 4).address(), value);
  }

  void writeLong(long pointer, long value) {
    memory.writeLong(span(pointer, 8).address(), value);
  }
}
