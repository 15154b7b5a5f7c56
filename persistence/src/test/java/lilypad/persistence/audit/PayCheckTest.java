package lilypad.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.Award;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealReplay.Contradiction;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import org.junit.jupiter.api.Test;

/** A mediator that lies about what it owes and paid. */
class PayCheckTest {

  private static final Address MEDIATOR = address(1);
  private static final Address NODE = address(2);
  private static final Address TOKEN = address(3);
  private static final DealKey DEAL = new DealKey(hash(4));
  private static final VerifierEvent.PayoutRequested REQUEST =
      new VerifierEvent.PayoutRequested(1, TOKEN, NODE, Wei.of(5));
  private static final VerifierEvent.PayoutMade MADE =
      new VerifierEvent.PayoutMade(1, hash(20), hash(21), 7);

  private static final Address BEFORE = address(5);

  private final PayCheck check =
      new PayCheck(() -> MEDIATOR, Set.of(MEDIATOR, BEFORE)::contains, new SentCheck());
  private final List<Contradiction> wrong = new ArrayList<>();

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  private static Address address(int n) {
    return new Address(hash(n).bytes().slice(0, 20));
  }

  private void earned(int assignment, Address node, long amount) {
    check.earned(
        DEAL,
        new DealEvent.PayEarned(
            1, Wei.of(10), List.of(new Award(1, hash(assignment), node, Wei.of(amount)))),
        wrong::add);
  }

  private void credited(int assignment, Address node, long amount) {
    entered(node, new VerifierEvent.PayCredited(hash(assignment), 1, DEAL, Wei.of(amount), 1));
  }

  private void entered(Address node, VerifierEvent entry) {
    check.entered(node, entry, wrong::add);
  }

  private void settled() {
    settled(REQUEST);
  }

  private void settled(VerifierEvent.PayoutRequested request) {
    SettlementIntent intent = request.intent(NODE);
    check.sent(new WalletEvent.IntentAccepted(intent));
    check.sent(
        new WalletEvent.TransactionSigned(
            intent.id(), 0, hash(20), Bytes.EMPTY, 1, Wei.of(1), Wei.of(1), false));
    check.sent(
        new WalletEvent.IntentSettled(
            intent.id(), hash(20), hash(21), 7, true, FinalityLevel.SAFE));
  }

  private void transfer(Address token, Address to, long amount) {
    transfer(MEDIATOR, token, to, amount);
  }

  private void transfer(Address from, Address token, Address to, long amount) {
    EncodedEvent event = EncodedEvent.of(new LilypadEvent.Transfer(from, to, Wei.of(amount)));
    BlockRef block = new BlockRef(7, hash(21), hash(22), 1_700_000_000L);
    check.seen(
        new IntakeEvent.BlockSeen(
            block,
            List.of(),
            List.of(new ChainLog(token, event.topics(), event.data(), hash(21), 7, hash(20), 0)),
            List.of()));
  }

  private void isFinal() {
    check.seen(new IntakeEvent.FinalityAdvanced(9, 8));
    check.end();
  }

  private void assertShown(String what) {
    assertThat(wrong).singleElement().extracting(Contradiction::what).isEqualTo(what);
  }

  @Test
  void anHonestAccountIsWhatWasEarnedAndPaidInWhateverOrderItIsTold() {
    earned(10, NODE, 2);
    credited(10, NODE, 2);
    credited(11, NODE, 3);
    earned(11, NODE, 3);
    entered(NODE, REQUEST);
    settled();
    entered(NODE, MADE);
    transfer(TOKEN, NODE, 5);
    isFinal();
    assertThat(wrong).isEmpty();
    assertThat(check.counts().earned()).isEqualTo(5);
    assertThat(check.counts().credited()).isEqualTo(5);
    assertThat(check.counts().paid()).isEqualTo(5);
  }

  @Test
  void aCreditThatNoAnswerEarnedIsShown() {
    credited(10, NODE, 5);
    check.end();
    assertShown("a credit");
  }

