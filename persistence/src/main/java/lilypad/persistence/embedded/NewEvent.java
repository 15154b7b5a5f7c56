package lilypad.persistence.embedded;

import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleHash;

/**
 * An event on its way into the journal.
 *
 * @param persistenceId whose event
 * @param sequenceNr its number there, from 1
 * @param leaf the StoredEvent's bytes, as they will lie on disk
 * @param leafHash their hash in the audit log
 */
record NewEvent(String persistenceId, long sequenceNr, Bytes leaf, Hash32 leafHash) {

  static NewEvent of(StoredEvent event) {
    byte[] leaf = event.toByteArray();
    return new NewEvent(
        event.getPersistenceId(), event.getSequenceNr(), Bytes.of(leaf), MerkleHash.leaf(leaf));
  }
}
