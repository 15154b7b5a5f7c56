package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecentFactsTest {

  private static final int MANY = 5_000;

  @TempDir Path folder;

  private static NewEvent fact(long number) {
    return fact(number, new IntakeEvent.DeliveryAdvanced(number));
  }

  private static NewEvent fact(long number, JournalEvent event) {
    return NewEvent.of(Samples.stored(number, event), Optional.of(event));
  }

  private static List<NewEvent> facts(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(RecentFactsTest::fact).toList();
  }

  private static List<RecentFacts.Fact> recent(EmbeddedStore store, long index, int limit) {
    return store.writer().recent().after(index, store.lastIndex(), limit);
  }

  @Test
  void theNewestFactsAreThoseOfTheDiskWithTheirPlaces() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      Samples.append(store, facts(1, 3));
      Samples.append(store, facts(4, 4));

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
      Samples.append(store, facts(1, 2));
      Samples.append(store, Samples.events("other", 1, 1));
      Samples.append(store, facts(3, 3));
      assertThat(recent(store, 0, 10)).extracting(RecentFacts.Fact::index).containsExactly(1L, 2L);
      assertThat(recent(store, 2, 10)).isEmpty();

      Samples.append(store, facts(4, MANY));
      assertThat(recent(store, 0, 10)).isEmpty();
      assertThat(recent(store, MANY - 10, MANY)).hasSize(11);
    }
  }

  /** A block that left the chain, with more deals than a fact that is kept has room for. */
  private static NewEvent large(long number) {
    Hash32 hash = Keccak.hash(new byte[] {1});
    return fact(
        number,
        new IntakeEvent.BlockRetracted(
            new BlockRef(number, hash, hash, number),
            Collections.nCopies(RecentFacts.LARGEST / 10, new DealId("ten bytes."))));
  }

  @Test
  void aLargeFactIsNotKeptAndComesFromTheDiskInItsPlace() throws Exception {
    ActorTestKit kit = ActorTestKit.create(Samples.config(folder));
    try {
      EmbeddedStore store = EmbeddedStore.of(kit.system());
      Samples.append(store, facts(1, 2));
      Samples.append(store, List.of(large(3)));
      Samples.append(store, facts(4, 5));
      assertThat(recent(store, 0, 10)).extracting(RecentFacts.Fact::index).containsExactly(1L, 2L);
      assertThat(recent(store, 2, 10)).isEmpty();
      assertThat(recent(store, 3, 10)).extracting(RecentFacts.Fact::index).containsExactly(4L, 5L);

      List<EventEnvelope> all =
          PersistenceQuery.get(kit.system())
              .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER)
              .currentAllEvents(Offset.noOffset())
              .runWith(Sink.seq(), kit.system())
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      assertThat(all).extracting(EventEnvelope::sequenceNr).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(all.get(2).event()).isEqualTo(large(3).fact().orElseThrow());
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void whatARefusedWriteWouldHaveBroughtIsNotHere() {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      Samples.append(store, facts(1, 2));
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
      Samples.append(store, facts(1, 2));
    }
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      assertThat(recent(store, 0, 10)).isEmpty();
      assertThat(store.leavesAfter(0, 10)).hasSize(2);
    }
  }
}
