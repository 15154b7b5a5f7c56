package lilypad.protocol.audit;

import lilypad.protocol.Hash32;

/**
 * The newest head that was to be anchored, and what became of it.
 *
 * @param request which head, and where
 */
public record Anchoring(AuditEvent.AnchorRequested request, Stage stage) {

  /** How far it got. */
  public enum Stage {
    /** The wallet is to have it sent. */
    PENDING,
    /** It is on chain. */
    ANCHORED,
    /** It will never be. */
    GIVEN_UP
  }

  /** Whether the wallet is still to do something for it. */
  public boolean pending() {
    return stage == Stage.PENDING;
  }

  /** Whether it is this intent that is to be sent. */
  public boolean waitsFor(Hash32 intent) {
    return pending() && request.intent().id().equals(intent);
  }

  Anchoring ended(Hash32 intent, Stage how) {
    return waitsFor(intent) ? new Anchoring(request, how) : this;
  }
}
