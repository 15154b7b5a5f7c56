package lilypad.verifier.executor;

import lilypad.protocol.Hash32;

/** Runs jobs of one kind. Thread safe: a node runs as many at a time as it has slots. */
public interface Executor {

  /** The name that assignments use, for example {@code wasm}. */
  String name();

  /**
   * Digest of everything in this executor that a job's result could depend on. Nodes with the same
   * digest give the same result for the same deterministic job.
   */
  Hash32 runtimeDigest();

  /**
   * Runs {@code job} to its end, to a limit or to a failure. Never answers a failure of the node's
   * own as a result.
   *
   * @throws InterruptedException if the calling thread was interrupted; the job's process is gone
   *     by then
   */
  ExecutionOutcome run(Execution job, ExecutionLimits limits) throws InterruptedException;
}
