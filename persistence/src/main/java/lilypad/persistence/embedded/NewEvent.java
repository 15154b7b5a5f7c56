package lilypad.persistence.embedded;

import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleHash;

/** An event on its way into the journal. */
final class NewEvent {

  private final String persistenceId;
  private final long sequenceNr;
  private final byte[] id;
  private final byte[] leaf;
  private final Hash32 leafHash;

  private NewEvent(String persistenceId, long sequenceNr, byte[] leaf) {
    this.persistenceId = persistenceId;
    this.sequenceNr = sequenceNr;
    this.id = Keys.id(persistenceId);
    this.leaf = leaf;
    this.leafHash = MerkleHash.leaf(leaf);
  }

  static NewEvent of(StoredEvent event) {
    return new NewEvent(event.getPersistenceId(), event.getSequenceNr(), event.toByteArray());
  }

  /** Whose event. */
  String persistenceId() {
    return persistenceId;
  }

  /** Whose event, as bytes; not to be changed. */
  byte[] id() {
    return id;
  }

  /** Its number there, from 1. */
  long sequenceNr() {
    return sequenceNr;
  }

  /** The StoredEvent's bytes, as they will lie on disk; not to be changed. */
  byte[] leaf() {
    return leaf;
  }

  /** Their hash in the audit log. */
  Hash32 leafHash() {
    return leafHash;
  }
}
