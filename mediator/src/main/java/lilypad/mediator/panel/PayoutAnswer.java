package lilypad.mediator.panel;

import lilypad.protocol.Address;
import lilypad.protocol.Wei;
import lilypad.protocol.roster.VerifierEvent.PayoutRequested;

/** What became of the wish to pay a verifier out. */
public sealed interface PayoutAnswer {

  /** The account is debited, and the transfer is on its way. */
  record Requested(PayoutRequested payout) implements PayoutAnswer {}

  /** An earlier payout is still on its way: nothing new is sent. */
  record OnItsWay(PayoutRequested payout) implements PayoutAnswer {}

  /** The account holds less than is worth a transaction, or nothing. */
  record TooLittle(Wei balance) implements PayoutAnswer {}

  /**
   * It would be paid to the mediator's own account, which moves nothing: the account keeps what it
   * holds.
   */
  record ToOurselves(Address payee, Wei balance) implements PayoutAnswer {}
}
