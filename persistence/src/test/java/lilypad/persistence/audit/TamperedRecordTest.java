package lilypad.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lilypad.persistence.audit.RecordCheck.Options;
import lilypad.persistence.audit.RecordCheck.Report;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.sign.PrivateKey;
import lilypad.protocol.sign.TreeHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 6: whatever is done to an exported record, whoever has its head sees it and is told
 * where. {@code -Dlilypad.tampering=N} tries that many ways.
 */
class TamperedRecordTest {

  private static final int WAYS = Integer.getInteger("lilypad.tampering", 250);
  private static final PrivateKey STRANGER = PrivateKey.fromHex("08".repeat(32));

  @TempDir Path folder;
  private Optional<DemoRecord> read = Optional.empty();

  /** What was done, and the first place where the record is not the original any more. */
  private record Tampered(String how, DemoRecord record, int first, boolean hashKept) {}

  private DemoRecord record() {
    DemoRecord record = read.orElseGet(() -> DemoRecord.read(folder));
    read = Optional.of(record);
    return record;
  }

  private Report check(DemoRecord some, Trust trust) {
    return RecordCheck.check(
        some.write(folder.resolve("some.audit")), new Options(trust, false), leaves -> {});
  }

  private Trust originalHead() {
    return new Trust(List.of(), Optional.of(record().last()));
  }

  @Test
  void theRecordAsItWasWrittenHolds() {
    for (Trust trust :
        List.of(
            Trust.FILE_ONLY,
            originalHead(),
            new Trust(List.of(DemoRecord.MEDIATOR.address()), Optional.empty()))) {
      Report report = check(record(), trust);
      assertThat(report.findings()).isEmpty();
      assertThat(report.covered()).isEqualTo(report.leaves()).isEqualTo(714);
      assertThat(report.counts().verdicts()).isEqualTo(9);
      assertThat(report.counts().signatures()).isEqualTo(26);
      assertThat(report.counts().paidIn()).isEqualTo(report.counts().paidOut());
    }
  }

  @Test
  void everyWayOfTamperingIsSeenAndLocated() {
    for (int seed = 1; seed <= WAYS; seed++) {
      Tampered tampered = tamper(new Random(seed));
      Report report = check(tampered.record(), originalHead());
      assertThat(report.findings()).as("seed %d: %s", seed, tampered.how()).isNotEmpty();
      assertThat(located(report.findings().getFirst(), tampered))
          .as(
              "seed %d: %s at leaf %d is located by: %s",
              seed, tampered.how(), tampered.first(), report.findings().getFirst().words())
          .isTrue();
    }
  }

  private Tampered tamper(Random random) {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    int at = random.nextInt(leaves.size());
    return switch (random.nextInt(7)) {
      case 0 -> {
        leaves.set(at, new LoggedEvent(at, leaves.get(at).hash(), flipped(leaves.get(at), random)));
        yield new Tampered("a byte changed", record().with(leaves), at, true);
      }
      case 1 -> {
        leaves.set(at, rewritten(leaves.get(at), random));
        yield new Tampered("a byte and its hash changed", record().with(leaves), at, false);
      }
      case 2 -> {
        leaves.remove(at);
        yield new Tampered("a leaf left out", record().with(leaves), at, false);
      }
      case 3 -> {
        leaves.add(at, rewritten(leaves.get(random.nextInt(leaves.size())), random));
        yield new Tampered("a leaf put in", record().with(leaves), at, false);
      }
      case 4 -> {
        int other = (at + 1 + random.nextInt(leaves.size() - 1)) % leaves.size();
        Collections.swap(leaves, at, other);
        yield new Tampered("two leaves swapped", record().with(leaves), Math.min(at, other), false);
      }
      case 5 -> {
        yield new Tampered(
            "cut off and closed neatly", record().with(leaves.subList(0, at)), at, false);
      }
      default -> {
        leaves.set(at, rewritten(leaves.get(at), random));
        yield new Tampered(
            "rewritten and signed with another key",
            record().with(leaves).signedAgain(STRANGER),
            at,
            false);
      }
    };
  }

