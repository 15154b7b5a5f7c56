package lilypad.persistence.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Optional;
import lilypad.persistence.JournalSerializer;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.persistence.embedded.stored.StoredSnapshot;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.util.Try;

/**
 * Between Pekko's events and snapshots and what lies on disk ({@code stored.proto}), by the actor
 * system's serializers. Turning something into its stored form may fail (nobody can serialize it);
 * that is the answer's failure, for the caller to reject the write.
 */
public final class StoredForm {

  /** A snapshot's bytes are not those that were written. */
  private static final class DamagedSnapshot extends RuntimeException {
    DamagedSnapshot() {
      super("expected the bytes that were written, found others");
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(StoredForm.class);

  private final Serialization serialization;

  /** With the serializers of an actor system. */
  public StoredForm(ClassicActorSystemProvider system) {
    this.serialization = SerializationExtension.get(system);
  }

  /** Tags are kept beside the payload; who sent the command is not kept. */
  Try<NewEvent> event(PersistentRepr event) {
    StoredEvent.Builder stored =
        StoredEvent.newBuilder()
            .setPersistenceId(event.persistenceId())
            .setSequenceNr(event.sequenceNr())
            .setWriterUuid(event.writerUuid())
            .setTimestampMillis(event.timestamp())
            .setAdapterManifest(event.manifest());
    Object payload = event.payload();
    if (payload instanceof Tagged tagged) {
      stored.addAllTags(CollectionConverters.asJava(tagged.tags()).stream().sorted().toList());
      payload = tagged.payload();
    }
    Try<StoredEvent.Builder> whole = body(payload).map(stored::setPayload);
    if (event.metadata().isDefined()) {
      whole = whole.flatMap(built -> body(event.metadata().get()).map(built::setMetadata));
    }
    Optional<JournalEvent> fact =
        event.payload() instanceof JournalEvent ours && event.metadata().isEmpty()
            ? Optional.of(ours)
            : Optional.empty();
    return whole.map(built -> NewEvent.of(built.build(), fact));
  }

  PersistentRepr event(StoredEvent stored) {
    PersistentRepr event =
        PersistentRepr.apply(
                value(stored.getPayload()),
                stored.getSequenceNr(),
                stored.getPersistenceId(),
                stored.getAdapterManifest(),
                false,
                ActorRef.noSender(),
                stored.getWriterUuid())
            .withTimestamp(stored.getTimestampMillis());
    return stored.hasMetadata() ? event.withMetadata(value(stored.getMetadata())) : event;
  }

  /** The fact of ours that was read. */
  PersistentRepr event(StoredEventReader read) {
    return PersistentRepr.apply(
            JournalCodec.decode(read.manifest(), read.data()),
            read.sequenceNr(),
            read.persistenceId(),
            "",
            false,
            ActorRef.noSender(),
            read.writerUuid())
        .withTimestamp(read.timestampMillis());
  }

  /** As queries show it. */
  public EventEnvelope envelope(Offset offset, StoredEvent stored) {
    return new EventEnvelope(
        offset,
        stored.getPersistenceId(),
        stored.getSequenceNr(),
        value(stored.getPayload()),
        stored.getTimestampMillis(),
        stored.hasMetadata() ? Option.apply(value(stored.getMetadata())) : Option.empty());
  }

  /** As queries show it; the same as if it were read. */
  static EventEnvelope envelope(RecentFacts.Fact fact) {
    return new EventEnvelope(
        new Sequence(fact.index()),
        fact.persistenceId(),
        fact.sequenceNr(),
        fact.event(),
        fact.timestampMillis(),
        Option.empty());
  }

  /** What is kept of a snapshot; a failure if nobody can serialize it. */
  public Try<StoredSnapshot> snapshot(SnapshotMetadata metadata, Object snapshot) {
    StoredSnapshot.Builder stored =
        StoredSnapshot.newBuilder()
            .setPersistenceId(metadata.persistenceId())
            .setSequenceNr(metadata.sequenceNr())
            .setTimestampMillis(metadata.timestamp());
    Try<StoredSnapshot.Builder> whole =
        body(snapshot).map(body -> stored.setPayload(body).setSha256(sha256(body)));
    if (metadata.metadata().isDefined()) {
      whole = whole.flatMap(built -> body(metadata.metadata().get()).map(built::setMetadata));
    }
    return whole.map(StoredSnapshot.Builder::build);
  }

  /** The snapshot; empty, with a warning, if it is damaged or nobody here can read it. */
  public Optional<SelectedSnapshot> readable(StoredSnapshot stored) {
    Try<SelectedSnapshot> snapshot = snapshot(stored);
    if (snapshot.isFailure()) {
      LOG.warn(
          "snapshot {} of {} is ignored, all events are read instead: {}",
          stored.getSequenceNr(),
          stored.getPersistenceId(),
          snapshot.failed().get().getMessage());
      return Optional.empty();
    }
    return Optional.of(snapshot.get());
  }

  private Try<SelectedSnapshot> snapshot(StoredSnapshot stored) {
    return Try.apply(
        () -> {
          ByteString found = sha256(stored.getPayload());
          if (!stored.getSha256().equals(found)) {
            throw new DamagedSnapshot();
          }
          return SelectedSnapshot.create(metadata(stored), value(stored.getPayload()));
        });
  }

  private static ByteString sha256(Body body) {
    return ByteString.copyFrom(Sha256.of(body.getData().toByteArray()));
  }

  SnapshotMetadata metadata(StoredSnapshot stored) {
    SnapshotMetadata metadata =
        new SnapshotMetadata(
            stored.getPersistenceId(), stored.getSequenceNr(), stored.getTimestampMillis());
    return stored.hasMetadata() ? metadata.withMetadata(value(stored.getMetadata())) : metadata;
  }

  private Try<Body> body(Object value) {
    if (value instanceof JournalEvent fact) {
      return Try.apply(() -> body(fact));
    }
    return serialization
        .serialize(value)
        .map(
            bytes -> {
              Serializer serializer = serialization.findSerializerFor(value);
              return Body.newBuilder()
                  .setSerializerId(serializer.identifier())
                  .setManifest(Serializers.manifestFor(serializer, value))
                  .setData(UnsafeByteOperations.unsafeWrap(bytes))
                  .build();
            });
  }

  /** Ours name no actors, so they need nothing of the system. */
  private static Body body(JournalEvent fact) {
    return Body.newBuilder()
        .setSerializerId(JournalSerializer.IDENTIFIER)
        .setManifest(JournalCodec.manifest(fact))
        .setData(UnsafeByteOperations.unsafeWrap(JournalCodec.encode(fact)))
        .build();
  }

  private Object value(Body body) {
    if (body.getSerializerId() == JournalSerializer.IDENTIFIER) {
      return JournalCodec.decode(body.getManifest(), body.getData().toByteArray());
    }
    return serialization
        .deserialize(body.getData().toByteArray(), body.getSerializerId(), body.getManifest())
        .get();
  }
}
