package lilypad.mediator.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import lilypad.chain.send.FeePolicy;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import org.junit.jupiter.api.Test;

/** What anchors a head is an intent like any other, but for what moves money it waits. */
class AnchoringIntentTest {

  private static final long RESERVE = 1_000;

  private final ContestedChain chain = new ContestedChain(false);
  private SimulatedWallet wallet = wallet(16);

  private SimulatedWallet wallet(int mostInFlight) {
    SimulatedWallet calm =
        new SimulatedWallet(
            chain,
            new WalletSettings(
                31_337,
                FinalityLevel.SAFE,
                true,
                3,
                mostInFlight,
                Wei.of(RESERVE),
                1,
                new FeePolicy(25, 2, 12, Wei.of(1_000_000))),
            new Random(0));
    calm.calmDown();
    return calm;
  }

  private static SettlementIntent anchoring(int size) {
    return SettlementIntent.anchor(
        ContestedChain.CONTRACT, size, Keccak.hash(new byte[] {(byte) size}));
  }

  private static SettlementIntent verdict(int n) {
    Bytes data = Bytes.of(ByteBuffer.allocate(8).putInt(0x82_45_18_aa).putInt(n).array());
    return new SettlementIntent(
        Keccak.hash(data.toArray()), new DealKey(Hash32.ZERO), ContestedChain.CONTRACT, data);
  }

  private void blocks(int count) {
    for (int i = 0; i < count; i++) {
      chain.mine();
      wallet.tick(() -> {});
    }
  }

  private List<Hash32> signed() {
    return wallet.facts.stream()
        .filter(WalletEvent.TransactionSigned.class::isInstance)
        .map(WalletEvent::about)
        .toList();
  }

  @Test
  void itTakesEffectOnceAndIsSettled() {
    wallet.submit(anchoring(5));
    wallet.submit(anchoring(5));
    blocks(10);
    assertThat(chain.effects(anchoring(5).data())).isEqualTo(1);
    assertThat(wallet.state().find(anchoring(5).id()).orElseThrow().settled()).isPresent();
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }

  @Test
  void aVerdictThatCameLaterGetsTheNonceBefore() {
    wallet.submit(anchoring(5));
    wallet.submit(verdict(1));
    wallet.tick(() -> {});
    assertThat(signed()).containsExactly(verdict(1).id(), anchoring(5).id());
    blocks(10);
    assertThat(chain.effects(anchoring(5).data())).isEqualTo(1);
  }

  @Test
  void withLittleMoneyVerdictsAreSentAndItWaitsUntilThereIsMore() {
    chain.balance = Wei.of(RESERVE);
    wallet.submit(anchoring(5));
    wallet.submit(verdict(1));
    blocks(10);
    assertThat(signed()).containsExactly(verdict(1).id());
    assertThat(chain.effects(verdict(1).data())).isEqualTo(1);

    chain.balance = Wei.ofWhole(1);
    blocks(10);
    assertThat(signed()).containsExactly(verdict(1).id(), anchoring(5).id());
    assertThat(chain.effects(anchoring(5).data())).isEqualTo(1);
  }

  @Test
  void itLeavesTheLastPlaceInThePoolToAVerdict() {
    wallet = wallet(2);
    chain.hold(true);
    wallet.submit(verdict(1));
    wallet.tick(() -> {});
    wallet.submit(anchoring(5));
    wallet.tick(() -> {});
    assertThat(signed()).containsExactly(verdict(1).id());
    wallet.submit(verdict(2));
    wallet.tick(() -> {});
    assertThat(signed()).containsExactly(verdict(1).id(), verdict(2).id());
    chain.hold(false);
    blocks(12);
    assertThat(chain.effects(anchoring(5).data())).isEqualTo(1);
  }

  @Test
  void whatWasGivenUpBeforeItWasSignedIsNeverSent() {
    chain.balance = Wei.of(RESERVE);
    wallet.submit(anchoring(5));
    wallet.tick(() -> {});
    wallet.abandon(anchoring(5).id());
    chain.balance = Wei.ofWhole(1);
    blocks(5);
    assertThat(signed()).isEmpty();
    assertThat(wallet.state().current().inOrder()).isEmpty();
  }
}
