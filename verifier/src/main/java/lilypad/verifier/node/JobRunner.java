package lilypad.verifier.node;

import java.time.Duration;
import lilypad.protocol.node.Lease;

/** Runs the job of a lease, from fetching its module to keeping its result. Thread safe. */
@FunctionalInterface
public interface JobRunner {

  /**
   * Runs a job.
   *
   * @param within the time that is left for fetching and running
   * @throws InterruptedException if the lease was withdrawn; nothing of the job is left running
   */
  JobOutcome run(Lease lease, Duration within) throws InterruptedException;
}
