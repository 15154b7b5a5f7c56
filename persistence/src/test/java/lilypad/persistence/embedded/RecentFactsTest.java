package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import lilypad.persistence.JournalSerializer;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecentFactsTest {

  private static final int MANY = 5_000;

  @TempDir Path folder;

  private static NewEvent fact(long number) {
    JournalEvent event = new IntakeEvent.DeliveryAdvanced(number);
    Body payload =
        Body.newBuilder()
            .setSerializerId(JournalSerializer.IDENTIFIER)
            .setManifest(JournalCodec.manifest(event))
            .setData(ByteString.copyFrom(JournalCodec.encode(event)))
            .build();
    return NewEvent.of(
        StoredEvent.newBuilder()
            .setPersistenceId("intake|x")
            .setSequenceNr(number)
            .setTimestampMillis(1_000 * number)
            .setPayload(payload)
            .build(),
        Optional.of(event));
  }

  private static List<NewEvent> facts(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(RecentFactsTest::fact).toList();
  }

  private static void append(EmbeddedStore store, List<NewEvent> events) {
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

  private static List<RecentFacts.Fact> recent(EmbeddedStore store, long index, int limit) {
    return store.writer().recent().after(index, store.lastIndex(), limit);
  }

  @Test
  void theNewestFactsAreThoseOfTheDiskWithTheirPlaces() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      append(store, facts(1, 3));
      append(store, facts(4, 4));

      List<RecentFacts.Fact> onDisk = new ArrayList<>();
      for (Leaf leaf : store.leavesAfter(0, 10)) {
        StoredEvent stored = StoredEvent.parseFrom(leaf.bytes().toArray());
        onDisk.add(
            new RecentFacts.Fact(
                leaf.index(),
                stored.getPersistenceId(),
                stored.getSequenceNr(),
                stored.getTimestampMillis(),
                JournalCodec.decode(
                    stored.getPayload().getManifest(),
                    stored.getPayload().getData().toByteArray())));
      }
      assertThat(recent(store, 0, 10)).hasSize(4).isEqualTo(onDisk);
      assertThat(recent(store, 1, 2)).isEqualTo(onDisk.subList(1, 3));
      assertThat(recent(store, 4, 10)).isEmpty();
    }
  }

  @Test
  void nothingAfterAnEventThatIsNoFactOfOursOrWhichIsNotHereAnyMoreIsTold() {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      append(store, facts(1, 2));
      append(store, Samples.events("other", 1, 1));
      append(store, facts(3, 3));
      assertThat(recent(store, 0, 10)).extracting(RecentFacts.Fact::index).containsExactly(1L, 2L);
      assertThat(recent(store, 2, 10)).isEmpty();

      append(store, facts(4, MANY));
      assertThat(recent(store, 0, 10)).isEmpty();
      assertThat(recent(store, MANY - 10, MANY)).hasSize(11);
    }
  }

  @Test
  void whatARefusedWriteWouldHaveBroughtIsNotHere() {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      append(store, facts(1, 2));
      assertThat(
              store
                  .writer()
                  .submit(
                      staging -> {
                        staging.append(facts(2, 3));
                        return true;
                      })
                  .toCompletableFuture()
                  .handle((done, fault) -> fault != null)
                  .join())
          .isTrue();
      assertThat(recent(store, 0, 10)).hasSize(2);
    }
  }

  @Test
  void afterANewStartFactsComeFromTheDisk() {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      append(store, facts(1, 2));
    }
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      assertThat(recent(store, 0, 10)).isEmpty();
      assertThat(store.leavesAfter(0, 10)).hasSize(2);
    }
  }
}
