package lilypad.verifier.node;

import java.time.Duration;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.AbstentionReason;

/** What came of a lease. */
public sealed interface JobOutcome {

  /**
   * The job has a result, and its blocks are kept.
   *
   * @param resultRoot the digest of the result folder's CID
   * @param executionRoot the root over the run's evidence
   * @param run how long the run took
   */
  record Result(Hash32 resultRoot, Hash32 executionRoot, Duration run) implements JobOutcome {}

  /**
   * This node has no result, which says nothing about anybody else's.
   *
   * @param detail for people
   */
  record NoResult(AbstentionReason reason, String detail) implements JobOutcome {}
}
