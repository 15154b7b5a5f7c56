package lilypad.protocol.rules;

/** What the job's module says about its own determinism. */
public enum Profile {
  /**
   * Logical clock, seeded random: the same bytes everywhere. The only profile that can be rejected,
   * and only where the module names its runtime.
   */
  DETERMINISTIC,
  /** Real clock and entropy: may differ from run to run by nature. */
  AMBIENT,
  /**
   * The module's manifest could not be read by the mediator: treated as ambient, so that nobody is
   * slashed on a guess.
   */
  UNKNOWN
}
