package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Random;
import lilypad.protocol.Wei;
import lilypad.protocol.rules.Deterrence.Rates;
import lilypad.protocol.rules.Deterrence.Stakes;
import org.junit.jupiter.api.Test;

class DeterrenceTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());

  private static Wei tokens(String amount) {
    return new Wei(new BigDecimal(amount).movePointRight(18).toBigIntegerExact());
  }

  private static Stakes stakes(String gain, String cost, String cheat, String pay, String slash) {
    return new Stakes(tokens(gain), tokens(cost), tokens(cheat), tokens(pay), tokens(slash));
  }

  private static Rates rates(String detection, String falseAlarm) {
    return new Rates(Probability.of(detection), Probability.of(falseAlarm));
  }

  private static double least(Stakes stakes, Rates rates) {
    return Deterrence.atLeast(stakes, rates).orElseThrow().value();
  }

  /** The vectors of reference/verification.md, 4.2. */
  @Test
  void theRateThatDetersIsTheFormulas() {
    Rates perfect = Rates.PERFECT;
    Stakes usual = stakes("0", "1", "0", "1.2", "10");
    assertThat(least(usual, perfect)).isCloseTo(.0892857, within(5e-8));
    assertThat(least(stakes("0", "1", "0", "1.2", "1"), perfect)).isCloseTo(.4545455, within(5e-8));
    assertThat(least(stakes("20", "1", "0", "1.2", "10"), perfect))
        .isCloseTo(.6730769, within(5e-8));
    assertThat(least(usual, rates("0.8", "0"))).isCloseTo(.1116071, within(5e-8));
    assertThat(least(usual, rates("0.8", "0.01"))).isCloseTo(.1130199, within(5e-8));
    assertThat(least(stakes("0", "1", "0", "1", "2"), perfect))
        .as("Lilypad's default")
        .isCloseTo(.3333333, within(5e-8));
  }

  @Test
  void whereNoRateDetersThereIsNone() {
    assertThat(Deterrence.atLeast(stakes("0", "3", "0", "1", "1"), Rates.PERFECT)).isEmpty();
    assertThat(Deterrence.atLeast(stakes("0", "1", "0", "1", "2"), rates("0.5", "0.5"))).isEmpty();
    assertThat(Deterrence.atLeast(stakes("0", "1", "2", "1", "0"), rates("0", "0")))
        .as("cheating costs more than working")
        .contains(Probability.ZERO);
  }

  /** At the rate it does not pay to cheat, a billionth below it does. */
  @Test
  void theRateIsTheLeastThatDeters() {
    System.out.println("DeterrenceTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    for (int game = 0; game < 2_000; game++) {
      double gain = random.nextInt(50);
      double cost = 1 + random.nextInt(50);
      double pay = random.nextInt(100);
      double slash = random.nextInt(1_000);
      double d = random.nextInt(1_000) / 1000.0;
      double phi = random.nextInt(100) / 1000.0;
      double weighed = d * (pay + gain + slash) - phi * (pay + slash);
      var found =
          Deterrence.atLeast(
              new Stakes(
                  Wei.of((long) gain),
                  Wei.of((long) cost),
                  Wei.ZERO,
                  Wei.of((long) pay),
                  Wei.of((long) slash)),
              new Rates(
                  new Probability(Math.round(d * 1e9)), new Probability(Math.round(phi * 1e9))));
      boolean deters = weighed >= gain + cost;
      if (Math.abs(weighed - gain - cost) > 1e-6) {
        assertThat(found.isPresent()).as("seed %s game %s", SEED, game).isEqualTo(deters);
      }
      found.ifPresent(
          p -> {
            assertThat(p.value() * weighed).isGreaterThanOrEqualTo(gain + cost - 1e-9);
            assertThat((p.value() - 2e-9) * weighed).isLessThan(gain + cost);
          });
    }
  }

  @Test
  void openJobsAreBoundedByWhatCanBeSlashed() {
    Wei one = tokens("1");
    assertThat(Deterrence.mostOpenJobs(tokens("10"), Probability.of("0.1"), one)).isEqualTo(3);
    assertThat(Deterrence.mostOpenJobs(tokens("100"), Probability.of("0.1"), one)).isEqualTo(111);
    assertThat(Deterrence.mostOpenJobs(tokens("100"), Probability.of("0.02"), one)).isEqualTo(82);
    assertThat(Deterrence.mostOpenJobs(tokens("100"), Probability.of("0.01"), one)).isEqualTo(3);
    assertThat(Deterrence.mostOpenJobs(Wei.ZERO, Probability.of("0.1"), one)).isZero();
    assertThat(Deterrence.mostOpenJobs(tokens("1"), Probability.ONE, one))
        .isEqualTo(Deterrence.MOST_JOBS);
  }

  @Test
  void measuredRatesAreNotBetterThanTheCanariesProve() {
    Rates measured = Rates.measured(59, 0, 299, 0, Probability.of("0.05"));
    assertThat(measured.detection().value()).isBetween(.95, .951);
    assertThat(measured.falseAlarm().value()).isBetween(.0099, .01);
    assertThat(Rates.measured(0, 0, 0, 0, Probability.of("0.05")))
        .isEqualTo(new Rates(Probability.ZERO, Probability.ONE));
  }
}
