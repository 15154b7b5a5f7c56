package lilypad.persistence.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import lilypad.persistence.JournalSerializer;
import lilypad.persistence.embedded.StoredEventReader;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Bytes;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;

/**
 * One of our facts out of its stored bytes.
 *
 * @param persistenceId whose fact
 * @param number its place among that one's facts, from 1
 * @param recordedAt milliseconds since 1970-01-01; 0 if the journal does not say
 * @param payload the fact's own bytes
 */
public record StoredFact(
    String persistenceId, long number, long recordedAt, JournalEvent event, Bytes payload) {

  /**
   * Reads an event of a journal; empty if somebody else than our entities wrote it.
   *
   * @throws InvalidProtocolBufferException if it is no stored event
   * @throws lilypad.protocol.journal.UnknownManifest if a newer build wrote the fact
   * @throws lilypad.protocol.journal.MalformedEvent if its bytes are not the fact it is said to be
   */
  public static Optional<StoredFact> of(Bytes stored) throws InvalidProtocolBufferException {
    return of(stored.toArray(), new StoredEventReader());
  }

  /** As {@link #of(Bytes)}, with a reader that has read the events before. */
  static Optional<StoredFact> of(byte[] stored, StoredEventReader reader)
      throws InvalidProtocolBufferException {
    if (reader.read(stored)) {
      if (reader.serializerId() != JournalSerializer.IDENTIFIER) {
        return Optional.empty();
      }
      byte[] payload = reader.data();
      return Optional.of(
          new StoredFact(
              reader.persistenceId(),
              reader.sequenceNr(),
              reader.timestampMillis(),
              JournalCodec.decode(reader.manifest(), payload),
              Bytes.of(payload)));
    }
    StoredEvent event = StoredEvent.parseFrom(stored);
    return isOurs(event)
        ? Optional.of(
            new StoredFact(
                event.getPersistenceId(),
                event.getSequenceNr(),
                event.getTimestampMillis(),
                fact(event),
                Bytes.of(event.getPayload().getData().toByteArray())))
        : Optional.empty();
  }

  /** Whether one of our entities wrote an event. */
  public static boolean isOurs(StoredEvent event) {
    return event.getPayload().getSerializerId() == JournalSerializer.IDENTIFIER;
  }

  /**
   * What one of our entities wrote.
   *
   * @throws lilypad.protocol.journal.UnknownManifest if a newer build wrote it
   * @throws lilypad.protocol.journal.MalformedEvent if its bytes are not the fact it is said to be
   */
  public static JournalEvent fact(StoredEvent event) {
    Body body = event.getPayload();
    return JournalCodec.decode(body.getManifest(), body.getData().toByteArray());
  }
}
