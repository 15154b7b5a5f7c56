package lilypad.protocol.cid;

import java.util.Arrays;

/** Reads protobuf fields of a stranger's block; whatever is wrong is a {@link MalformedBlock}. */
final class ProtoReader {

  private final Cid cid;
  private final byte[] data;
  private int position;
  private int wireType;

  ProtoReader(Cid cid, byte[] data) {
    this.cid = cid;
    this.data = data;
  }

  boolean hasMore() {
    return position < data.length;
  }

  /** The number of the next field; its value follows. */
  int field() {
    long tag = varint();
    wireType = (int) (tag & 7);
    long field = tag >>> 3;
    if (field < 1 || field > 15 || (wireType != 0 && wireType != 2)) {
      throw new MalformedBlock(cid, "a protobuf field of dag-pb or UnixFS", "tag " + tag);
    }
    return (int) field;
  }

  long number() {
    expect(0);
    long value = varint();
    if (value < 0) {
      throw new MalformedBlock(cid, "a number below 2^63", Long.toUnsignedString(value));
    }
    return value;
  }

  byte[] bytes() {
    expect(2);
    long length = varint();
    if (length < 0 || length > data.length - position) {
      throw new MalformedBlock(
          cid,
          "a length that fits in the " + (data.length - position) + " bytes left",
          Long.toUnsignedString(length));
    }
    int from = position;
    position += (int) length;
    return Arrays.copyOfRange(data, from, position);
  }

  private void expect(int type) {
    if (wireType != type) {
      throw new MalformedBlock(cid, "wire type " + type, "wire type " + wireType);
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= data.length) {
        throw new MalformedBlock(cid, "the rest of a number", "the end of the block");
      }
      byte next = data[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedBlock(cid, "a number of at most 64 bits", "a longer one");
  }
}
