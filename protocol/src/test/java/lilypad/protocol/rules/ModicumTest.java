package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import lilypad.protocol.MalformedValue;
import org.junit.jupiter.api.Test;

class ModicumTest {

  /** MODiCuM's table, as reference/verification.md 1.15 has it; its third root is .903222. */
  @Test
  void theMoreRunsTheMoreDeterministicMustAnAttackersJobBe() {
    int[] runs = {1, 2, 3, 4, 6};
    double[] agreement = {.5, .80474, .90323, .94308, .97372};
    for (int i = 0; i < runs.length; i++) {
      assertThat(Modicum.agreement(runs[i], 0).value()).isCloseTo(agreement[i], within(1e-5));
    }
    for (int n = 1; n < 50; n++) {
      assertThat(Modicum.agreement(n + 1, 0)).isGreaterThan(Modicum.agreement(n, 0));
      assertThat(Modicum.agreement(n, 1_000)).isGreaterThan(Modicum.agreement(n, 0));
    }
  }

  @Test
  void theTableIsReadBackwardsForTheNumberOfRuns() {
    assertThat(Modicum.runsFor(Probability.of("0.5"), 0)).isEqualTo(1);
    assertThat(Modicum.runsFor(Probability.of("0.9"), 0)).isEqualTo(3);
    assertThat(Modicum.runsFor(Probability.of("0.94"), 0)).isEqualTo(4);
    assertThat(Modicum.runsFor(Probability.of("0.97"), 0)).isEqualTo(6);
    assertThat(Modicum.runsFor(Probability.ONE, 0)).isEqualTo(Modicum.MOST_RUNS);
  }

  @Test
  void aRunThatDiffersIsSeenAsOftenAsAsked() {
    assertThat(Modicum.runsToSee(Probability.of("0.5"), Probability.of("0.25"))).isEqualTo(2);
    assertThat(Modicum.runsToSee(Probability.of("0.5"), Probability.of("0.01"))).isEqualTo(7);
    assertThat(Modicum.runsToSee(Probability.of("0.9"), Probability.of("0.05"))).isEqualTo(29);
    assertThat(Modicum.runsToSee(Probability.ZERO, Probability.of("0.05"))).isEqualTo(1);
    assertThatThrownBy(() -> Modicum.runsToSee(Probability.ONE, Probability.of("0.05")))
        .isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> Modicum.agreement(0, 0)).isInstanceOf(MalformedValue.class);
  }
}
