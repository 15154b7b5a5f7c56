package lilypad.protocol.rules;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;

/**
 * What one verifier's signed answer says about the claim, as the mediator derives it. Only {@link
 * Match} and {@link Mismatch} move guilt.
 */
public sealed interface Vote {

  /** The node that answered. */
  Address verifier();

  /** The operator it belongs to: an operator's nodes count once. */
  String operator();

  /** The node got the claimed result. */
  record Match(Address verifier, String operator, Hash32 resultRoot) implements Vote {}

  /** The node got another result. */
  record Mismatch(Address verifier, String operator, Hash32 resultRoot) implements Vote {}

  /** The node has no result, for a reason of its own or of its surroundings. */
  record Abstain(Address verifier, String operator, AbstentionReason reason) implements Vote {}
}
