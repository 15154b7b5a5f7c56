package lilypad.protocol.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.audit.Anchoring;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.AuditState;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.recheck.RecheckState;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.settle.WalletState;
import lilypad.protocol.sign.TreeHead;
import org.junit.jupiter.api.Test;

/**
 * Invariant 5: what is kept of facts is what they amount to. The bytes in {@code
 * golden-snapshots.txt} were written by released builds and are never changed.
 */
class SnapshotCodecTest {

  private static final Address ADDRESS = new Address(hash(1).bytes().slice(0, 20));
  private static final BlockRef BLOCK = new BlockRef(7, hash(2), hash(3), 1_700_000_000L);
  private static final BlockRef OTHER = new BlockRef(7, hash(21), hash(22), 1_700_000_001L);
  private static final DealId DEAL = new DealId("Qmä <deal>");
  private static final List<Conclusion> CONCLUSIONS =
      List.of(Conclusion.REVEALED, Conclusion.ABSTAINED, Conclusion.NO_COMMITMENT);
  private static final ChainLog LOG =
      new ChainLog(
          ADDRESS, List.of(hash(4), hash(5)), Bytes.fromHex("0x0102"), hash(2), 7, hash(6), 3);

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n, (byte) (n >> 8)});
  }

  /** One of every kind, every field set, and one of those that can be, empty. */
  private static List<JournalSnapshot> samples() {
    WalletState wallet = wallet(new Random(1), 60);
    VerifierState verifier = verifier(new Random(1), 5);
    IntakeEvent.FinalityViolated violated = new IntakeEvent.FinalityViolated(BLOCK, OTHER);
    RecheckState recheck =
        RecheckState.of(
            12,
            34,
            List.of(new RecheckEvent.StateChange(DEAL, AgreementState.RESULTS_CHECKED, BLOCK)));
    IntakeEvent.LogsContradicted contradicted =
        new IntakeEvent.LogsContradicted(BLOCK, List.of(LOG), List.of());
    return List.of(
        new IntakeSnapshot(
            List.of(BLOCK),
            8,
            6,
            5,
            List.of(new IntakeSnapshot.SeenBlock(hash(2), 7, List.of(DEAL))),
            List.of(
                new IntakeSnapshot.Owed.Logs(DEAL, BLOCK, List.of(LOG)),
                new IntakeSnapshot.Owed.Retraction(DEAL, OTHER)),
            42,
            Optional.of(violated)),
        new IntakeSnapshot(
            List.of(BLOCK), 8, 6, 5, List.of(), List.of(), 1, Optional.of(contradicted)),
        new IntakeSnapshot(
            List.of(BLOCK),
            8,
            6,
            5,
            List.of(),
            List.of(),
            1,
            Optional.of(
                new IntakeEvent.StateContradicted(
                    OTHER,
                    DEAL,
                    AgreementState.RESULTS_CHECKED,
                    AgreementState.MEDIATION_ACCEPTED,
                    BLOCK))),
        new IntakeSnapshot(List.of(), 0, -1, -1, List.of(), List.of(), 0, Optional.empty()),
        wallet,
        WalletState.EMPTY,
        verifier,
        VerifierState.EMPTY,
        new BoardsSnapshot(
            99,
            5,
            Set.of(new DealKey(hash(8)), new DealKey(hash(9))),
            List.of(new DealKey(hash(11)), new DealKey(hash(10))),
            new BoardsSnapshot.Intake(
                Optional.of(BLOCK),
                1,
                6,
                5,
                44,
                43,
                2,
                Optional.of(new BoardsSnapshot.Violation(violated, 3))),
            Map.of(ADDRESS, wallet),
            Map.of(hash(7), 4L),
            Map.of(ADDRESS, verifier),
            recheck,
            BoardsSnapshot.Heads.NONE,
            List.of(),
            Optional.empty()),
        boards(
            new BoardsSnapshot.Heads(
                1_200,
                Optional.of(
                    new AuditEvent.AnchorRequested(ADDRESS, 1_100, hash(24), 1_700_000_700L)),
                Optional.of(new BoardsSnapshot.Anchored(1_000, 8, 5)))),
        boards(new BoardsSnapshot.Heads(1_200, Optional.empty(), Optional.empty())),
        boardsWithPay(verifier, recheck),
        boardsWithLeases(List.of()),
        boardsWithLeases(
            List.of(
                new BoardsSnapshot.Lent(
                    ADDRESS, new AssignmentRound(hash(401), 2), new DealKey(hash(8))),
                new BoardsSnapshot.Lent(
                    ADDRESS, new AssignmentRound(hash(402), 0), new DealKey(hash(9))))),
        recheck,
        new RecheckState(12, 34, Map.of()),
        new AuditState(
            Optional.of(SampleEvents.SETTINGS),
            Optional.of(
                new SignedTreeHead(
                    new TreeHead(1_000, hash(23), 1_700_000_500L), Bytes.fromHex("0x1b"))),
            Optional.empty()),
        AuditState.NOTHING,
        anchored(Anchoring.Stage.PENDING),
        anchored(Anchoring.Stage.ANCHORED),
        anchored(Anchoring.Stage.GIVEN_UP));
  }

  private static BoardsSnapshot boards(BoardsSnapshot.Heads heads) {
    return boards(Map.of(), RecheckState.NOTHING, heads, List.of(), Optional.empty());
  }

  private static BoardsSnapshot boardsWithLeases(List<BoardsSnapshot.Lent> lent) {
    return boards(
        Map.of(), RecheckState.NOTHING, BoardsSnapshot.Heads.NONE, List.of(), Optional.of(lent));
  }

  private static BoardsSnapshot boardsWithPay(VerifierState verifier, RecheckState recheck) {
    VerifierEvent.PayCredited credit =
        new VerifierEvent.PayCredited(hash(400), 1, new DealKey(hash(8)), Wei.of(7), 1);
    VerifierState paid =
        verifier
            .apply(credit)
            .apply(new VerifierEvent.PayoutRequested(1, ADDRESS, ADDRESS, Wei.of(4)))
            .apply(new VerifierEvent.PayoutMade(1, hash(20), hash(2), 7))
            .apply(new VerifierEvent.PayoutRequested(2, ADDRESS, ADDRESS, Wei.of(3)))
            .apply(new VerifierEvent.PayoutStopped(2, Refusal.TOKENS_SHORT, "not enough"));
    return boards(
        Map.of(ADDRESS, paid),
        recheck,
        BoardsSnapshot.Heads.NONE,
        List.of(new BoardsSnapshot.Credit(ADDRESS, credit)),
        Optional.empty());
  }

  private static BoardsSnapshot boards(
      Map<Address, VerifierState> verifiers,
      RecheckState recheck,
      BoardsSnapshot.Heads heads,
      List<BoardsSnapshot.Credit> credits,
      Optional<List<BoardsSnapshot.Lent>> lent) {
    return new BoardsSnapshot(
        99,
        0,
        Set.of(),
        List.of(),
        new BoardsSnapshot.Intake(Optional.empty(), 0, -1, -1, 0, 0, 0, Optional.empty()),
        Map.of(),
        Map.of(),
        verifiers,
        recheck,
        heads,
        credits,
        lent);
  }

  private static AuditState anchored(Anchoring.Stage stage) {
    return new AuditState(
        Optional.empty(),
        Optional.empty(),
        Optional.of(
            new Anchoring(
                new AuditEvent.AnchorRequested(ADDRESS, 1_000, hash(23), 1_700_000_600L), stage)));
  }

  /** A wallet's life in which anything follows anything that may. */
  private static WalletState wallet(Random random, int facts) {
    WalletState state = WalletState.EMPTY;
    for (WalletEvent fact : walletFacts(random, facts)) {
      state = state.apply(fact);
    }
    return state;
  }

  private static List<WalletEvent> walletFacts(Random random, int count) {
    List<WalletEvent> facts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Hash32 intent = hash(100 + random.nextInt(8));
      Hash32 transaction = hash(200 + random.nextInt(30));
      long nonce = random.nextInt(9);
      facts.add(
          switch (random.nextInt(10)) {
            case 0, 1 ->
                new WalletEvent.IntentAccepted(
                    new SettlementIntent(
                        intent, new DealKey(hash(8)), ADDRESS, Bytes.fromHex("0x824518aa")));
            case 2 -> new WalletEvent.GapFound(hash(300 + (int) nonce), nonce);
            case 3 ->
                new WalletEvent.TransactionSigned(
                    intent,
                    nonce,
                    transaction,
                    Bytes.fromHex("0x02f8"),
                    300_000,
                    Wei.of(2_000_000_000L),
                    Wei.of(1),
                    random.nextBoolean());
            case 4 -> new WalletEvent.TransactionMined(intent, transaction, hash(2), 7, true);
            case 5 -> new WalletEvent.TransactionReverted(intent, transaction, hash(2), 7);
            case 6 -> new WalletEvent.TransactionUnmined(intent, transaction);
            case 7 ->
                new WalletEvent.IntentSettled(
                    intent,
                    transaction,
                    hash(2),
                    7,
                    random.nextBoolean(),
                    random.nextBoolean() ? FinalityLevel.SAFE : FinalityLevel.FINALIZED);
            case 8 -> new WalletEvent.IntentRefused(intent, "given up");
            default -> new WalletEvent.NonceDisplaced(intent, nonce);
          });
    }
    return facts;
  }

  private static VerifierState verifier(Random random, int facts) {
    VerifierState state =
        VerifierState.EMPTY.apply(
            new VerifierEvent.VerifierRegistered("ann", hash(12), "http://127.0.0.1:1"));
    for (int i = 0; i < facts; i++) {
      Hash32 assignment = hash(400 + random.nextInt(4));
      state =
          state.apply(
              random.nextBoolean()
                  ? new VerifierEvent.AssignmentLeased(assignment, 1, new DealKey(hash(8)))
                  : new VerifierEvent.AssignmentConcluded(
                      assignment, 1, CONCLUSIONS.get(random.nextInt(CONCLUSIONS.size()))));
    }
    return state;
  }

  private static JournalSnapshot again(JournalSnapshot snapshot) {
    return SnapshotCodec.decode(SnapshotCodec.manifest(snapshot), SnapshotCodec.encode(snapshot));
  }

  @Test
  void whatWasKeptOfAWalletGoesOnAsIfNothingHadBeenRead() {
    for (int seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      List<WalletEvent> facts = walletFacts(random, 80);
      int kept = random.nextInt(facts.size());
      WalletState replayed = WalletState.EMPTY;
      WalletState resumed = WalletState.EMPTY;
      for (int i = 0; i < facts.size(); i++) {
        if (i == kept) {
          resumed = (WalletState) again(replayed);
          assertThat(resumed.current().inOrder())
              .as("seed %d: the order of acceptance", seed)
              .containsExactlyElementsOf(replayed.current().inOrder());
        }
        replayed = replayed.apply(facts.get(i));
        resumed = i < kept ? resumed : resumed.apply(facts.get(i));
      }
      assertThat(resumed).as("seed %d", seed).isEqualTo(replayed);
      assertThat(resumed.line()).as("seed %d", seed).isEqualTo(replayed.line());
    }
  }

  @Test
  void whatWasKeptIsReadAsItWas() {
    for (JournalSnapshot snapshot : samples()) {
      assertThat(again(snapshot)).isEqualTo(snapshot);
    }
    for (int seed = 1; seed <= 100; seed++) {
      VerifierState verifier = verifier(new Random(seed), 20);
      assertThat(again(verifier)).as("seed %d", seed).isEqualTo(verifier);
    }
  }

  @Test
  void goldenBytesAreReadAndWrittenAgainUnchanged() throws IOException {
    List<JournalSnapshot> read = new ArrayList<>();
    try (InputStream file =
        Objects.requireNonNull(
            SnapshotCodecTest.class.getResourceAsStream("/lilypad/golden-snapshots.txt"))) {
      for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        int blank = line.indexOf(' ');
        String manifest = line.substring(0, blank);
        Bytes bytes = Bytes.fromHex(line.substring(blank + 1));
        JournalSnapshot snapshot = SnapshotCodec.decode(manifest, bytes.toArray());
        assertThat(SnapshotCodec.manifest(snapshot)).isEqualTo(manifest);
        assertThat(Bytes.of(SnapshotCodec.encode(snapshot))).as(manifest).isEqualTo(bytes);
        read.add(snapshot);
      }
    }
    assertThat(read).containsAll(samples());
  }

  @Test
  void whatANewerBuildKeptIsNamedAndBrokenBytesToo() {
    assertThatThrownBy(() -> SnapshotCodec.decode("wallet.Snapshot/2", new byte[0]))
        .isInstanceOf(UnknownManifest.class)
        .hasMessageContaining("wallet.Snapshot/2");
    assertThatThrownBy(() -> SnapshotCodec.decode("intake.Snapshot/1", new byte[] {10, 1, 3}))
        .isInstanceOf(MalformedEvent.class)
        .hasMessageContaining("intake.Snapshot/1");
  }
}
