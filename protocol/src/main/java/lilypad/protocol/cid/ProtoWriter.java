package lilypad.protocol.cid;

import java.io.ByteArrayOutputStream;

/** Writes the few protobuf forms that dag-pb and UnixFS are made of, in the order it is told. */
final class ProtoWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoWriter bytes(int field, byte[] value) {
    return bytes(field, value, value.length);
  }

  ProtoWriter bytes(int field, byte[] value, int length) {
    varint(((long) field << 3) | 2);
    varint(length);
    out.write(value, 0, length);
    return this;
  }

  ProtoWriter number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  byte[] toArray() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
