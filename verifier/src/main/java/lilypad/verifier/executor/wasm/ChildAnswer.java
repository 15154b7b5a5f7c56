package lilypad.verifier.executor.wasm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/**
 * What the child writes to its standard output: {@code "LPWANS02"}, the body's length in four
 * bytes, the body's SHA-256, the body, and nothing else. Strings are written as in {@link
 * ChildRequest}. A body is the byte 1 and
 *
 * <pre>
 * exit code, four bytes; stdout; stderr
 * number of files, each its path under /outputs ("/" at the end: an empty directory) and its bytes
 * host calls, eight bytes; logical nanoseconds, eight bytes; memory pages, four bytes;
 * the root over the host calls, 32 bytes
 * </pre>
 *
 * or the byte 2, the name of an abstention's reason and its detail.
 */
sealed interface ChildAnswer {

  /** The module ended by itself. */
  record Finished(
      int exitCode,
      Bytes stdout,
      Bytes stderr,
      NavigableMap<String, Bytes> files,
      long calls,
      long elapsed,
      int pages,
      Hash32 transcript)
      implements ChildAnswer {}

  /** The child could not run it to its end; {@code reason} names an {@code AbstentionReason}. */
  record Stopped(String reason, String detail) implements ChildAnswer {}

  /** What came is no answer. */
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  byte[] MAGIC = "LPWANS02".getBytes(StandardCharsets.US_ASCII);

  /** Bytes in front of the body. */
  int HEADER = MAGIC.length + 4 + 32;

  default void writeTo(OutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    switch (this) {
      case Finished finished -> {
        body.writeByte(1);
        body.writeInt(finished.exitCode);
        ChildRequest.write(body, finished.stdout);
        ChildRequest.write(body, finished.stderr);
        body.writeInt(finished.files.size());
        for (var file : finished.files.entrySet()) {
          ChildRequest.writeText(body, file.getKey());
          ChildRequest.write(body, file.getValue());
        }
        body.writeLong(finished.calls);
        body.writeLong(finished.elapsed);
        body.writeInt(finished.pages);
        body.write(finished.transcript.bytes().toArray());
      }
      case Stopped stopped -> {
        body.writeByte(2);
        ChildRequest.writeText(body, stopped.reason);
        ChildRequest.writeText(body, stopped.detail);
      }
    }
    out.write(MAGIC);
    out.write(ByteBuffer.allocate(4).putInt(bytes.size()).array());
    out.write(sha256(bytes.toByteArray()));
    bytes.writeTo(out);
    out.flush();
  }

  /**
   * Reads all that a child wrote.
   *
   * @throws Unreadable if it is anything but one whole answer
   */
  static ChildAnswer read(Bytes answer) throws Unreadable {
    byte[] written = answer.toArray();
    if (written.length < HEADER || !Arrays.equals(written, 0, 8, MAGIC, 0, 8)) {
      throw new Unreadable(
          "expected an answer that begins with LPWANS02, got " + written.length + " bytes");
    }
    int length = ByteBuffer.wrap(written).getInt(MAGIC.length);
    if (length != written.length - HEADER) {
      throw new Unreadable(
          "expected a body of " + length + " bytes, got " + (written.length - HEADER));
    }
    byte[] body = Arrays.copyOfRange(written, HEADER, written.length);
    if (!Arrays.equals(sha256(body), Arrays.copyOfRange(written, MAGIC.length + 4, HEADER))) {
      throw new Unreadable("the body's SHA-256 is not the one in front of it");
    }
    try {
      return readBody(new DataInputStream(new ByteArrayInputStream(body)));
    } catch (IOException e) {
      throw new Unreadable("the body is cut short: " + e.getMessage());
    }
  }

  private static ChildAnswer readBody(DataInputStream in) throws IOException, Unreadable {
    int kind = in.readByte();
    if (kind == 2) {
      return new Stopped(ChildRequest.readText(in), ChildRequest.readText(in));
    }
    if (kind != 1) {
      throw new Unreadable("expected kind 1 or 2, got " + kind);
    }
    int exitCode = in.readInt();
    Bytes stdout = ChildRequest.read(in);
    Bytes stderr = ChildRequest.read(in);
    NavigableMap<String, Bytes> files = new TreeMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      files.put(ChildRequest.readText(in), ChildRequest.read(in));
    }
    long calls = in.readLong();
    long elapsed = in.readLong();
    int pages = in.readInt();
    byte[] transcript = new byte[32];
    in.readFully(transcript);
    return new Finished(
        exitCode, stdout, stderr, files, calls, elapsed, pages, Hash32.of(transcript));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
