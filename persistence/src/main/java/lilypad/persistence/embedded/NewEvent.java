package lilypad.persistence.embedded;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/**
 * An event on its way into the journal.
 *
 * @param persistenceId whose event
 * @param sequenceNr its number there, from 1
 * @param leaf the StoredEvent's bytes, as they will lie on disk
 * @param sha256 their SHA-256
 */
record NewEvent(String persistenceId, long sequenceNr, Bytes leaf, Hash32 sha256) {

  static NewEvent of(StoredEvent event) {
    byte[] leaf = event.toByteArray();
    return new NewEvent(
        event.getPersistenceId(), event.getSequenceNr(), Bytes.of(leaf), sha256(leaf));
  }

  static Hash32 sha256(byte[] leaf) {
    try {
      return Hash32.of(MessageDigest.getInstance("SHA-256").digest(leaf));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
