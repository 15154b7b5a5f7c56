package lilypad.verifier.sandbox;

/**
 * Starts at 2024-01-01T00:00:00Z and moves by one millisecond at every reading and by the time
 * asked for at every sleep, which ends at once.
 */
public final class LogicalClock implements GuestClock {

  /** 2024-01-01T00:00:00Z in nanoseconds since 1970. */
  public static final long EPOCH = 1_704_067_200_000_000_000L;

  /** How far each reading moves the clock, in nanoseconds. */
  public static final long STEP = 1_000_000L;

  private long elapsed;

  @Override
  public long realtime() {
    return EPOCH + step();
  }

  @Override
  public long monotonic() {
    return step();
  }

  @Override
  public long stamp() {
    return EPOCH + elapsed;
  }

  @Override
  public long resolution() {
    return STEP;
  }

  @Override
  public void pass(long nanos) {
    elapsed += Math.max(nanos, 0);
  }

  @Override
  public long elapsed() {
    return elapsed;
  }

  private long step() {
    elapsed += STEP;
    return elapsed;
  }
}
