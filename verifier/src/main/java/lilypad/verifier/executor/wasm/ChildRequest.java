package lilypad.verifier.executor.wasm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/**
 * What the parent writes to the child's standard input, big endian, a text or byte string as its
 * length in four bytes and its bytes (texts in UTF-8):
 *
 * <pre>
 * "LPWREQ01"
 * module bytes
 * number of arguments, each a text
 * number of input files, each its path and its bytes
 * seed, 32 bytes
 * ambient, one byte, 0 or 1
 * memory bytes, eight bytes
 * output bytes, eight bytes
 * </pre>
 *
 * The parent leaves the stream open: its end tells the child that the parent is gone.
 */
record ChildRequest(
    Bytes wasm,
    List<String> arguments,
    SortedMap<String, Bytes> inputs,
    Hash32 seed,
    boolean ambient,
    long memoryBytes,
    long outputBytes) {

  private static final byte[] MAGIC = "LPWREQ01".getBytes(StandardCharsets.US_ASCII);

  void writeTo(DataOutputStream out) throws IOException {
    out.write(MAGIC);
    write(out, wasm);
    out.writeInt(arguments.size());
    for (String argument : arguments) {
      writeText(out, argument);
    }
    out.writeInt(inputs.size());
    for (var input : inputs.entrySet()) {
      writeText(out, input.getKey());
      write(out, input.getValue());
    }
    out.write(seed.bytes().toArray());
    out.writeBoolean(ambient);
    out.writeLong(memoryBytes);
    out.writeLong(outputBytes);
    out.flush();
  }

  static ChildRequest readFrom(DataInputStream in) throws IOException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new EOFException("expected a request that begins with LPWREQ01");
    }
    Bytes wasm = read(in);
    List<String> arguments = new ArrayList<>();
    int argumentCount = in.readInt();
    for (int i = 0; i < argumentCount; i++) {
      arguments.add(readText(in));
    }
    SortedMap<String, Bytes> inputs = new TreeMap<>();
    int inputCount = in.readInt();
    for (int i = 0; i < inputCount; i++) {
      inputs.put(readText(in), read(in));
    }
    Hash32 seed = Hash32.of(in.readNBytes(32));
    return new ChildRequest(
        wasm, arguments, inputs, seed, in.readBoolean(), in.readLong(), in.readLong());
  }

  static void write(DataOutputStream out, Bytes bytes) throws IOException {
    out.writeInt(bytes.size());
    out.write(bytes.toArray());
  }

  static void writeText(DataOutputStream out, String text) throws IOException {
    write(out, Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  static Bytes read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new EOFException("expected a length, got " + length);
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw new EOFException("expected " + length + " bytes, got " + bytes.length);
    }
    return Bytes.of(bytes);
  }

  static String readText(DataInputStream in) throws IOException {
    return new String(read(in).toArray(), StandardCharsets.UTF_8);
  }
}
