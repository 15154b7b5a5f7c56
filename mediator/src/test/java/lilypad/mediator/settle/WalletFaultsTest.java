package lilypad.mediator.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lilypad.chain.send.FeePolicy;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Outgoing;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thing goes wrong at a time: safe is one block below the head, final five. */
class WalletFaultsTest {

  private static final int PATIENCE = 3;

  private ContestedChain chain = new ContestedChain(false);
  private SimulatedWallet wallet = wallet(16);

  private SimulatedWallet wallet(int mostInFlight) {
    SimulatedWallet calm =
        new SimulatedWallet(
            chain,
            new WalletSettings(
                31_337,
                FinalityLevel.SAFE,
                true,
                PATIENCE,
                mostInFlight,
                Wei.of(1_000),
                1,
                new FeePolicy(25, 2, 12, Wei.of(1_000_000))),
            new Random(0));
    calm.calmDown();
    return calm;
  }

  private static SettlementIntent intent(int n) {
    Bytes data = Bytes.of(ByteBuffer.allocate(8).putInt(0x82_45_18_aa).putInt(n).array());
    return new SettlementIntent(
        Keccak.hash(data.toArray()), new DealKey(Hash32.ZERO), ContestedChain.CONTRACT, data);
  }

  private int effects(int n) {
    return chain.effects(intent(n).data());
  }

  private void tick() {
    wallet.tick(() -> {});
  }

  private void submit(int n) {
    wallet.submit(intent(n));
    tick();
  }

  private void blocks(int count) {
    for (int i = 0; i < count; i++) {
      chain.mine();
      tick();
    }
  }

  private <E extends WalletEvent> List<E> facts(Class<E> kind) {
    List<E> found = new ArrayList<>();
    wallet.facts.stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
    return found;
  }

  private List<Long> nonces() {
    return facts(WalletEvent.TransactionSigned.class).stream()
        .map(WalletEvent.TransactionSigned::nonce)
        .toList();
  }

  @Test
  void aNonceThatNobodyUsesAnyMoreIsFilled() {
    chain.mineStranger();
    chain.hold(true);
    submit(1);
    blocks(PATIENCE);
    assertThat(nonces()).containsExactly(1L);
    chain.replace(PATIENCE + 1);
    chain.hold(false);
    blocks(PATIENCE + 1);
    assertThat(facts(WalletEvent.GapFound.class))
        .containsExactly(new WalletEvent.GapFound(Outgoing.gapName(0), 0));
    blocks(8);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }

  @Test
  void aMuchTooHighCountThatIsToldOnceLeadsNoNonceAstray() {
    chain.boast(5_000, 1);
    submit(1);
    blocks(8);
    assertThat(nonces()).containsExactly(0L);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }

  @Test
  void aMuchTooHighCountThatNoFinalBlockKnowsIsNeverBelievedAndHoldsNobodyUp() {
    chain.boast(5_000, Integer.MAX_VALUE);
    submit(1);
    blocks(3 * PATIENCE + 8);
    assertThat(nonces()).containsOnly(0L);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }

  @Test
  void whatOthersDidWithTheKeyIsBelievedOnceItIsToldForSomeBlocks() {
    for (int n = 0; n < 20; n++) {
      chain.mineStranger();
    }
    blocks(6);
    submit(1);
    blocks(PATIENCE - 1);
    assertThat(nonces()).isEmpty();
    blocks(1);
    assertThat(nonces()).containsExactly(20L);
    blocks(8);
    assertThat(effects(1)).isEqualTo(1);
  }

  @Test
  void aGapThatIsGoneAfterABlockIsLeftAlone() {
    chain.mineStranger();
    chain.hold(true);
    submit(1);
    blocks(PATIENCE);
    assertThat(nonces()).containsExactly(1L);
    chain.replace(PATIENCE + 1);
    chain.hold(false);
    tick();
    chain.mineStranger();
    blocks(8);
    assertThat(facts(WalletEvent.GapFound.class)).isEmpty();
    assertThat(effects(1)).isEqualTo(1);
  }

