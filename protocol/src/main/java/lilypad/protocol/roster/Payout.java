package lilypad.protocol.roster;

import java.util.Optional;
import lilypad.protocol.roster.VerifierEvent.PayoutMade;
import lilypad.protocol.roster.VerifierEvent.PayoutRequested;
import lilypad.protocol.roster.VerifierEvent.PayoutStopped;

/**
 * A verifier's payout and how far it got.
 *
 * @param stopped that it was given up, and why; what was signed before may still be mined
 * @param made the transaction that paid it
 * @param returned whether nothing of it can be mined any more: the account has it again
 */
public record Payout(
    PayoutRequested request,
    Optional<PayoutStopped> stopped,
    Optional<PayoutMade> made,
    boolean returned) {

  static Payout requested(PayoutRequested request) {
    return new Payout(request, Optional.empty(), Optional.empty(), false);
  }

  /** Whether it is not known yet what becomes of it. */
  public boolean pending() {
    return made.isEmpty() && !returned;
  }

  /** Whether the account is without its amount. */
  boolean debited() {
    return !returned;
  }

  Payout stopped(PayoutStopped why) {
    return new Payout(request, Optional.of(why), made, returned);
  }

  Payout made(PayoutMade how) {
    return new Payout(request, stopped, Optional.of(how), false);
  }

  Payout back() {
    return new Payout(request, stopped, Optional.empty(), true);
  }
}
