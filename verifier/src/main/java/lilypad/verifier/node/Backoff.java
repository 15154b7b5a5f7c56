package lilypad.verifier.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try to connect: doubles from {@code first} to {@code most}, and
 * of each a random part of at least half is waited, so that the nodes of a mediator that comes back
 * do not all knock at once. Not thread safe.
 */
final class Backoff {

  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private Duration next;

  Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
    this.next = first;
  }

  /** The next wait. */
  Duration next() {
    Duration full = next;
    Duration doubled = full.multipliedBy(2);
    next = doubled.compareTo(most) < 0 ? doubled : most;
    long half = full.toNanos() / 2;
    return Duration.ofNanos(half + random.nextLong(half + 1));
  }

  /** A session was opened: begin again. */
  void reset() {
    next = first;
  }
}
