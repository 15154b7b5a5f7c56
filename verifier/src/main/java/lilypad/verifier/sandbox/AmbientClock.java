package lilypad.verifier.sandbox;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The host's clock, for a job of the profile {@code wasm-ambient}. */
public final class AmbientClock implements GuestClock {

  private final long start = System.nanoTime();

  @Override
  public long realtime() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public long monotonic() {
    return System.nanoTime() - start;
  }

  @Override
  public long stamp() {
    return realtime();
  }

  @Override
  public long resolution() {
    return 1;
  }

  @Override
  public void pass(long nanos) {
    long end = monotonic() + nanos;
    for (long left = nanos; left > 0; left = end - monotonic()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public long elapsed() {
    return 0;
  }
}
