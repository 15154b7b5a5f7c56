package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.rules.Reputation.Decay;
import lilypad.protocol.rules.Reputation.Dimension;
import lilypad.protocol.rules.Reputation.Evidence;
import org.junit.jupiter.api.Test;

class ReputationTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final Probability FIVE = Probability.of("0.05");
  private static final Probability STRANGER = Probability.of("0.2");
  private static final Decay WEEKLY = new Decay(604_800, Probability.of("0.5"));

  private static Reputation seen(int clean, int faults) {
    Reputation reputation = Reputation.UNKNOWN;
    for (int i = 0; i < clean + faults; i++) {
      reputation = reputation.after(Dimension.WRONG, i >= clean, 0, Decay.NONE);
    }
    return reputation;
  }

  private static Odds odds(Reputation seen) {
    return new ReputationRule(STRANGER, FIVE).odds(seen.evidence(Dimension.WRONG));
  }

  @Test
  void trustComesOfABoundNotOfACount() {
    assertThat(seen(0, 0).evidence(Dimension.WRONG).upperBound(FIVE)).isEqualTo(Probability.ONE);
    assertThat(seen(10, 0).evidence(Dimension.WRONG).upperBound(FIVE).value())
        .isBetween(.258, .259);
    assertThat(seen(58, 0).evidence(Dimension.WRONG).upperBound(FIVE)).isGreaterThan(FIVE);
    assertThat(seen(59, 0).evidence(Dimension.WRONG).upperBound(FIVE)).isLessThan(FIVE);
    assertThat(seen(59, 1).evidence(Dimension.WRONG).upperBound(FIVE)).isGreaterThan(FIVE);
  }

  @Test
  void aStrangersAnswerIsWorthWhatIsAssumedAndAProvenOnesMore() {
    assertThat(odds(seen(0, 0))).isEqualTo(Odds.of(4));
    assertThat(odds(seen(5, 0))).isEqualTo(Odds.of(4));
    assertThat(odds(seen(59, 0)).parts()).isGreaterThan(Odds.of(19).parts());
    assertThat(odds(seen(0, 1))).as("erred once").isEqualTo(Odds.NONE);
    assertThat(odds(seen(10, 1)).parts()).isLessThan(Odds.of(4).parts());
  }

  @Test
  void theWaysToFailAreKeptApart() {
    Reputation slow = seen(100, 0).after(Dimension.SLOW, true, 0, Decay.NONE);
    assertThat(slow.evidence(Dimension.SLOW).upperBound(FIVE)).isEqualTo(Probability.ONE);
    assertThat(slow.evidence(Dimension.WRONG).upperBound(FIVE))
        .isEqualTo(seen(100, 0).evidence(Dimension.WRONG).upperBound(FIVE));
    assertThat(slow.evidence(Dimension.NO_SHOW)).isEqualTo(Evidence.NONE);
  }

  @Test
  void oldEvidenceCountsLess() {
    Reputation then = seen(100, 4);
    Reputation later = then.at(604_800L * 2, WEEKLY);
    assertThat(later.evidence(Dimension.WRONG)).isEqualTo(new Evidence(26_000_000, 1_000_000));
    assertThat(later.evidence(Dimension.WRONG).upperBound(FIVE))
        .isGreaterThan(then.evidence(Dimension.WRONG).upperBound(FIVE));
    assertThat(then.at(604_799, WEEKLY).records()).isEqualTo(then.records());
    assertThat(then.at(604_800L * 40, WEEKLY).records()).isEmpty();
    assertThat(later.at(0, WEEKLY)).as("time does not run back").isEqualTo(later);
  }

  @Test
  void howOftenSomebodyLooksDoesNotMatter() {
    System.out.println("ReputationTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    Decay decay = new Decay(100, Probability.of("0.9"));
    for (int game = 0; game < 200; game++) {
      Reputation watched = Reputation.UNKNOWN;
      Reputation left = Reputation.UNKNOWN;
      long time = 0;
      for (int i = 0; i < 50; i++) {
        time += random.nextInt(500);
        for (int look = random.nextInt(3); look > 0; look--) {
          watched = watched.at(time - random.nextInt(50), decay);
        }
        boolean fault = random.nextInt(5) == 0;
        Dimension dimension = random.nextBoolean() ? Dimension.WRONG : Dimension.SLOW;
        watched = watched.after(dimension, fault, time, decay);
        left = left.after(dimension, fault, time, decay);
      }
      assertThat(watched).as("seed %s game %s", SEED, game).isEqualTo(left);
    }
  }

  @Test
  void decayIsDecayOrNone() {
    assertThatThrownBy(() -> new Decay(0, FIVE)).isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> new Decay(1, Probability.of("0.991")))
        .isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> new Evidence(1, 2)).isInstanceOf(MalformedValue.class);
    assertThat(new Evidence(1L << 60, 0).checks()).isPositive();
    Reputation huge = new Reputation(0, seen(1, 0).records());
    assertThat(huge.at(Long.MAX_VALUE, new Decay(1, Probability.of("0.99"))).records()).isEmpty();
  }
}
