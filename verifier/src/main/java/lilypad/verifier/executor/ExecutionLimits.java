package lilypad.verifier.executor;

import java.time.Duration;

/**
 * What one run may use of this node. Reaching any of them is an abstention, never a result.
 *
 * @param wallClock from the start of the child process to its outcome
 * @param memoryBytes the guest's memory; the child's heap is this and a fixed share for the engine
 * @param outputBytes stdout and stderr each, and all files written together
 */
public record ExecutionLimits(Duration wallClock, long memoryBytes, long outputBytes) {

  /** The most that a run may be allowed to write. */
  public static final long MOST_OUTPUT_BYTES = 1L << 30;

  /** 60 seconds, 512 MiB, 64 MiB. */
  public static final ExecutionLimits DEFAULT =
      new ExecutionLimits(Duration.ofSeconds(60), 512L << 20, 64L << 20);

  /**
   * @throws IllegalArgumentException unless all are positive and {@code outputBytes} is at most 1
   *     GiB
   */
  public ExecutionLimits {
    if (!wallClock.isPositive()
        || memoryBytes <= 0
        || outputBytes <= 0
        || outputBytes > MOST_OUTPUT_BYTES) {
      throw new IllegalArgumentException(
          "expected positive limits and outputBytes up to 1 GiB, got "
              + wallClock
              + ", "
              + memoryBytes
              + ", "
              + outputBytes);
    }
  }
}