  @Test
  void aSettlementThatAReorganisationTakesBackIsDrivenAgainWithTheSameBytes() {
    submit(1);
    blocks(2);
    assertThat(facts(WalletEvent.IntentSettled.class))
        .extracting(WalletEvent.IntentSettled::level)
        .containsExactly(FinalityLevel.SAFE);
    chain.replace(2);
    assertThat(effects(1)).isZero();
    blocks(8);
    assertThat(facts(WalletEvent.SettlementUndone.class)).hasSize(1);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(facts(WalletEvent.TransactionSigned.class)).hasSize(1);
    assertThat(facts(WalletEvent.IntentSettled.class))
        .extracting(WalletEvent.IntentSettled::level)
        .containsExactly(FinalityLevel.SAFE, FinalityLevel.SAFE, FinalityLevel.FINALIZED);
    assertThat(wallet.state().current().inOrder()).isEmpty();
    assertThat(wallet.state().usedNonces()).isEqualTo(1);
  }

  @Test
  void aReceiptThatLiedDoesNotEndAnIntent() {
    submit(1);
    chain.hold(true);
    blocks(6);
    chain.lieOnce();
    for (int i = 0; i < 3 && facts(WalletEvent.IntentSettled.class).isEmpty(); i++) {
      chain.lieOnce();
      blocks(1);
    }
    assertThat(facts(WalletEvent.IntentSettled.class)).as("it is believed").hasSize(1);
    assertThat(effects(1)).isZero();
    chain.hold(false);
    blocks(8);
    assertThat(facts(WalletEvent.SettlementUndone.class)).hasSize(1);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }

  @Test
  void anotherNonceIsSignedOnlyWhenTheFirstIsUsedInAFinalBlock() {
    chain.hold(true);
    submit(1);
    chain.mineStranger();
    blocks(4);
    assertThat(nonces()).as("used in a safe block").containsOnly(0L);
    assertThat(facts(WalletEvent.NonceDisplaced.class)).isEmpty();
    blocks(PATIENCE + 2);
    assertThat(facts(WalletEvent.NonceDisplaced.class))
        .containsExactly(new WalletEvent.NonceDisplaced(intent(1).id(), 0));
    assertThat(nonces()).contains(1L);
    chain.hold(false);
    blocks(8);
    assertThat(effects(1)).isEqualTo(1);
  }

  @Test
  void aTransactionThatIsUsedIsNotTakenForAStrangersBecauseItsReceiptIsNotFoundAtOnce() {
    submit(1);
    chain.mine();
    for (int i = 0; i < 6; i++) {
      chain.mine();
    }
    chain.hideReceipts(true);
    for (int looks = 0; looks < PATIENCE; looks++) {
      tick();
    }
    assertThat(facts(WalletEvent.NonceDisplaced.class)).isEmpty();
    chain.hideReceipts(false);
    blocks(2);
    assertThat(nonces()).containsExactly(0L);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }

  @Test
  void aTransactionWhoseReceiptIsHiddenForGoodIsFoundInItsBlockAndNotSentWithAnotherNonce() {
    chain.hideReceipts(true);
    submit(1);
    blocks(4 * PATIENCE + 8);
    assertThat(nonces()).containsExactly(0L);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(facts(WalletEvent.IntentSettled.class))
        .last()
        .satisfies(
            end -> {
              assertThat(end.success()).isTrue();
              assertThat(end.blockNumber()).isEqualTo(1);
            });
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }

