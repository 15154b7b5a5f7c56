package lilypad.mediator.deal;

import lilypad.protocol.deal.Decision;

/** A deal did not take what it was told. */
public final class DealRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Decision.Rejection rejection;

  /** Refused for this reason. */
  public DealRefused(Decision.Rejection rejection) {
    super("expected " + rejection.expected() + ", got " + rejection.actual());
    this.rejection = rejection;
  }

  /** Why. */
  public Decision.Rejection rejection() {
    return rejection;
  }
}
