package lilypad.verifier.sandbox;

/** Time as the guest sees it, in nanoseconds. */
public interface GuestClock {

  /** Nanoseconds since 1970-01-01T00:00:00Z; every call may advance a logical clock. */
  long realtime();

  /** Nanoseconds since some fixed start; every call may advance a logical clock. */
  long monotonic();

  /** The realtime for a file's time stamp: does not advance a logical clock. */
  long stamp();

  /** What the clocks' resolution is said to be, in nanoseconds. */
  long resolution();

  /** Lets {@code nanos} pass. */
  void pass(long nanos);

  /**
   * A measure of the time that passed, for the execution's statement; zero where it is not
   * deterministic.
   */
  long elapsed();
}
