package lilypad.persistence.embedded;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import lilypad.persistence.embedded.stored.OrderEntry;
import lilypad.protocol.Hash32;

/** The bytes of an {@code OrderEntry}, without a message in between: each event has one. */
final class OrderRow {

  private static final int HASH = 32;

  private OrderRow() {}

  static byte[] of(byte[] persistenceId, long sequenceNr, Hash32 leafHash) {
    byte[] row =
        new byte
            [CodedOutputStream.computeByteArraySize(
                    OrderEntry.PERSISTENCE_ID_FIELD_NUMBER, persistenceId)
                + CodedOutputStream.computeUInt64Size(
                    OrderEntry.SEQUENCE_NR_FIELD_NUMBER, sequenceNr)
                + CodedOutputStream.computeTagSize(OrderEntry.LEAF_HASH_FIELD_NUMBER)
                + 1
                + HASH];
    CodedOutputStream out = CodedOutputStream.newInstance(row);
    try {
      out.writeByteArray(OrderEntry.PERSISTENCE_ID_FIELD_NUMBER, persistenceId);
      out.writeUInt64(OrderEntry.SEQUENCE_NR_FIELD_NUMBER, sequenceNr);
      out.writeByteArray(OrderEntry.LEAF_HASH_FIELD_NUMBER, leafHash.bytes().toArray());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    out.checkNoSpaceLeft();
    return row;
  }
}