  private static Bytes flipped(LoggedEvent leaf, Random random) {
    byte[] bytes = leaf.stored().toArray();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return Bytes.of(bytes);
  }

  private static LoggedEvent rewritten(LoggedEvent leaf, Random random) {
    Bytes bytes = flipped(leaf, random);
    return new LoggedEvent(leaf.index(), MerkleHash.leaf(bytes.toArray()), bytes);
  }

  /** Either the leaf itself, or the interval between the heads on both sides of it. */
  private boolean located(Finding finding, Tampered tampered) {
    long before =
        tampered.record().heads().stream()
            .mapToLong(head -> head.head().size())
            .filter(size -> size <= tampered.first())
            .max()
            .orElse(0);
    long after =
        tampered.record().heads().stream()
            .mapToLong(head -> head.head().size())
            .filter(size -> size > tampered.first())
            .min()
            .orElse(record().last().size());
    return switch (finding) {
      case Finding.LeafContradicted leaf -> tampered.hashKept() && leaf.index() == tampered.first();
      case Finding.HeadContradicted head ->
          !tampered.hashKept() && head.good() == before && head.bad() == after;
      case Finding.LeavesMissing missing ->
          missing.good() == before && missing.expected() == record().last().size();
      case Finding.HeadNotSigned head ->
          tampered.how().contains("another key")
              && head.size() == tampered.record().heads().getFirst().head().size();
      default -> false;
    };
  }

  @Test
  void aRecordWithoutItsHeadsIsLocatedByTheKnownOne() {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    leaves.remove(100);
    DemoRecord bare = new DemoRecord(record().scope(), record().with(leaves).leaves(), List.of());
    assertThat(check(bare, originalHead()).findings().getFirst())
        .isEqualTo(new Finding.LeavesMissing(0, 714, 713));
  }

  @Test
  void aForgersHeadsDoNotMoveTheIntervalWhenOnlySizeAndRootAreKnown() {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    leaves.set(564, rewritten(leaves.get(564), new Random(1)));
    Trust.KnownHead last = record().last();
    Trust bare =
        new Trust(
            List.of(),
            Optional.of(new Trust.KnownHead(last.size(), last.root(), Optional.empty())));
    assertThat(check(record().with(leaves).signedAgain(STRANGER), bare).findings().getFirst())
        .isInstanceOfSatisfying(
            Finding.HeadContradicted.class,
            head -> {
              assertThat(head.good()).isZero();
              assertThat(head.bad()).isEqualTo(714);
            });
  }

  @Test
  void leavesThatNoHeadVouchesForAreNotTaken() {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    leaves.add(leaves.getLast());
    assertThat(check(record().with(leaves), Trust.FILE_ONLY).findings().getFirst())
        .isEqualTo(new Finding.NotCovered(714, 714));
  }

  @Test
  void anotherKeysHeadsAreNoHeadsOfTheMediator() {
    DemoRecord again = record().signedAgain(STRANGER);
    assertThat(
            check(again, new Trust(List.of(DemoRecord.MEDIATOR.address()), Optional.empty()))
                .findings()
                .getFirst())
        .isInstanceOf(Finding.HeadNotSigned.class);
    assertThat(check(again, Trust.FILE_ONLY).findings())
        .as("the facts still name the mediator")
        .first()
        .isInstanceOfSatisfying(
            Finding.HeadNotSigned.class,
            head -> assertThat(head.expected()).isEqualTo(DemoRecord.MEDIATOR.address()));
  }

