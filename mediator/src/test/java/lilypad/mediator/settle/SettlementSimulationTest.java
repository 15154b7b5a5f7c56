package lilypad.mediator.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

/**
 * Whatever chain, nodes and crashes do to a wallet: each intent that is wanted in the end takes
 * effect once, none ever twice, and no nonce stays in the way. The number of worlds is {@code
 * -Dlilypad.settlement.worlds} (200), the first seed {@code -Dlilypad.settlement.seed} (1); each
 * world has twenty intents. A failure names its seed: with that and one world it is replayed.
 */
class SettlementSimulationTest {

  private static final int INTENTS = 20;
  private static final int TURNS = 150;
  private static final int CALM_TURNS = 700;

  private static final class Totals {
    int worlds;
    int wanted;
    int never;
    int moreThanOnce;
    int failures;
    int kills;
    int reorgs;
    int strangers;
    int dropped;
    int lied;
    int boasted;
    final List<WalletEvent> facts = new ArrayList<>();

    long count(Class<? extends WalletEvent> kind) {
      return facts.stream().filter(kind::isInstance).count();
    }
  }

  @Test
  void eachIntentTakesEffectOnceWhateverHappens() {
    int worlds = Integer.getInteger("lilypad.settlement.worlds", 200);
    long first = Long.getLong("lilypad.settlement.seed", 1);
    Totals totals = new Totals();
    long began = System.nanoTime();
    try {
      for (long seed = first; seed < first + worlds; seed++) {
        new World(seed).play(totals);
      }
    } finally {
      tell(totals, first, (System.nanoTime() - began) / 1e9);
    }
    if (worlds >= 200) {
      assertThat(totals.kills).as("kills").isGreaterThan(worlds);
      assertThat(totals.reorgs).as("reorganisations").isGreaterThan(worlds);
      assertThat(totals.dropped).as("dropped transactions").isGreaterThan(worlds);
      assertThat(totals.strangers).as("strangers' transactions").isGreaterThan(worlds / 2);
      assertThat(totals.lied).as("false receipts").isPositive();
      assertThat(totals.boasted).as("false counts").isPositive();
      assertThat(totals.failures).as("failures").isGreaterThan(worlds);
      assertThat(totals.facts)
          .as("every kind of fact")
          .hasAtLeastOneElementOfType(WalletEvent.GapFound.class)
          .hasAtLeastOneElementOfType(WalletEvent.SettlementUndone.class)
          .hasAtLeastOneElementOfType(WalletEvent.TransactionUnmined.class)
          .hasAtLeastOneElementOfType(WalletEvent.TransactionReverted.class)
          .hasAtLeastOneElementOfType(WalletEvent.NonceDisplaced.class)
          .hasAtLeastOneElementOfType(WalletEvent.IntentRefused.class);
    }
  }

  /** Also of a run that failed: what it counted up to there, the failed world included. */
  private static void tell(Totals totals, long first, double seconds) {
    int intents = totals.worlds * INTENTS;
    System.out.printf(
        Locale.ROOT,
        "settlement: %,d intents in %,d worlds from seed %d: of %,d wanted in the end %d took effect"
            + " 0 times (goal 0), of all %d more than once (goal 0); %,d kills, %,d"
            + " reorganisations, %,d failures, %,d transactions dropped, %,d of strangers, %,d false"
            + " receipts, %,d false counts; %,d signed, %,d unmined, %,d undone, %,d reverted, %,d displaced, %,d"
            + " gaps; %.1f s, %,.0f intents/s%n",
        intents,
        totals.worlds,
        first,
        totals.wanted,
        totals.never,
        totals.moreThanOnce,
        totals.kills,
        totals.reorgs,
        totals.failures,
        totals.dropped,
        totals.strangers,
        totals.lied,
        totals.boasted,
        totals.count(WalletEvent.TransactionSigned.class),
        totals.count(WalletEvent.TransactionUnmined.class),
        totals.count(WalletEvent.SettlementUndone.class),
        totals.count(WalletEvent.TransactionReverted.class),
        totals.count(WalletEvent.NonceDisplaced.class),
        totals.count(WalletEvent.GapFound.class),
        seconds,
        intents / seconds);
  }

  private static final class World {
    private final String name;
    private final Random random;
    private final ContestedChain chain;
    private final SimulatedWallet wallet;
    private final List<SettlementIntent> intents = new ArrayList<>();
    private final int[] submittedAt = new int[INTENTS];
    private final boolean[] wanted = new boolean[INTENTS];
    private int turn;

    World(long seed) {
      name = "seed " + seed;
      random = new Random(seed);
      chain = new ContestedChain(random);
      wallet = new SimulatedWallet(chain, settings(), random);
      for (int i = 0; i < INTENTS; i++) {
        Bytes data = Bytes.of(ByteBuffer.allocate(8).putInt(0x82_45_18_aa).putInt(i).array());
        Hash32 id = Keccak.hash(data.toArray());
        intents.add(
            new SettlementIntent(id, new DealKey(Hash32.ZERO), ContestedChain.CONTRACT, data));
        submittedAt[i] = random.nextInt(TURNS / 2);
      }
    }

