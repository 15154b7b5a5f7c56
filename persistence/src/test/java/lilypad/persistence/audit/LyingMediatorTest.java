package lilypad.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import lilypad.persistence.audit.RecordCheck.Options;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementTiming;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.sign.TreeHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The mediator itself lies: its leaves, hashes and heads are all in order, by its own key. What its
 * facts say contradicts the rules or somebody's signature.
 */
class LyingMediatorTest {

  private static final Address CONTRACT = Address.fromHex("bb".repeat(20));

  @TempDir Path folder;
  private Optional<DemoRecord> read = Optional.empty();

  private DemoRecord record() {
    DemoRecord record = read.orElseGet(() -> DemoRecord.read(folder));
    read = Optional.of(record);
    return record;
  }

  /** The findings after the first fact of a kind became another. */
  private <E extends JournalEvent> List<Finding> told(Class<E> kind, Function<E, JournalEvent> lie)
      throws InvalidProtocolBufferException {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    for (int i = 0; i < leaves.size(); i++) {
      StoredEvent stored = StoredEvent.parseFrom(leaves.get(i).stored().toArray());
      JournalEvent fact =
          JournalCodec.decode(
              stored.getPayload().getManifest(), stored.getPayload().getData().toByteArray());
      if (kind.isInstance(fact)) {
        JournalEvent told = lie.apply(kind.cast(fact));
        leaves.set(i, leaf(i, stored, told));
        return check(leaves);
      }
    }
    throw new AssertionError("no " + kind.getSimpleName());
  }

  private static LoggedEvent leaf(int index, StoredEvent stored, JournalEvent told) {
    byte[] bytes =
        stored.toBuilder()
            .setPayload(
                stored.getPayload().toBuilder()
                    .setManifest(JournalCodec.manifest(told))
                    .setData(ByteString.copyFrom(JournalCodec.encode(told))))
            .build()
            .toByteArray();
    return new LoggedEvent(index, MerkleHash.leaf(bytes), Bytes.of(bytes));
  }

  private List<Finding> check(List<LoggedEvent> leaves) {
    Path file =
        record().with(leaves).signedAgain(DemoRecord.MEDIATOR).write(folder.resolve("lie.audit"));
    return RecordCheck.check(file, new Options(Trust.FILE_ONLY, false), at -> {}).findings();
  }

  private static String words(List<Finding> findings) {
    return findings.stream().map(Finding::words).collect(Collectors.joining("\n"));
  }

  @Test
  void anotherVerdictThanTheVotesGive() throws InvalidProtocolBufferException {
    assertThat(
            words(
                told(
                    DealEvent.VerdictReached.class,
                    e ->
                        new DealEvent.VerdictReached(
                            e.verdict() == Verdict.ACCEPT ? Verdict.REJECT : Verdict.ACCEPT,
                            e.grounds(),
                            e.at()))))
        .contains("deal.VerdictReached/1");
  }

  @Test
  void aVoteThatItsVerifierDidNotSign() throws InvalidProtocolBufferException {
    assertThat(
            told(
                DealEvent.CommitmentRecorded.class,
                e ->
                    new DealEvent.CommitmentRecorded(
                        e.round(),
                        e.assignment(),
                        e.verifier(),
                        e.commitment(),
                        Bytes.of(new byte[65]))))
        .anySatisfy(finding -> assertThat(finding.words()).contains("a signature"));
  }

  @Test
  void aVerifierThatNeverRegistered() throws InvalidProtocolBufferException {
    assertThat(
            words(
                told(
                    VerifierEvent.VerifierRegistered.class,
                    e ->
                        new VerifierEvent.VerifierRegistered(
                            "somebody else", e.runtimeDigest(), e.blockServer()))))
        .contains("a candidate");
  }

  @Test
  void aTransactionThatNoDealWanted() throws InvalidProtocolBufferException {
    assertThat(
            words(
                told(
                    WalletEvent.TransactionSigned.class,
                    e ->
                        new WalletEvent.TransactionSigned(
                            e.intent(),
                            e.nonce() + 1,
                            e.transaction(),
                            e.raw(),
                            e.gasLimit(),
                            e.maxFee(),
                            e.maxPriorityFee(),
                            e.fill()))))
        .contains("a signed transaction");
  }

  @Test
  void aVerdictThatIsSentAlthoughItIsWithheld() throws InvalidProtocolBufferException {
    assertThat(
            words(
                told(
                    DealEvent.SettlementWeighed.class,
                    e ->
                        new DealEvent.SettlementWeighed(
                            e.intent(),
                            e.check(),
                            FinalityLevel.LATEST,
                            e.required(),
                            SettlementTiming.WITHHELD,
                            e.at()))))
        .doesNotContain("deal.")
        .doesNotContain("a verdict's timing")
        .contains("an intent of the wallet: expected one that a deal or the notary wanted");
  }

