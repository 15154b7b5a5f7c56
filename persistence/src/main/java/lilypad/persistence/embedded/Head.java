package lilypad.persistence.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import lilypad.persistence.embedded.stored.StreamHead;

/**
 * What the journal knows of a persistence id beside its events.
 *
 * @param highest the highest sequence number ever written; 0 before the first
 * @param deletedTo events up to here are no longer replayed to the actor; at most {@code highest}
 */
record Head(long highest, long deletedTo) {

  static final Head NONE = new Head(0, 0);

  static Head parse(byte[] row) throws InvalidProtocolBufferException {
    StreamHead stored = StreamHead.parseFrom(row);
    return new Head(stored.getHighestSequenceNr(), stored.getDeletedTo());
  }

  byte[] row() {
    return StreamHead.newBuilder()
        .setHighestSequenceNr(highest)
        .setDeletedTo(deletedTo)
        .build()
        .toByteArray();
  }
}
