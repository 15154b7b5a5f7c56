package lilypad.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import lilypad.persistence.audit.RecordCheck.Options;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.rules.Watching;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real record of a watchman that asked for a check, and what becomes of it when it lies. */
class WatchedRecordTest {

  @TempDir Path folder;

  private static <E extends JournalEvent> Optional<E> fact(LoggedEvent leaf, Class<E> kind)
      throws InvalidProtocolBufferException {
    return StoredFact.of(leaf.stored())
        .map(StoredFact::event)
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  private static LoggedEvent leaf(long index, StoredEvent stored) {
    byte[] bytes = stored.toByteArray();
    return new LoggedEvent(index, MerkleHash.leaf(bytes), Bytes.of(bytes));
  }

  private List<Finding> check(List<LoggedEvent> leaves) {
    Path file =
        DemoRecord.ofAWatchman(folder)
            .with(leaves)
            .signedAgain(DemoRecord.MEDIATOR)
            .write(folder.resolve("told.audit"));
    return RecordCheck.check(file, new Options(Trust.FILE_ONLY, true), at -> {}).findings();
  }

  /** The findings after the watchman's decision became another one. */
  private String told(Function<DealEvent.WatchDecided, DealEvent> lie)
      throws InvalidProtocolBufferException {
    List<LoggedEvent> leaves = new ArrayList<>();
    for (LoggedEvent leaf : DemoRecord.ofAWatchman(folder).leaves()) {
      StoredEvent stored = StoredEvent.parseFrom(leaf.stored().toArray());
      leaves.add(
          fact(leaf, DealEvent.WatchDecided.class)
              .map(decided -> leaf(leaf.index(), told(stored, lie.apply(decided))))
              .orElse(leaf));
    }
    return words(check(leaves));
  }

  private static StoredEvent told(StoredEvent stored, JournalEvent fact) {
    return stored.toBuilder()
        .setPayload(
            stored.getPayload().toBuilder()
                .setManifest(JournalCodec.manifest(fact))
                .setData(ByteString.copyFrom(JournalCodec.encode(fact))))
        .build();
  }

  private static String words(List<Finding> findings) {
    return findings.stream().map(Finding::words).collect(Collectors.joining("\n"));
  }

  @Test
  void theRecordOfAWatchmanHolds() {
    assertThat(check(DemoRecord.ofAWatchman(folder).leaves())).isEmpty();
  }

  @Test
  void aRequestThatWasSentThoughItWasNotDecidedOnIsShown() throws InvalidProtocolBufferException {
    assertThat(
            told(
                e ->
                    new DealEvent.WatchDecided(
                        e.claim(),
                        new Watching.Decision(
                            e.decision().rule(), e.decision().inputs(), Watching.Reason.TOO_LATE),
                        Optional.empty())))
        .contains("deal.WatchDecided/1")
        .contains("an intent of the wallet: expected one that a deal or the notary wanted")
        .contains("a signed transaction: expected one that a deal or the notary wanted");
  }

  @Test
  void aDecisionThatIsLeftOutIsShownAndSoIsWhatWasSentWithoutIt()
      throws InvalidProtocolBufferException {
    List<LoggedEvent> leaves = new ArrayList<>();
    boolean leftOut = false;
    for (LoggedEvent leaf : DemoRecord.ofAWatchman(folder).leaves()) {
      StoredEvent stored = StoredEvent.parseFrom(leaf.stored().toArray());
      if (fact(leaf, DealEvent.WatchDecided.class).isPresent()) {
        leftOut = true;
      } else if (leftOut && fact(leaf, DealEvent.class).isPresent()) {
        leaves.add(
            leaf(
                leaf.index(),
                stored.toBuilder().setSequenceNr(stored.getSequenceNr() - 1).build()));
      } else {
        leaves.add(leaf);
      }
    }
    assertThat(leftOut).isTrue();
    assertThat(words(check(leaves)))
        .contains("deal.WatchDecided/1: expected WatchDecided[", "none before ")
        .contains("an intent of the wallet: expected one that a deal or the notary wanted");
  }

  @Test
  void aBundleHasWhatTheWalletDidAboutTheRequest() throws InvalidProtocolBufferException {
    List<LoggedEvent> leaves = DemoRecord.ofAWatchman(folder).leaves();
    Optional<DealKey> deal = Optional.empty();
    for (LoggedEvent leaf : leaves) {
      Optional<DealEvent.WatchDecided> decided = fact(leaf, DealEvent.WatchDecided.class);
      if (decided.isPresent()) {
        deal = decided.flatMap(DealEvent.WatchDecided::check).map(SettlementIntent::deal);
      }
    }
    DealSelection selection = new DealSelection(deal.orElseThrow());
    leaves.forEach(selection::take);
    int accepted = 0;
    for (LoggedEvent leaf : selection.chosen()) {
      accepted += fact(leaf, WalletEvent.IntentAccepted.class).isPresent() ? 1 : 0;
    }
    assertThat(accepted).as("the request and the verdict").isEqualTo(2);
  }
}