  @Test
  void aTransactionOfAnyKindThatIsSaidToFillANonce() throws InvalidProtocolBufferException {
    assertThat(
            words(
                told(
                    WalletEvent.TransactionSigned.class,
                    e ->
                        new WalletEvent.TransactionSigned(
                            e.intent(),
                            e.nonce(),
                            e.transaction(),
                            e.raw(),
                            e.gasLimit(),
                            e.maxFee(),
                            e.maxPriorityFee(),
                            true))))
        .contains("a signed transaction: expected one of nothing to itself");
  }

  @Test
  void aTransactionOfListsInListsWithoutEnd() throws InvalidProtocolBufferException {
    assertThat(
            words(
                told(
                    WalletEvent.TransactionSigned.class,
                    e ->
                        new WalletEvent.TransactionSigned(
                            e.intent(),
                            e.nonce(),
                            e.transaction(),
                            nested(400_000),
                            e.gasLimit(),
                            e.maxFee(),
                            e.maxPriorityFee(),
                            e.fill()))))
        .contains("found bytes that are no transaction");
  }

  /** Of a transaction's type: each list holds the next one and nothing else. */
  private static Bytes nested(int lists) {
    ByteBuffer raw = ByteBuffer.allocate(1 + 4 * lists).put((byte) 2);
    for (int left = lists - 1; left >= 0; left--) {
      raw.putInt(0xfa00_0000 | (4 * left));
    }
    return Bytes.of(raw.array());
  }

  @Test
  void settingsByWhichNothingCanBeReckoned() throws InvalidProtocolBufferException {
    assertThat(
            words(
                told(
                    AuditEvent.SettingsStated.class,
                    e -> {
                      Rulebook none = new Rulebook.Tallying(new Tally.Parameters(-1, 0, 0, 9));
                      return new AuditEvent.SettingsStated(e.settings().by(none));
                    })))
        .contains("deal.VerdictReached/1");
  }

  /** No verifier's word names a deal: what it signed for one would be signed for the other. */
  @Test
  void assignmentsThatVerifiersHadInAnotherDeal() throws InvalidProtocolBufferException {
    List<DealEvent.PanelDrawn> drawn = new ArrayList<>();
    List<LoggedEvent> leaves = new ArrayList<>();
    for (LoggedEvent leaf : record().leaves()) {
      StoredEvent stored = StoredEvent.parseFrom(leaf.stored().toArray());
      if (StoredFact.fact(stored) instanceof DealEvent.PanelDrawn panel && panel.round() == 1) {
        drawn.add(panel);
        leaves.add(leaf(leaves.size(), stored, named(panel, drawn.getFirst().entropy())));
      } else {
        leaves.add(leaf);
      }
    }
    assertThat(words(check(leaves)))
        .doesNotContain("deal.PanelDrawn/1")
        .contains("an assignment: expected one that nobody had before");
  }

  /** A panel as it is drawn with another entropy: only its assignments' names differ. */
  private static DealEvent.PanelDrawn named(DealEvent.PanelDrawn panel, Hash32 entropy) {
    return new DealEvent.PanelDrawn(
        panel.round(),
        panel.members().stream()
            .map(
                member ->
                    new PanelMember(
                        Keccak.hash(
                            entropy.bytes().toArray(),
                            ByteBuffer.allocate(Integer.BYTES).putInt(panel.round()).array(),
                            member.verifier().bytes().toArray()),
                        member.verifier(),
                        member.operator(),
                        member.runtimeDigest(),
                        member.voice()))
            .toList(),
        panel.candidates(),
        panel.seed(),
        entropy,
        panel.rule(),
        panel.commitDeadline(),
        panel.drawing());
  }

  /** A head that the record tells of and its tree does not have: two stories under one key. */
  @Test
  void aSignedHeadThatTheTreeDoesNotHave() throws InvalidProtocolBufferException {
    assertThat(
            words(
                told(
                    AuditEvent.TreeHeadSigned.class,
                    e ->
                        new AuditEvent.TreeHeadSigned(
                            SignedTreeHead.sign(
                                new TreeHead(
                                    e.head().head().size(),
                                    Hash32.ZERO,
                                    e.head().head().timestamp()),
                                DemoRecord.MEDIATOR,
                                record().scope().domain())))))
        .contains("a signed head: expected TreeHead[size=");
  }

