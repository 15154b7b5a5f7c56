package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.rules.Sampling.Decision;
import lilypad.protocol.rules.Sampling.Inputs;
import lilypad.protocol.rules.Sampling.Parameters;
import lilypad.protocol.rules.Sampling.Purpose;
import lilypad.protocol.rules.Sampling.Reason;
import org.junit.jupiter.api.Test;

class SamplingTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final Probability TRUSTED = Probability.of("0.01");

  private static Hash32 random(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  private static Inputs inputs(Hash32 randomness, Probability provider, long pay, long slash) {
    return new Inputs(
        randomness,
        VerdictTable.root(1),
        VerdictTable.root(2),
        provider,
        new Deterrence.Stakes(Wei.ZERO, Wei.of(pay), Wei.ZERO, Wei.of(pay), Wei.of(slash)),
        Deterrence.Rates.PERFECT,
        Parameters.DEFAULT);
  }

  @Test
  void theRateIsOneForStrangersThenWhatDetersAndNeverBelowTheFloor() {
    Decision stranger = Sampling.decide(inputs(Hash32.ZERO, Probability.of("0.051"), 1, 1_000));
    assertThat(stranger.rate()).isEqualTo(Probability.ONE);
    assertThat(stranger.reason()).isEqualTo(Reason.UNPROVEN);
    assertThat(stranger.sampled()).isTrue();
    Decision lilypad = Sampling.decide(inputs(Hash32.ZERO, TRUSTED, 1, 2));
    assertThat(lilypad.rate().value()).isCloseTo(1.0 / 3, within(2e-9));
    assertThat(lilypad.reason()).isEqualTo(Reason.DETERRENCE);
    Decision safe = Sampling.decide(inputs(Hash32.ZERO, TRUSTED, 1, 1_000));
    assertThat(safe.rate()).isEqualTo(Probability.of("0.05"));
    assertThat(safe.reason()).isEqualTo(Reason.FLOOR);
    Inputs hopeless =
        new Inputs(
            Hash32.ZERO,
            VerdictTable.root(1),
            VerdictTable.root(2),
            TRUSTED,
            new Deterrence.Stakes(Wei.ZERO, Wei.of(9), Wei.ZERO, Wei.of(1), Wei.of(1)),
            Deterrence.Rates.PERFECT,
            Parameters.DEFAULT);
    assertThat(Sampling.decide(hopeless).reason()).isEqualTo(Reason.UNDETERRED);
    assertThat(Sampling.decide(hopeless).sampled()).isTrue();
  }

  @Test
  void asManyAreSampledAsTheRateSaysAndADecisionIsItsInputs() {
    System.out.println("SamplingTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    int games = 30_000;
    int sampled = 0;
    for (int game = 0; game < games; game++) {
      Inputs inputs = inputs(random(random), TRUSTED, 1, 2);
      Decision decision = Sampling.decide(inputs);
      sampled += decision.sampled() ? 1 : 0;
      assertThat(Sampling.decide(decision.inputs())).isEqualTo(decision);
    }
    assertThat((double) sampled / games)
        .as("seed %s", SEED)
        .isCloseTo(1.0 / 3, within(6 * Math.sqrt(.25 / games)));
  }

  @Test
  void theDrawIsUnsignedAndItsEndsAreNeverAndAlways() {
    assertThat(Sampling.below(-1, Probability.ONE)).isTrue();
    assertThat(Sampling.below(0, Probability.ZERO)).isFalse();
    assertThat(Sampling.below(0, new Probability(1))).isTrue();
    Probability half = Probability.of("0.5");
    assertThat(Sampling.below(Long.MAX_VALUE, half)).isTrue();
    assertThat(Sampling.below(Long.MIN_VALUE, half)).isFalse();
  }

  @Test
  void anotherPurposeIsAnotherDraw() {
    Hash32 seed = VerdictTable.root(3);
    long deal = Sampling.draw(Purpose.DEAL, seed, Hash32.ZERO, Hash32.ZERO);
    assertThat(Sampling.draw(Purpose.EVIDENCE, seed, Hash32.ZERO, Hash32.ZERO)).isNotEqualTo(deal);
    assertThat(Sampling.draw(Purpose.CANARY, seed, Hash32.ZERO, Hash32.ZERO)).isNotEqualTo(deal);
  }

  /** A golden draw of each purpose: never changed. */
  @Test
  void aReleasedVersionDrawsForEverWhatItDrew() {
    StringBuilder text = new StringBuilder();
    for (Purpose purpose : Purpose.values()) {
      text.append(purpose)
          .append(' ')
          .append(
              Long.toHexString(
                  Sampling.draw(
                      purpose, VerdictTable.root(1), VerdictTable.root(2), VerdictTable.root(3))))
          .append('\n');
    }
    assertThat(text)
        .hasToString("DEAL 4d07693411f64b6\nEVIDENCE 5ce7bce22ef9c9bd\nCANARY 2ae047ab3fa59fe2\n");
    assertThat(Sampling.VERSION).isEqualTo(1);
  }
}
