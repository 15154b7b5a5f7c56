package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import lilypad.protocol.MalformedValue;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class CaptureTest {

  /** The vectors of reference/verification.md, 4.4. */
  @Test
  void panelsAreCapturedAsOftenAsTheHypergeometricSays() {
    double[][] vectors = {
      {1, .200, .200},
      {3, 7.05e-3, .1011},
      {5, 2.06e-4, 5.32e-2},
      {7, 4.84e-6, 2.81e-2},
      {9, 8.83e-8, 1.47e-2}
    };
    for (double[] vector : vectors) {
      Capture capture = new Capture(100, 20, (int) vector[0]);
      assertThat(capture.all().value()).isCloseTo(vector[1], Percentage.withPercentage(1.5));
      assertThat(capture.majority().value()).isCloseTo(vector[2], Percentage.withPercentage(.5));
    }
    assertThat(new Capture(100, 20, 11).majority().value()).isCloseTo(7.52e-3, within(5e-6));
    assertThat(new Capture(100, 20, 11).all().billionths()).as("1.19e-9, up").isEqualTo(2);
    double[] third = {.330, .2525, .1998, .1601, .1290, .1040};
    for (int i = 0; i < third.length; i++) {
      assertThat(new Capture(100, 33, 2 * i + 1).majority().value())
          .isCloseTo(third[i], within(6e-5));
    }
  }

  @Test
  void noneAndAllAreCertain() {
    assertThat(new Capture(10, 0, 3).all()).isEqualTo(Probability.ZERO);
    assertThat(new Capture(10, 10, 3).all()).isEqualTo(Probability.ONE);
    assertThat(new Capture(10, 4, 3).atLeast(0)).isEqualTo(Probability.ONE);
    assertThatThrownBy(() -> new Capture(10, 4, 11)).isInstanceOf(MalformedValue.class);
  }
}