  @Test
  void aHeaderThatNamesAnotherMediatorThanTheOneThatIsKnown() {
    ExportScope scope = record().scope();
    DemoRecord renamed =
        new DemoRecord(
            new ExportScope(
                scope.domain(), Address.fromHex("cc".repeat(20)), scope.deal(), scope.exportedAt()),
            record().leaves(),
            record().heads());
    Trust known = new Trust(List.of(DemoRecord.MEDIATOR.address()), Optional.empty());
    assertThat(
            RecordCheck.structure(
                    renamed.write(folder.resolve("renamed.audit")),
                    new Options(known, false),
                    at -> {})
                .findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.words()).startsWith("the header: expected"));
  }

  /**
   * Facts of the notary and the wallet at the end of the record, each with its owner's next number.
   */
  private List<Finding> added(JournalEvent... facts) throws InvalidProtocolBufferException {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    for (JournalEvent fact : facts) {
      String owner = fact instanceof WalletEvent ? "wallet|" : "audit|";
      StoredEvent last = StoredEvent.getDefaultInstance();
      for (LoggedEvent leaf : leaves) {
        StoredEvent stored = StoredEvent.parseFrom(leaf.stored().toArray());
        last = stored.getPersistenceId().startsWith(owner) ? stored : last;
      }
      leaves.add(
          leaf(
              leaves.size(),
              last.toBuilder().setSequenceNr(last.getSequenceNr() + 1).build(),
              fact));
    }
    Path file = folder.resolve("more.audit");
    record().with(leaves).signedAgain(DemoRecord.MEDIATOR).write(file);
    return RecordCheck.check(file, new Options(Trust.FILE_ONLY, true), at -> {}).findings();
  }

  private AuditEvent.AnchorRequested anchoring(long more) {
    // The newest head that the record itself tells of: those in the file are written beside it.
    TreeHead head = lastTold();
    return new AuditEvent.AnchorRequested(CONTRACT, head.size() + more, head.root(), 1);
  }

  private TreeHead lastTold() {
    TreeHead last = record().heads().getFirst().head();
    for (LoggedEvent leaf : record().leaves()) {
      try {
        Optional<JournalEvent> fact = StoredFact.of(leaf.stored()).map(StoredFact::event);
        if (fact.isPresent() && fact.get() instanceof AuditEvent.TreeHeadSigned told) {
          last = told.head().head();
        }
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return last;
  }

  @Test
  void anAnchoringOfASignedHeadIsACauseForItsIntent() throws InvalidProtocolBufferException {
    AuditEvent.AnchorRequested request = anchoring(0);
    assertThat(
            added(
                request,
                new WalletEvent.IntentAccepted(request.intent()),
                new AuditEvent.HeadAnchored(request.intent().id(), Hash32.ZERO, Hash32.ZERO, 1)))
        .isEmpty();
  }

  @Test
  void anIntentThatTheNotaryNeverWanted() throws InvalidProtocolBufferException {
    assertThat(words(added(new WalletEvent.IntentAccepted(anchoring(0).intent()))))
        .contains("expected one that a deal or the notary wanted");
  }

  @Test
  void aWatchmansRequestForACheckThatNoDealDecidedOn() throws InvalidProtocolBufferException {
    DealKey deal = new DealKey(Hash32.fromHex("12".repeat(32)));
    LilypadCall call =
        new LilypadCall.WatchedCheckResult(new DealId("QmDeal"), Hash32.ZERO, BigInteger.ONE);
    SettlementIntent request =
        SettlementIntent.check(deal, Hash32.ZERO, 1, CONTRACT, call.encode());
    assertThat(words(added(new WalletEvent.IntentAccepted(request))))
        .contains("an intent of the wallet: expected one that a deal or the notary wanted");
  }

  @Test
  void anAnchoringOfAHeadThatWasNeverSigned() throws InvalidProtocolBufferException {
    assertThat(words(added(anchoring(1)))).contains("an anchoring: expected TreeHead[size=");
  }

  @Test
  void anEndOfAnAnchoringThatNeverBegan() throws InvalidProtocolBufferException {
    assertThat(words(added(new AuditEvent.AnchorGivenUp(Hash32.ZERO, "no"))))
        .contains("the end of an anchoring: expected none");
  }

  @Test
  void aSecondAnchoringBeforeTheFirstOneEnded() throws InvalidProtocolBufferException {
    assertThat(words(added(anchoring(0), anchoring(0))))
        .contains("an anchoring: expected the end of the one before it");
  }

  @Test
  void aPaymentThatWasNotMadeSo() throws InvalidProtocolBufferException {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    for (int i = 0; i < leaves.size(); i++) {
      StoredEvent stored = StoredEvent.parseFrom(leaves.get(i).stored().toArray());
      JournalEvent fact =
          JournalCodec.decode(
              stored.getPayload().getManifest(), stored.getPayload().getData().toByteArray());
      if (fact instanceof DealEvent.LogRecorded e && e.log().data().size() > 200) {
        byte[] data = e.log().data().toArray();
        data[data.length - 1] ^= 1;
        var log =
            new ChainLog(
                e.log().address(),
                e.log().topics(),
                Bytes.of(data),
                e.log().blockHash(),
                e.log().blockNumber(),
                e.log().transactionHash(),
                e.log().logIndex());
        leaves.set(
            i, leaf(i, stored, new DealEvent.LogRecorded(e.deal(), e.block(), log, e.delivery())));
      }
    }
    assertThat(check(leaves)).isNotEmpty();
  }

  @Test
  void aFactThatIsLeftOutOfADeal() {
    List<LoggedEvent> leaves = new ArrayList<>(record().leaves());
    for (int i = 0; i < leaves.size(); i++) {
      String owner;
      try {
        owner = StoredEvent.parseFrom(leaves.get(i).stored().toArray()).getPersistenceId();
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      if (owner.startsWith("deal|")) {
        leaves.remove(i);
        assertThat(check(leaves))
            .anySatisfy(finding -> assertThat(finding.words()).contains("its number"));
        return;
      }
    }
    throw new AssertionError("no deal");
  }
}