  @Test
  void aCreditOfMoreToAnotherOrTwiceIsShown() {
    earned(10, NODE, 2);
    credited(10, NODE, 3);
    assertShown("a credit");
    wrong.clear();
    earned(11, NODE, 2);
    credited(11, MEDIATOR, 2);
    assertShown("a credit");
    wrong.clear();
    earned(12, NODE, 2);
    credited(12, NODE, 2);
    credited(12, NODE, 2);
    check.end();
    assertShown("a credit");
  }

  @Test
  void aPayoutOfMoreThanTheAccountHoldsIsShown() {
    earned(10, NODE, 4);
    credited(10, NODE, 4);
    entered(NODE, REQUEST);
    assertShown("a payout");
  }

  @Test
  void aSecondPayoutBeforeTheEndOfTheFirstIsShown() {
    earned(10, NODE, 5);
    credited(10, NODE, 5);
    entered(NODE, REQUEST);
    earned(11, NODE, 5);
    credited(11, NODE, 5);
    entered(NODE, new VerifierEvent.PayoutRequested(2, TOKEN, NODE, Wei.of(5)));
    assertShown("a payout");
  }

  @Test
  void aPayoutToTheMediatorItselfIsShownAlthoughTheTokenTellsOfIt() {
    VerifierEvent.PayoutRequested toItself =
        new VerifierEvent.PayoutRequested(1, TOKEN, MEDIATOR, Wei.of(5));
    earned(10, NODE, 5);
    credited(10, NODE, 5);
    entered(NODE, toItself);
    settled(toItself);
    entered(NODE, MADE);
    transfer(TOKEN, MEDIATOR, 5);
    isFinal();
    assertShown("a payout's payee");
  }

  @Test
  void aPayoutByTheKeyThatTheMediatorHadBeforeIsFound() {
    requested();
    settled();
    entered(NODE, MADE);
    transfer(BEFORE, TOKEN, NODE, 5);
    isFinal();
    assertThat(wrong).isEmpty();
  }

  private void requested() {
    earned(10, NODE, 5);
    credited(10, NODE, 5);
    entered(NODE, REQUEST);
  }

  @Test
  void aPayoutThatTheWalletDidNotMakeIsShown() {
    requested();
    entered(NODE, MADE);
    transfer(TOKEN, NODE, 5);
    assertShown("a payout made");
  }

  @Test
  void aPayoutThatMovedNothingOrSomethingElseIsShown() {
    requested();
    settled();
    transfer(TOKEN, NODE, 4);
    entered(NODE, MADE);
    assertShown("what a payout moved");
  }

  @Test
  void aPayoutOfWhichTheChainSaysNothingIsShownOnceItsBlockIsFinal() {
    requested();
    settled();
    entered(NODE, MADE);
    check.end();
    assertThat(wrong).as("the intake may be behind").isEmpty();
    isFinal();
    assertShown("what a payout moved");
  }

  @Test
  void aPayoutThatComesBackWithoutTheWalletsWordIsShown() {
    requested();
    settled();
    entered(NODE, new VerifierEvent.PayoutStopped(1, Refusal.UNKNOWN, ""));
    entered(NODE, new VerifierEvent.PayoutReturned(1));
    assertShown("a payout returned");
  }

  @Test
  void aPayoutThatTheWalletGaveUpComesBackOnce() {
    requested();
    SettlementIntent intent = REQUEST.intent(NODE);
    check.sent(new WalletEvent.IntentAccepted(intent));
    entered(NODE, new VerifierEvent.PayoutStopped(1, Refusal.TOKENS_SHORT, "short"));
    check.sent(new WalletEvent.IntentRefused(intent.id(), "short"));
    entered(NODE, new VerifierEvent.PayoutReturned(1));
    assertThat(wrong).isEmpty();
    entered(NODE, new VerifierEvent.PayoutReturned(1));
    assertShown("a payout returned");
  }
}
