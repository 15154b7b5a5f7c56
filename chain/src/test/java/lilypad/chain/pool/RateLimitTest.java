package lilypad.chain.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final long MILLI = Duration.ofMillis(1).toNanos();

  @Test
  void aSecondsWorthGoesAtOnceAndTheRestIsSpaced() {
    RateLimit limit = new RateLimit(10);
    for (int i = 0; i < 10; i++) {
      assertThat(limit.reserve(0)).isZero();
    }
    assertThat(limit.reserve(0)).isEqualTo(100 * MILLI);
    assertThat(limit.reserve(0)).isEqualTo(200 * MILLI);
    assertThat(limit.reserve(250 * MILLI)).isEqualTo(50 * MILLI);
  }

  @Test
  void lessThanOneASecondIsSpacedFromTheFirst() {
    RateLimit limit = new RateLimit(0.5);
    assertThat(limit.reserve(0)).isZero();
    assertThat(limit.reserve(0)).isEqualTo(2000 * MILLI);
    assertThat(limit.reserve(9000 * MILLI)).isZero();
  }

  @Test
  void zeroIsNoLimit() {
    RateLimit limit = new RateLimit(0);
    for (int i = 0; i < 1000; i++) {
      assertThat(limit.reserve(0)).isZero();
    }
  }
}