    private WalletSettings settings() {
      FinalityLevel level = List.copyOf(EnumSet.allOf(FinalityLevel.class)).get(random.nextInt(3));
      Wei cap = Wei.of(random.nextInt(4) == 0 ? 1_500 : 1_000_000_000);
      return new WalletSettings(
          31_337,
          level,
          true,
          1 + random.nextInt(4),
          1 + random.nextInt(20),
          Wei.of(1_000),
          5,
          new FeePolicy(25, 2, 10 + random.nextInt(5), cap));
    }

    void play(Totals totals) {
      try {
        live();
      } finally {
        count(totals);
      }
      judge();
    }

    private void live() {
      for (turn = 0; turn < TURNS; turn++) {
        deals();
        for (int blocks = random.nextInt(3); blocks > 0; blocks--) {
          chain.mine();
        }
        if (random.nextInt(25) == 0) {
          chain.reorganise();
        }
        wallet.tick(this::deals);
        assertThat(chain.neverTwice()).as("%s, turn %d: never twice", name, turn).isTrue();
      }
      strangersNonceIsTakenBack();
      chain.calmDown();
      wallet.calmDown();
      for (int i = 0; i < INTENTS; i++) {
        want(i);
      }
      int left = CALM_TURNS;
      while (left-- > 0 && !wallet.state().current().isEmpty()) {
        chain.mine();
        wallet.tick(() -> {});
        assertThat(chain.neverTwice()).as("%s, at the end: never twice", name).isTrue();
      }
    }

    private void count(Totals totals) {
      totals.worlds++;
      for (int i = 0; i < INTENTS; i++) {
        int times = chain.effects(intents.get(i).data());
        totals.wanted += wanted[i] ? 1 : 0;
        totals.never += wanted[i] && times == 0 ? 1 : 0;
        totals.moreThanOnce += times > 1 ? 1 : 0;
      }
      totals.kills += wallet.kills;
      totals.reorgs += chain.reorgs;
      totals.strangers += chain.strangers;
      totals.dropped += chain.dropped;
      totals.lied += chain.lied;
      totals.boasted += chain.boasted;
      totals.failures += chain.failures;
      totals.facts.addAll(wallet.facts);
    }

    /** Nobody will use that nonce any more unless the wallet does. */
    private void strangersNonceIsTakenBack() {
      for (int i = 0; i < 3; i++) {
        chain.mineStranger();
        deals();
        wallet.tick(this::deals);
        chain.reorganise();
      }
    }

    /** As deals do: say again what is wanted, change their mind, meet refusals. */
    private void deals() {
      for (int i = 0; i < INTENTS; i++) {
        if (turn < submittedAt[i]) {
          continue;
        }
        if (turn == submittedAt[i]) {
          wanted[i] = true;
        }
        if (random.nextInt(120) == 0) {
          wanted[i] = !wanted[i];
        }
        if (random.nextInt(60) == 0) {
          chain.toggleRefusal(intents.get(i).data());
        }
        if (random.nextInt(3) == 0) {
          want(i);
        }
      }
    }

    private void want(int i) {
      if (wanted[i]) {
        wallet.submit(intents.get(i));
      } else {
        wallet.abandon(intents.get(i).id());
      }
    }

    private void judge() {
      assertThat(wallet.state().current().inOrder())
          .as("%s: nothing is left to do", name)
          .isEmpty();
      assertThat(chain.noneOfOursWaits()).as("%s: nothing waits in the pool", name).isTrue();
      assertThat(chain.nonceNow())
          .as("%s: no nonce is in the way", name)
          .isGreaterThanOrEqualTo(wallet.state().usedNonces());
      for (int i = 0; i < INTENTS; i++) {
        int times = chain.effects(intents.get(i).data());
        if (wanted[i]) {
          assertThat(times).as("%s: intent %d takes effect", name, i).isEqualTo(1);
        }
        Optional<Outgoing> outgoing = wallet.state().find(intents.get(i).id());
        if (times == 1) {
          assertThat(outgoing).as("%s: intent %d is known", name, i).isPresent();
          assertThat(outgoing.flatMap(Outgoing::settled))
              .as("%s: intent %d is settled where it is", name, i)
              .hasValueSatisfying(
                  end -> assertThat(chain.inFinalBlock(end.transaction())).isTrue());
        } else if (outgoing.isPresent()) {
          assertThat(outgoing.flatMap(Outgoing::settled))
              .as("%s: intent %d is not settled", name, i)
              .isEmpty();
          assertThat(outgoing.flatMap(Outgoing::refused))
              .as("%s: intent %d ended", name, i)
              .isPresent();
        }
      }
    }
  }
}
