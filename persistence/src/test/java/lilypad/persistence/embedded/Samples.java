package lilypad.persistence.embedded;

import com.google.protobuf.ByteString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import lilypad.persistence.JournalSerializer;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;

/** Events and settings for the tests of this package. */
public final class Samples {

  private Samples() {}

  public static Config config(Path folder) {
    return ConfigFactory.parseMap(
            Map.of(
                "lilypad.journal.folder", folder.toString(),
                "pekko.persistence.journal.plugin", "lilypad.journal.embedded",
                "pekko.persistence.snapshot-store.plugin", "lilypad.snapshots.embedded",
                "pekko.loglevel", "WARNING"))
        .withFallback(ConfigFactory.load());
  }

  static EmbeddedSettings settings(Path folder) {
    return EmbeddedSettings.from(config(folder));
  }

  static List<NewEvent> events(String persistenceId, long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(n -> event(persistenceId, n)).toList();
  }

  private static NewEvent event(String persistenceId, long sequenceNr) {
    Body payload =
        Body.newBuilder()
            .setSerializerId(4)
            .setData(ByteString.copyFrom(payload(persistenceId, sequenceNr)))
            .build();
    return NewEvent.of(
        StoredEvent.newBuilder()
            .setPersistenceId(persistenceId)
            .setSequenceNr(sequenceNr)
            .setPayload(payload)
            .build());
  }

  /** Writes some at once, and waits until they are on disk. */
  static void append(EmbeddedStore store, List<NewEvent> events) {
    store
        .writer()
        .submit(
            staging -> {
              staging.append(events);
              return true;
            })
        .toCompletableFuture()
        .join();
  }

  /** A fact of ours as it is stored. */
  static StoredEvent stored(long number, JournalEvent fact) {
    return StoredEvent.newBuilder()
        .setPersistenceId("intake|x")
        .setSequenceNr(number)
        .setTimestampMillis(1_000 * number)
        .setPayload(
            Body.newBuilder()
                .setSerializerId(JournalSerializer.IDENTIFIER)
                .setManifest(JournalCodec.manifest(fact))
                .setData(ByteString.copyFrom(JournalCodec.encode(fact))))
        .build();
  }

  /** Bytes that only this event has; 20 to 400 of them. */
  public static byte[] payload(String persistenceId, long sequenceNr) {
    byte[] name = (persistenceId + "#" + sequenceNr + "|").getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[Math.max(name.length, 20 + (int) (sequenceNr * 37 % 380))];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = name[i % name.length];
    }
    return payload;
  }
}
