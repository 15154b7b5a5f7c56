package lilypad.mediator.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lilypad.chain.pool.EndpointState;
import lilypad.chain.pool.EndpointStatus;
import lilypad.mediator.settle.Funds;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.BoardsSnapshot;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import org.junit.jupiter.api.Test;

class HealthTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final DealId DEAL = new DealId("QmDeal");
  private static final Address SIGNER =
      Address.fromHex("0x00000000000000000000000000000000000000aa");
  private static final SettlementIntent INTENT =
      new SettlementIntent(hash(9), new DealKey(hash(8)), SIGNER, Bytes.EMPTY);

  private final ProgressBoard board = new ProgressBoard();
  private boolean whole = true;
  private Optional<Funds> funds = Optional.empty();
  private Map<Hash32, String> unknown = Map.of();
  private Optional<Health.Unread> unread = Optional.empty();

  private static Hash32 hash(int n) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) n;
    return Hash32.of(bytes);
  }

  private static BlockRef block(int number) {
    return new BlockRef(number, hash(number), hash(number - 1), 1_000 + number);
  }

  private static long ago(int seconds) {
    return NOW.minusSeconds(seconds).toEpochMilli();
  }

  private void seen(int number, int deals, int secondsAgo) {
    List<IntakeEvent.DealLogs> logs =
        Collections.nCopies(deals, new IntakeEvent.DealLogs(DEAL, List.of()));
    board.seen(
        new IntakeEvent.BlockSeen(block(number), logs, List.of(), List.of()), ago(secondsAgo));
  }

  private Health health(boolean ready, Health.Panel panel, EndpointStatus... endpoints) {
    return new Health(
        NOW,
        PATIENCE,
        ready,
        board.intake(),
        board.rechecked(),
        unread,
        new Health.Deals(1, 1, whole),
        board.waiting(),
        unknown,
        funds,
        panel,
        new Health.Journal(10, 0, BoardsSnapshot.Heads.NONE, List.of()),
        List.of(endpoints));
  }

  private List<String> problems() {
    return health(true, new Health.Panel(3, 3, 3, 2)).problems();
  }

  @Test
  void allIsWellWhileBlocksComeAndDealsTakeWhatTheyAreOwed() {
    seen(1, 2, 500);
    board.seen(new IntakeEvent.DeliveryAdvanced(2), ago(499));
    seen(2, 1, 1);
    assertThat(problems()).isEmpty();
    assertThat(board.intake().pending()).isEqualTo(1);
  }

  @Test
  void aTransactionOfWhichNobodyTellsWhetherItTookEffectIsNamedAtOnce() {
    seen(1, 0, 1);
    unknown = Map.of(INTENT.id(), "nonce 3 is used");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("whether transaction 0x")
        .endsWith("took effect is unknown: nonce 3 is used");
  }

  @Test
  void aChainThatStandsStillIsNamed() {
    seen(1, 0, 121);
    assertThat(problems()).singleElement().asString().contains("no new block for 121 s");
  }

  @Test
  void aDeliveryThatNobodyTakesIsNamedByHowLongItHasWaited() {
    seen(1, 2, 600);
    board.seen(new IntakeEvent.DeliveryAdvanced(2), ago(599));
    seen(2, 0, 400);
    seen(3, 1, 130);
    board.seen(new IntakeEvent.BlockRetracted(block(3), List.of(DEAL)), ago(100));
    seen(4, 0, 1);
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("2 deliveries wait")
        .contains("none was taken for 130 s");
  }

  private static EndpointStatus endpoint(EndpointState state) {
    return new EndpointStatus(
        "http://node",
        state,
        OptionalLong.of(5),
        Optional.of("eth_call: expected 1, got 2"),
        Optional.of(Duration.ofSeconds(3)),
        Optional.empty());
  }

  @Test
  void anEndpointThatWasProvedWrongIsNamedAndOneThatIsAwayIsNot() {
    seen(1, 0, 1);
    assertThat(
            health(
                    true,
                    new Health.Panel(3, 3, 3, 2),
                    endpoint(EndpointState.PAUSED),
                    endpoint(EndpointState.QUARANTINED))
                .problems())
        .singleElement()
        .asString()
        .contains("http://node told something wrong", "expected 1, got 2");
  }

  @Test
  void tooFewOperatorsAreNamedHoweverManyNodesTheyRun() {
    seen(1, 0, 1);
    assertThat(health(true, new Health.Panel(5, 1, 5, 2)).problems())
        .containsExactly("verifiers of 1 operators are connected, a panel needs 2");
  }

  @Test
  void aMediatorThatHasNotCaughtUpIsStarting() {
    assertThat(health(false, new Health.Panel(2, 2, 2, 2)).problems())
        .singleElement()
        .asString()
        .contains("starting");
  }

  @Test
  void aTransactionThatIsNotMinedIsNamedUntilItIs() {
    seen(1, 0, 1);
    board.sent(SIGNER, new WalletEvent.IntentAccepted(INTENT), ago(400));
    board.sent(
        SIGNER,
        new WalletEvent.TransactionSigned(
            INTENT.id(), 0, hash(7), Bytes.EMPTY, 1, Wei.of(1), Wei.of(1), false),
        ago(300));
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("is not mined, nothing was heard of it for 300 s");
    board.sent(
        SIGNER, new WalletEvent.TransactionMined(INTENT.id(), hash(7), hash(1), 1, true), ago(290));
    assertThat(problems()).as("now it waits for finality").isEmpty();
    assertThat(board.waiting()).hasSize(1);
    board.sent(
        SIGNER,
        new WalletEvent.IntentSettled(INTENT.id(), hash(7), hash(1), 1, true, FinalityLevel.SAFE),
        ago(280));
    assertThat(board.waiting()).isEmpty();
  }

  @Test
  void aReplacedFinalBlockIsTheFirstProblemWithBothBlocksUntilAChainIsAccepted() {
    seen(7, 0, 500);
    board.seen(new IntakeEvent.FinalityAdvanced(6, 5), ago(400));
    BlockRef theirs = new BlockRef(5, hash(50), hash(49), 1_005);
    board.seen(new IntakeEvent.FinalityViolated(block(5), theirs), ago(300));
    assertThat(health(false, new Health.Panel(3, 3, 3, 2)).problems())
        .as("not also that the chain stands still")
        .singleElement()
        .asString()
        .contains(block(5).hash().toString(), theirs.hash().toString(), "--accept-chain", "300 s");
    board.seen(new IntakeEvent.ChainAccepted(theirs, 4, Optional.of(block(3))), ago(1));
    assertThat(problems()).isEmpty();
    assertThat(board.intake().head()).contains(block(3));
    assertThat(board.intake().finalized()).isEqualTo(3);
  }

  @Test
  void aLowBalanceIsNamedBeforeItHurts() {
    seen(1, 0, 1);
    funds = Optional.of(new Funds(SIGNER, Wei.of(10), Wei.of(10), Wei.of(5), Wei.of(5)));
    assertThat(problems()).isEmpty();
    funds = Optional.of(new Funds(SIGNER, Wei.of(9), Wei.of(10), Wei.of(5), Wei.of(5)));
    assertThat(problems()).singleElement().asString().contains("holds 9 wei").contains("need 10");
  }

  @Test
  void aFeeCapBelowWhatTheChainAsksIsNamedWithItsRemedy() {
    seen(1, 0, 1);
    funds = Optional.of(new Funds(SIGNER, Wei.of(10), Wei.of(10), Wei.of(6), Wei.of(5)));
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("costs 6 wei", "than the 5", "lilypad.chain.send.max-fee-cap");
  }

  @Test
  void whatCannotBeReadOnceMoreForLongIsNamedWithItsCause() {
    seen(1, 0, 1);
    unread = Optional.of(new Health.Unread("no state", NOW.minusSeconds(119)));
    assertThat(problems()).isEmpty();
    unread = Optional.of(new Health.Unread("no state", NOW.minusSeconds(121)));
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("cannot all be read once more for 121 s", "no state");
  }

  @Test
  void aListOfDealsThatIsBehindIsSaid() {
    assertThat(problems()).isEmpty();
    whole = false;
    assertThat(problems()).singleElement().asString().contains("being read", "all open ones");
  }

  @Test
  void everyFactReachesItsBoard() {
    Boards boards = new Boards(DealBoard.withoutSettings(), new ProgressBoard());
    boards.happened(
        "verifier|" + SIGNER, 1, new VerifierEvent.VerifierRegistered("ann", hash(1), ""), 1);
    boards.happened("wallet|" + SIGNER, 2, new WalletEvent.IntentAccepted(INTENT), 2);
    boards.happened("intake|31337-x", 1, new IntakeEvent.FinalityAdvanced(6, 5), 3);
    assertThat(boards.progress().verifiers()).containsKey(SIGNER);
    assertThat(boards.progress().waiting())
        .singleElement()
        .satisfies(waiting -> assertThat(waiting.movedAt()).isEqualTo(2));
    assertThat(boards.progress().intake().safe()).isEqualTo(6);
  }
}
