package lilypad.protocol.money;

import java.math.BigInteger;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.abi.AgreementState;

/**
 * How far a deal got, as far as money is concerned.
 *
 * @param state where it stands
 * @param creatorAgreed whether the job creator ever agreed
 * @param providerAgreed whether the provider ever did
 * @param instructionCount how much work the provider claimed; 0 before a claim
 * @param mediator who was drawn, once there was a check
 */
public record Outcome(
    AgreementState state,
    boolean creatorAgreed,
    boolean providerAgreed,
    BigInteger instructionCount,
    Optional<Address> mediator) {

  /** A deal that both agreed to and that was checked. */
  public static Outcome checked(
      AgreementState state, BigInteger instructionCount, Address mediator) {
    return new Outcome(state, true, true, instructionCount, Optional.of(mediator));
  }
}
