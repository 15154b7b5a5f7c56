package lilypad.protocol.abi;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;

/**
 * An event of a Lilypad v2 contract. All text in it is chosen by strangers. The emitter is not part
 * of it: whoever reads a log must check its address, since any contract can emit any event.
 */
public sealed interface LilypadEvent {

  /** The deal that the event belongs to, if it names one. */
  default Optional<DealId> deal() {
    return this instanceof OfDeal event ? Optional.of(event.dealId()) : Optional.empty();
  }

  /** An event that belongs to a deal. */
  sealed interface OfDeal extends LilypadEvent {
    DealId dealId();
  }

  /** Storage: the deal has reached {@code state}. State 0 is never announced. */
  record DealStateChange(DealId dealId, AgreementState state) implements OfDeal {}

  /** Mediation: {@code mediator} has been drawn for the deal. */
  record MediationRequested(DealId dealId, Address mediator) implements OfDeal {}

  /**
   * Storage, of our contracts only: the job creator lets a mediator ask for a check in its place.
   *
   * @param controller takes the watchman's call
   */
  record WatchmanAppointed(DealId dealId, Address watchman, Address controller) implements OfDeal {}

  /**
   * Payments: money of the deal has moved.
   *
   * @param payee whose account or escrow it is; for {@link PaymentDirection#SLASHED} the one who
   *     loses it
   * @param amount may be zero
   */
  record Payment(
      DealId dealId, Address payee, Wei amount, PaymentReason reason, PaymentDirection direction)
      implements OfDeal {}

  /** On-chain job creator: a contract asks for a job. */
  record JobAdded(
      BigInteger id, Address callingContract, Address payee, String module, List<String> inputs)
      implements LilypadEvent {

    public JobAdded {
      inputs = List.copyOf(inputs);
    }
  }

  /** Proof of work (testnet incentive): a node's submission was accepted. */
  record ValidPowSubmitted(
      Address wallet,
      String nodeId,
      BigInteger nonce,
      BigInteger startedAt,
      BigInteger completedAt,
      Hash32 challenge,
      BigInteger difficulty)
      implements LilypadEvent {}

  /** Proof of work: a node got a challenge. */
  record GenerateChallenge(Hash32 challenge, BigInteger difficulty) implements LilypadEvent {}

  /** Proof of work: a new round begins. */
  record NewPowRound() implements LilypadEvent {}

  /** ERC-20: tokens moved; from the zero address they are new. */
  record Transfer(Address from, Address to, Wei value) implements LilypadEvent {}

  /** ERC-20: an allowance was set. */
  record Approval(Address owner, Address spender, Wei value) implements LilypadEvent {}

  /** The token was paused. */
  record Paused(Address account) implements LilypadEvent {}

  /** The token goes on. */
  record Unpaused(Address account) implements LilypadEvent {}

  /** A contract has another owner. */
  record OwnershipTransferred(Address previousOwner, Address newOwner) implements LilypadEvent {}

  /** An upgradeable contract was initialised. */
  record Initialized(long version) implements LilypadEvent {}

  /** Example client of the on-chain job creator: a job was asked for. */
  record JobCreated(BigInteger id, String message) implements LilypadEvent {}

  /** Example client of the on-chain job creator: a job came back. */
  record JobCompleted(BigInteger id, String dealId, String dataId) implements LilypadEvent {}
}
