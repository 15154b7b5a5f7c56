package lilypad.persistence.embedded;

import java.util.Optional;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Hash32;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.merkle.MerkleHash;

/** An event on its way into the journal. */
final class NewEvent {

  private final String persistenceId;
  private final long sequenceNr;
  private final byte[] id;
  private final byte[] leaf;
  private final Hash32 leafHash;
  private final long timestampMillis;
  private final Optional<JournalEvent> fact;

  private NewEvent(
      String persistenceId,
      long sequenceNr,
      byte[] leaf,
      long timestampMillis,
      Optional<JournalEvent> fact) {
    this.persistenceId = persistenceId;
    this.sequenceNr = sequenceNr;
    this.timestampMillis = timestampMillis;
    this.fact = fact;
    this.id = Keys.id(persistenceId);
    this.leaf = leaf;
    this.leafHash = MerkleHash.leaf(leaf);
  }

  static NewEvent of(StoredEvent event) {
    return of(event, Optional.empty());
  }

  /**
   * As {@link #of(StoredEvent)}.
   *
   * @param fact what the event says, if it is nothing but a fact of ours
   */
  static NewEvent of(StoredEvent event, Optional<JournalEvent> fact) {
    return new NewEvent(
        event.getPersistenceId(),
        event.getSequenceNr(),
        event.toByteArray(),
        event.getTimestampMillis(),
        fact);
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

  /** When it was written, milliseconds since 1970-01-01. */
  long timestampMillis() {
    return timestampMillis;
  }

  /** What it says, if it is nothing but a fact of ours. */
  Optional<JournalEvent> fact() {
    return fact;
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
