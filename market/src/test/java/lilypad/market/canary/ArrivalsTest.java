package lilypad.market.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static final int DRAWS = 100_000;
  private static final double HOUR = Duration.ofHours(1).toMillis();

  private static double[] hours(double aDay) {
    Arrivals arrivals = new Arrivals(aDay, new Random(11));
    return DoubleStream.generate(() -> arrivals.next().toMillis() / HOUR).limit(DRAWS).toArray();
  }

  private static double share(double[] waits, double longerThan) {
    return (double) DoubleStream.of(waits).filter(wait -> wait > longerThan).count() / waits.length;
  }

  @Test
  void asManyComeADayAsIsSaid() {
    assertThat(DoubleStream.of(hours(4)).average().orElseThrow()).isCloseTo(6, within(0.08));
    assertThat(DoubleStream.of(hours(48)).average().orElseThrow()).isCloseTo(0.5, within(0.007));
  }

  @Test
  void whoHasWaitedKnowsNoMoreThanWhoHasNot() {
    double[] waits = hours(4);
    double fresh = share(waits, 3);
    double[] waited =
        DoubleStream.of(waits).filter(wait -> wait > 6).map(wait -> wait - 6).toArray();

    assertThat(fresh).isCloseTo(Math.exp(-0.5), within(0.01));
    assertThat(share(waited, 3)).isCloseTo(fresh, within(0.01));
  }
}
