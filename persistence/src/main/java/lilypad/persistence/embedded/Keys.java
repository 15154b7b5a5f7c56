package lilypad.persistence.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys of the column families; {@code package-info} tabulates them. */
final class Keys {

  private Keys() {}

  /**
   * A key of events and snapshots. The length in front keeps the rows of one id together: no id's
   * key begins another id's.
   */
  static byte[] row(String persistenceId, long sequenceNr) {
    return row(id(persistenceId), sequenceNr);
  }

  /** As {@link #row(String, long)}. */
  static byte[] row(byte[] id, long sequenceNr) {
    return ByteBuffer.allocate(Integer.BYTES + id.length + Long.BYTES)
        .putInt(id.length)
        .put(id)
        .putLong(sequenceNr)
        .array();
  }

  /** The sequence number at the end of a {@link #row} key. */
  static long sequenceNr(byte[] rowKey) {
    return ByteBuffer.wrap(rowKey).getLong(rowKey.length - Long.BYTES);
  }

  /** A key of order and births; also reads as the number again with {@link #number(byte[])}. */
  static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static long number(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  /** A key of the tree. */
  static byte[] node(int level, long index) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) level).putLong(index).array();
  }

  /** The index at the end of a {@link #node} key. */
  static long nodeIndex(byte[] nodeKey) {
    return ByteBuffer.wrap(nodeKey).getLong(1);
  }

  static byte[] id(String persistenceId) {
    return persistenceId.getBytes(StandardCharsets.UTF_8);
  }

  static String id(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }
}
