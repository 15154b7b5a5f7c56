package lilypad.protocol.rules;

/** What the mediator concludes about a claim. */
public enum Verdict {
  /** Enough independent matching results equal the claim: {@code mediationAcceptResult}. */
  ACCEPT,
  /**
   * Independent matching results differ from the claim, beyond dissent: {@code
   * mediationRejectResult}.
   */
  REJECT,
  /** The job's own repeated runs differ, and it names an ambient profile: nothing on chain. */
  NONDETERMINISTIC,
  /** An input of the job cannot be fetched by two independent nodes: nothing on chain. */
  UNAVAILABLE,
  /** Abstentions or dissent that were not resolved in time: nothing on chain, its time-out runs. */
  INCONCLUSIVE;

  /** Whether a verdict is posted on chain. */
  public boolean movesMoney() {
    return this == ACCEPT || this == REJECT;
  }
}
