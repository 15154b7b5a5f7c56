package lilypad.verifier.executor;

import lilypad.protocol.Hash32;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.rules.AbstentionReason;

/** How a run ended. */
public sealed interface ExecutionOutcome {

  /**
   * The job ended by itself, in success or not: a result like any other.
   *
   * @param output {@code stdout}, {@code stderr}, {@code exitCode} (decimal digits, no newline) and
   *     the directory {@code outputs/}
   * @param millis wall clock, child process included
   * @param executionRoot root of a Merkle tree over what was measured deterministically in the run:
   *     who did not run it cannot know it
   * @param exitCode 0 to 255; 134 if the module trapped
   */
  record Completed(FileTree output, long millis, Hash32 executionRoot, int exitCode)
      implements ExecutionOutcome {}

  /**
   * This node has no answer.
   *
   * @param detail for the operator: what was expected and what came
   */
  record Abstained(AbstentionReason reason, String detail) implements ExecutionOutcome {}
}
