package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;
import org.junit.jupiter.api.Test;

/** The quick reader says what protobuf's says, or that it cannot. */
class StoredEventReaderTest {

  private static StoredEvent event(long number) {
    return StoredEvent.newBuilder()
        .setPersistenceId("deal|" + number % 3)
        .setSequenceNr(number)
        .setWriterUuid("writer")
        .setTimestampMillis(1_700_000_000_000L + number)
        .setPayload(
            Body.newBuilder()
                .setSerializerId(722_001)
                .setManifest("deal.Fact/" + number % 5)
                .setData(ByteString.copyFrom(new byte[(int) (number % 200)])))
        .build();
  }

  private static StoredEvent told(StoredEventReader reader) {
    return StoredEvent.newBuilder()
        .setPersistenceId(reader.persistenceId())
        .setSequenceNr(reader.sequenceNr())
        .setWriterUuid(reader.writerUuid())
        .setTimestampMillis(reader.timestampMillis())
        .setPayload(
            Body.newBuilder()
                .setSerializerId(reader.serializerId())
                .setManifest(reader.manifest())
                .setData(ByteString.copyFrom(reader.data())))
        .build();
  }

  @Test
  void anEventIsReadAsItsMessageIs() {
    StoredEventReader reader = new StoredEventReader();
    for (long number : List.of(1L, 2L, 127L, 128L, 300L, 1L << 40)) {
      assertThat(reader.read(event(number).toByteArray())).isTrue();
      assertThat(told(reader)).isEqualTo(event(number));
    }
  }

  @Test
  void whatIsNotAsAlmostAllAreIsLeftToTheMessage() {
    StoredEventReader reader = new StoredEventReader();
    StoredEvent event = event(7);
    assertThat(reader.read(event.toBuilder().addTags("tag").build().toByteArray())).isFalse();
    assertThat(reader.read(event.toBuilder().setAdapterManifest("a").build().toByteArray()))
        .isFalse();
    assertThat(reader.read(event.toBuilder().setMetadata(event.getPayload()).build().toByteArray()))
        .isFalse();
    assertThat(reader.read(event.toBuilder().setPersistenceId("d\u00e4").build().toByteArray()))
        .isFalse();
    byte[] bytes = event.toByteArray();
    byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    assertThat(reader.read(twice)).as("each field twice").isFalse();
    assertThat(reader.read(Arrays.copyOf(bytes, bytes.length - 1))).as("cut off").isFalse();
    assertThat(reader.read(new byte[0])).isFalse();
  }

  @Test
  void noBytesAreReadAsAnotherEventThanProtobufReads() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    StoredEventReader reader = new StoredEventReader();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = event(random.nextInt(400)).toByteArray();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      if (reader.read(bytes)) {
        try {
          assertThat(told(reader)).as("seed %d", seed).isEqualTo(StoredEvent.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError("seed " + seed + ": read what is no message", e);
        }
      }
    }
  }
}