  /** He has a copy of the record's beginning, and goes on with a key of his own. */
  @Test
  void aStrangerWhoStatesHisOwnKeyIsBelievedByNobodyWhoKnowsTheMediators()
      throws InvalidProtocolBufferException {
    for (int at : List.of(0, 300, 713)) {
      DemoRecord forked = takenOver(at);
      assertThat(
              check(forked, new Trust(List.of(DemoRecord.MEDIATOR.address()), Optional.empty()))
                  .findings())
          .as("at %d", at)
          .first()
          .isEqualTo(
              new Finding.SignerNotTrusted(at, DemoRecord.MEDIATOR.address(), STRANGER.address()));
      assertThat(check(forked, originalHead()).findings())
          .as("at %d, against a head of the mediator", at)
          .first()
          .isInstanceOfSatisfying(
              Finding.HeadContradicted.class,
              head -> {
                assertThat(head.good()).isLessThanOrEqualTo(at);
                assertThat(head.bad()).isEqualTo(714);
              });
      Report alone = check(forked, Trust.FILE_ONLY);
      assertThat(alone.signers().getLast())
          .as("an auditor who knows nothing is told whose word it is")
          .isEqualTo(new SignerPeriod(at, STRANGER.address(), SignerPeriod.Source.FILE));
    }
  }

  /** From a leaf on it is another's: that leaf states his key, which signs the heads behind it. */
  private DemoRecord takenOver(int at) throws InvalidProtocolBufferException {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    StoredEvent first = StoredEvent.parseFrom(settings().stored().toArray());
    AuditEvent.SettingsStated stated = (AuditEvent.SettingsStated) StoredFact.fact(first);
    byte[] bytes =
        first.toBuilder()
            .setPayload(
                first.getPayload().toBuilder()
                    .setData(
                        ByteString.copyFrom(
                            JournalCodec.encode(
                                new AuditEvent.SettingsStated(
                                    by(stated.settings(), STRANGER.address()))))))
            .build()
            .toByteArray();
    leaves.set(at, new LoggedEvent(at, MerkleHash.leaf(bytes), Bytes.of(bytes)));
    DemoRecord forged = record().with(leaves).signedAgain(STRANGER);
    List<SignedTreeHead> heads = new ArrayList<>();
    record().heads().stream().filter(head -> head.head().size() <= at).forEach(heads::add);
    forged.heads().stream().filter(head -> head.head().size() > at).forEach(heads::add);
    return new DemoRecord(forged.scope(), forged.leaves(), List.copyOf(heads));
  }

  private LoggedEvent settings() throws InvalidProtocolBufferException {
    for (LoggedEvent leaf : record().leaves()) {
      if (StoredFact.of(leaf.stored()).map(StoredFact::event).orElseThrow()
          instanceof AuditEvent.SettingsStated) {
        return leaf;
      }
    }
    throw new AssertionError("no settings");
  }

  private static DealSettings by(DealSettings of, Address mediator) {
    return new DealSettings(
        mediator,
        of.profile(),
        of.route(),
        of.domain(),
        of.rulebook(),
        of.panel(),
        of.smallestPanel(),
        of.assembly(),
        of.commitWindow(),
        of.revealWindow(),
        of.margin(),
        of.moneyLevel(),
        of.hurries());
  }

  @Test
  void twoStoriesUnderOneKeyComeOutAsAProof() {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    leaves.set(700, rewritten(leaves.get(700), new Random(1)));
    DemoRecord other = record().with(leaves).signedAgain(DemoRecord.MEDIATOR);
    assertThat(check(other, originalHead()).findings())
        .filteredOn(Finding.Equivocated.class::isInstance)
        .singleElement()
        .satisfies(
            finding -> {
              var proof = ((Finding.Equivocated) finding).proof();
              assertThat(proof.signer()).isEqualTo(DemoRecord.MEDIATOR.address());
              assertThat(List.of(proof.one(), proof.other()))
                  .extracting(SignedTreeHead::head)
                  .allSatisfy(head -> assertThat(head.size()).isEqualTo(714));
            });
  }

  @Test
  void twoHeadsOfOneSizeInOneFileComeOutAsAProofToo() {
    TreeHead last = record().heads().getLast().head();
    List<SignedTreeHead> heads = new ArrayList<>(record().heads());
    heads.add(
        SignedTreeHead.sign(
            new TreeHead(last.size(), Hash32.ZERO, last.timestamp()),
            DemoRecord.MEDIATOR,
            record().scope().domain()));
    assertThat(
            check(new DemoRecord(record().scope(), record().leaves(), heads), Trust.FILE_ONLY)
                .findings())
        .singleElement()
        .isInstanceOf(Finding.Equivocated.class);
  }
}
