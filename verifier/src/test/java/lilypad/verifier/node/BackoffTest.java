package lilypad.verifier.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  private static final long SEED = 7;

  private final Backoff backoff =
      new Backoff(Duration.ofMillis(100), Duration.ofMillis(1_000), new Random(SEED));

  @Test
  void waitsDoubleUpToTheLongestAndKeepAtLeastHalf() {
    for (long full : new long[] {100, 200, 400, 800, 1_000, 1_000}) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
    }
  }

  @Test
  void aSessionThatWasOpenedBeginsAgain() {
    backoff.next();
    backoff.next();
    backoff.next();
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }

  @Test
  void twoNodesDoNotWaitTheSame() {
    Backoff other =
        new Backoff(Duration.ofMillis(100), Duration.ofMillis(1_000), new Random(SEED + 1));
    assertThat(backoff.next()).isNotEqualTo(other.next());
  }
}