  /** A sole endpoint that hides what became of it, and tells that its nonce is used. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTransactionWhoseReceiptAndBlockAreHiddenIsWaitedForAndNotSentWithAnotherNonce(
      boolean wholeBlock) {
    chain.hideReceipts(true);
    chain.hideBlocks(wholeBlock);
    chain.listNothing(!wholeBlock);
    submit(1);
    blocks(6 * PATIENCE + 8);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(nonces()).containsExactly(0L);
    assertThat(facts(WalletEvent.NonceDisplaced.class)).isEmpty();
    assertThat(wallet.state().current().inOrder()).as("it is not given up").hasSize(1);
    submit(2);
    assertThat(nonces()).as("others go on").containsExactly(0L, 1L);
    chain.hideBlocks(false);
    chain.listNothing(false);
    blocks(12);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(effects(2)).isEqualTo(1);
    assertThat(facts(WalletEvent.IntentSettled.class).getLast().success()).isTrue();
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }

  @Test
  void aRevertedTransactionIsSentAnewOnlyWhenItsBlockIsFinal() {
    submit(1);
    chain.mineReverted();
    tick();
    blocks(4);
    assertThat(nonces()).as("in a safe block").containsExactly(0L);
    blocks(3);
    assertThat(facts(WalletEvent.TransactionReverted.class)).hasSize(1);
    assertThat(nonces()).containsExactly(0L, 1L);
    blocks(8);
    assertThat(effects(1)).isEqualTo(1);
  }

  @Test
  void aRevertThatAReorganisationTurnsIntoASuccessIsNoSecondPayment() {
    submit(1);
    chain.mineReverted();
    tick();
    blocks(3);
    chain.replace(4);
    blocks(10);
    assertThat(effects(1)).isEqualTo(1);
    assertThat(nonces()).containsExactly(0L);
  }

  @Test
  void whatIsGivenUpAfterItWasSignedMakesRoomForTheRest() {
    submit(1);
    submit(2);
    wallet.abandon(intent(1).id());
    chain.forget();
    chain.mine();
    tick();
    assertThat(facts(WalletEvent.TransactionSigned.class).getLast())
        .satisfies(
            fill -> {
              assertThat(fill.fill()).isTrue();
              assertThat(fill.nonce()).isZero();
            });
    blocks(8);
    assertThat(effects(1)).isZero();
    assertThat(effects(2)).isEqualTo(1);
    assertThat(wallet.state().current().inOrder()).isEmpty();
    assertThat(wallet.state().find(intent(1).id()).orElseThrow().open()).isFalse();
  }

  @Test
  void aFillThatNobodyWaitsForBidsNoMore() {
    submit(1);
    chain.hold(true);
    wallet.abandon(intent(1).id());
    blocks(4 * PATIENCE);
    assertThat(facts(WalletEvent.TransactionSigned.class)).hasSize(2);
    submit(2);
    blocks(1);
    assertThat(nonces()).as("now somebody waits for it").containsExactly(0L, 0L, 1L, 0L);
    chain.hold(false);
    blocks(8);
    assertThat(effects(2)).isEqualTo(1);
    assertThat(effects(1)).isZero();
  }

  @Test
  void whatIsWantedAgainWhileItsFillIsUnderWayHasItsNonceBack() {
    submit(1);
    wallet.abandon(intent(1).id());
    chain.hold(true);
    blocks(1);
    assertThat(facts(WalletEvent.TransactionSigned.class).getLast().fill()).isTrue();
    wallet.submit(intent(1));
    blocks(1);
    assertThat(facts(WalletEvent.TransactionSigned.class).getLast().fill()).isFalse();
    chain.hold(false);
    blocks(8);
    assertThat(nonces()).containsOnly(0L);
    assertThat(effects(1)).isEqualTo(1);
  }

  @Test
  void whatIsWantedAgainAfterItsFillWasMinedTakesEffectWithAnotherNonce() {
    submit(1);
    wallet.abandon(intent(1).id());
    chain.forget();
    blocks(1);
    wallet.submit(intent(1));
    blocks(20);
    assertThat(effects(1)).isEqualTo(1);
  }

  @Test
  void anUnwantedSettlementThatIsTakenBackIsNotDrivenAgain() {
    submit(1);
    blocks(2);
    wallet.abandon(intent(1).id());
    chain.replace(2);
    blocks(10);
    assertThat(effects(1)).isZero();
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }

  @Test
  void onlyWhoseTurnItIsBidsMore() {
    submit(1);
    submit(2);
    chain.hold(true);
    blocks(PATIENCE + 1);
    assertThat(nonces()).containsExactly(0L, 1L, 0L);
  }

  @Test
  void anIntentThatWouldRevertHoldsUpNobody() {
    chain.toggleRefusal(intent(1).data());
    submit(1);
    submit(2);
    blocks(8);
    assertThat(effects(2)).isEqualTo(1);
    chain.toggleRefusal(intent(1).data());
    blocks(8);
    assertThat(effects(1)).isEqualTo(1);
  }

  @Test
  void aNodeThatKeepsNoTransactionBeforeItsTurnGetsThemInTheirOrder() {
    chain = new ContestedChain(true);
    wallet = wallet(16);
    for (int n = 1; n <= 4; n++) {
      submit(n);
    }
    chain.forget();
    tick();
    assertThat(chain.waiting()).isEqualTo(4);
    blocks(8);
    for (int n = 1; n <= 4; n++) {
      assertThat(effects(n)).isEqualTo(1);
    }
  }

  @Test
  void noMoreThanTheMostAreInFlight() {
    wallet = wallet(2);
    for (int n = 1; n <= 5; n++) {
      wallet.submit(intent(n));
    }
    tick();
    assertThat(nonces()).containsExactly(0L, 1L);
    blocks(12);
    assertThat(nonces()).containsExactly(0L, 1L, 2L, 3L, 4L);
    for (int n = 1; n <= 5; n++) {
      assertThat(effects(n)).isEqualTo(1);
    }
  }
}
