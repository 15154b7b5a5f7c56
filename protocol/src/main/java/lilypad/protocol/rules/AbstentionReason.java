package lilypad.protocol.rules;

/**
 * Why a verifier gives no answer. None of these ever speaks for or against the provider: own
 * failure is never disagreement.
 */
public enum AbstentionReason {
  /** The runtime failed on the job: the child process crashed or answered nonsense. */
  RUNTIME_FAILURE,
  /** A block of the module could not be fetched. */
  MODULE_UNAVAILABLE,
  /** A block of an input could not be fetched. */
  INPUT_UNAVAILABLE,
  /** The module is not one this runtime may run: unknown imports, SIMD, threads, malformed. */
  MODULE_INVALID,
  /** The job or its module asks for an executor or a runtime that this node does not have. */
  UNSUPPORTED_RUNTIME,
  /** The job ran longer than the wall-clock limit. */
  WALL_CLOCK,
  /** The heap ran out. */
  MEMORY,
  /** The host's stack overflowed. */
  HOST_STACK,
  /** Another limit of this node: output size, disk quota, slots. */
  NODE_LIMIT,
  /** One node's repeated runs of the job differ. */
  NONDETERMINISTIC,
  /** A defect of the node itself. */
  INTERNAL,
  /** Nothing came before the deadline: recorded by the mediator, never signed by a node. */
  TIMED_OUT
}
