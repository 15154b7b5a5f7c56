package lilypad.market.provider;

import lilypad.protocol.rules.AbstentionReason;

/** The provider could not fetch a job, or its executor gave no result. */
public final class RunFailed extends RuntimeException {

  private final AbstentionReason reason;

  /**
   * @param detail what was expected and what came, in words
   */
  public RunFailed(AbstentionReason reason, String detail) {
    super("expected a result of the job, got " + reason + ": " + detail);
    this.reason = reason;
  }

  /** Why there is none. */
  public AbstentionReason reason() {
    return reason;
  }
}
