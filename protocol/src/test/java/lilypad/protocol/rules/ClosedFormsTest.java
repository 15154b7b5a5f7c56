package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The vectors of the literature, as reference/verification.md has them (4.1 to 4.4). */
class ClosedFormsTest {

  @Test
  void boincNeedsAsManyJobsToTrustAsItsRuleSays() {
    int[][] vectors = {{10, 10}, {20, 155}, {30, 400}, {45, 955}, {50, 1190}, {100, 4915}};
    for (int[] vector : vectors) {
      assertThat(ClosedForms.boincJobsUntil(vector[0])).isEqualTo(vector[1]);
    }
    assertThat(ClosedForms.boincJobsUntil(200)).isEqualTo(19_865);
  }

  @Test
  void boincAcceptsAlmostHalfOfWhatAPatientCheatReturns() {
    double[][] vectors = {{10, .450}, {15, .165}, {20, .109}, {30, .067}, {50, .040}, {100, .020}};
    for (double[] vector : vectors) {
      assertThat(ClosedForms.boincAcceptedWrong((int) vector[0]))
          .isCloseTo(vector[1], within(6e-4));
    }
  }

  @Test
  void boincChecksAnHonestHostLessAndLess() {
    assertThat(ClosedForms.boincOverhead(10)).isCloseTo(1, within(1e-12));
    double[][] vectors = {{50, .269}, {100, .170}, {300, .088}};
    for (double[] vector : vectors) {
      assertThat(ClosedForms.boincOverhead((int) vector[0])).isCloseTo(vector[1], within(2e-3));
    }
    assertThat(ClosedForms.boincOverhead(1000)).isBetween(.0455, .0515);
    assertThat(ClosedForms.boincOverhead(5000)).isCloseTo(.020, within(1e-3));
  }

  @Test
  void modicumsTheoremBoundsTheRateOfChecksOnBothSides() {
    assertThat(ClosedForms.modicumLower(.999, .9, 1, .05, 1.2, 10, 2))
        .isCloseTo(.0810774, within(5e-8));
    assertThat(ClosedForms.modicumUpper(.999, .9, 1.2, 1.2, 10, 2)).isCloseTo(8.0586, within(5e-5));
  }

  @Test
  void samplesInsideAJobGrowWithWhatWasComputedAndGuessed() {
    assertThat(ClosedForms.samplesInside(1e-4, .5, 0)).isEqualTo(14);
    assertThat(ClosedForms.samplesInside(1e-4, .5, .5)).isEqualTo(33);
    assertThat(ClosedForms.samplesInside(1e-4, .9, 0)).isEqualTo(88);
    assertThat(ClosedForms.samplesInside(1e-4, .9, .5)).isEqualTo(180);
  }

  @Test
  void firstToMErrsAsSarmentaSays() {
    double[][] vectors = {
      {.01, 1.000e-2, 2.980e-4, 9.851e-6, 3.417e-7, 1.219e-8, 4.425e-10},
      {.05, 5.000e-2, 7.250e-3, 1.158e-3, 1.936e-4, 3.322e-5, 5.801e-6},
      {.1, 1.000e-1, 2.800e-2, 8.560e-3, 2.728e-3, 8.909e-4, 2.957e-4},
      {.2, 2.000e-1, 1.040e-1, 5.792e-2, 3.334e-2, 1.958e-2, 1.165e-2},
      {.35, .350, .2817, .2352, .1998, .1717, .1487}
    };
    for (double[] vector : vectors) {
      for (int m = 1; m <= 6; m++) {
        assertThat(ClosedForms.firstTo(m, vector[0]))
            .as("f %s m %s", vector[0], m)
            .isCloseTo(vector[m], Percentage.withPercentage(.05));
      }
    }
    int[] needed = new int[3];
    double[] errors = {.05, .01, .001};
    for (int i = 0; i < errors.length; i++) {
      int m = 1;
      while (ClosedForms.firstTo(m, .35) > errors[i]) {
        m++;
      }
      needed[i] = m;
    }
    assertThat(needed).as("Fukushi et al.: 15, 29, more than 50").containsExactly(15, 29, 51);
  }

  @Test
  void spotChecksWithBlacklistingBoundWhatIsWrong() {
    double[][] vectors = {
      {10, 8.0196e-2, 9.197e-2},
      {50, 1.6722e-2, 1.839e-2},
      {100, 8.4060e-3, 9.197e-3},
      {500, 1.6883e-3, 1.839e-3}
    };
    for (double[] vector : vectors) {
      int n = (int) vector[0];
      double worst = 0;
      for (int s = 1; s <= 10_000; s++) {
        worst = Math.max(worst, ClosedForms.spotChecked(.1, n, .2, s / 10_000.0));
      }
      assertThat(worst).isCloseTo(vector[1], Percentage.withPercentage(.05));
      assertThat(ClosedForms.spotCheckBound(.1, n, .2))
          .isGreaterThan(worst)
          .isCloseTo(vector[2], Percentage.withPercentage(.05));
    }
  }

  @Test
  void workersGainCredibilityByChecks() {
    int[] checks = {1, 2, 5, 10, 20, 50, 100};
    double[] with = {.90803, .95402, .98161, .99080, .99540, .99816, .99908};
    double[] without = {.8, .9, .96, .98, .99, .996, .998};
    for (int i = 0; i < checks.length; i++) {
      assertThat(ClosedForms.credibleIfBlacklisted(.2, checks[i])).isCloseTo(with[i], within(5e-6));
      assertThat(ClosedForms.credible(.2, checks[i])).isCloseTo(without[i], within(1e-12));
    }
    assertThat(ClosedForms.credible(.2, 0)).isEqualTo(.8);
    assertThat(ClosedForms.credibleIfBlacklisted(.2, 0)).isEqualTo(.8);
  }

  @Test
  void lilypadsDrawCanBeGroundAndABlocksProposerReRollsOnce() {
    assertThat(ClosedForms.ground(10, 30)).isCloseTo(.958, within(5e-4));
    assertThat(ClosedForms.reRolled(.1, .2)).isCloseTo(.118, within(1e-12));
  }
}
