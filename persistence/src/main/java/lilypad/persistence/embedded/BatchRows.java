package lilypad.persistence.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The rows of a batch in the form that RocksDB's WriteBatch has itself ({@code WriteBatch::rep_} in
 * its {@code db/write_batch.cc}, the form of the write-ahead log): twelve bytes for number and
 * count, then for each row a tag, the column family as a varint, and key and value with their
 * lengths in front. Put together here, a batch crosses into native code once and not with each row.
 */
final class BatchRows {

  private static final int HEADER = 12;
  private static final int COUNT_AT = 8;
  private static final byte PUT = 0x5;
  private static final byte DELETE = 0x4;

  /** Of a tag and three varints. */
  private static final int MOST_AROUND = 1 + 3 * 5;

  private byte[] bytes;
  private int end = HEADER;
  private int count;

  /** A short one at first. */
  BatchRows() {
    this(1 << 12);
  }

  /**
   * An empty one.
   *
   * @param room how many bytes it is likely to have in the end
   */
  BatchRows(int room) {
    this.bytes = new byte[Math.max(HEADER, room)];
  }

  /** Puts a row. */
  void put(int family, byte[] key, byte[] value) {
    room(MOST_AROUND + key.length + value.length);
    bytes[end++] = PUT;
    varint(family);
    block(key);
    block(value);
    count++;
  }

  /** Takes a row out. */
  void delete(int family, byte[] key) {
    room(MOST_AROUND + key.length);
    bytes[end++] = DELETE;
    varint(family);
    block(key);
    count++;
  }

  private void block(byte[] block) {
    varint(block.length);
    System.arraycopy(block, 0, bytes, end, block.length);
    end += block.length;
  }

  private void varint(int value) {
    int left = value;
    while (left >= 0x80) {
      bytes[end++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[end++] = (byte) left;
  }

  private void room(int more) {
    if (bytes.length - end < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(end, more)));
    }
  }

  /** How many rows there are. */
  int count() {
    return count;
  }

  /** How long it is. */
  int size() {
    return end;
  }

  /** The batch as RocksDB takes it; the caller closes it. */
  WriteBatch batch() throws RocksDBException {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(COUNT_AT, count);
    return new WriteBatch(Arrays.copyOf(bytes, end));
  }
}
