package lilypad.protocol.abi;

import java.math.BigInteger;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;

/**
 * A call to a Lilypad v2 contract. Which contract it goes to is not part of it, and matters: the
 * verdict functions have the same selectors on storage, controller and mediation, and only the
 * mediation contract takes them.
 */
public sealed interface LilypadCall {

  /** The transaction input: selector and arguments. */
  default Bytes encode() {
    return CallSignature.encode(this);
  }

  /** A call whose only argument is a deal id. */
  sealed interface OfDeal extends LilypadCall {
    DealId dealId();
  }

  /** Controller: a party agrees. Both must pass the same values, mediators in the same order. */
  record Agree(DealId dealId, Members members, Timeouts timeouts, Pricing pricing)
      implements LilypadCall {}

  /**
   * Our controller only: the job creator agrees and lets one of the deal's mediators ask for a
   * check in its place.
   *
   * @param watchman that mediator
   */
  record AgreeWithWatchman(
      DealId dealId, Members members, Timeouts timeouts, Pricing pricing, Address watchman)
      implements LilypadCall {}

  /** Controller: the provider posts its claim. */
  record AddResult(DealId dealId, String resultsId, String dataId, BigInteger instructionCount)
      implements LilypadCall {}

  /** Controller: the job creator accepts the claim. */
  record AcceptResult(DealId dealId) implements OfDeal {}

  /** Controller: the job creator asks for a check. */
  record CheckResult(DealId dealId) implements OfDeal {}

  /**
   * Our controller only: the watchman asks for a check in the job creator's place, but only of the
   * claim that it looked at.
   *
   * @param dataIdHash Keccak-256 of that claim's dataId as text
   * @param submittedAt block time of that claim, in seconds
   */
  record WatchedCheckResult(DealId dealId, Hash32 dataIdHash, BigInteger submittedAt)
      implements LilypadCall {}

  /** Mediation: the verdict is that the claim is right. */
  record MediationAcceptResult(DealId dealId) implements OfDeal {}

  /** Mediation: the verdict is that the claim is wrong. */
  record MediationRejectResult(DealId dealId) implements OfDeal {}

  /**
   * Our mediation contract or the guard: accept, but only what was judged.
   *
   * @param dataIdHash Keccak-256 of the judged claim's dataId as text
   * @param checkedAt block time of the check that was judged, in seconds
   */
  record GuardedAcceptResult(DealId dealId, Hash32 dataIdHash, BigInteger checkedAt)
      implements LilypadCall {}

  /** As {@link GuardedAcceptResult}, to reject. */
  record GuardedRejectResult(DealId dealId, Hash32 dataIdHash, BigInteger checkedAt)
      implements LilypadCall {}

  /** Controller: the other party did not agree in time. */
  record TimeoutAgree(DealId dealId) implements OfDeal {}

  /** Controller: the provider posted no claim in time. */
  record TimeoutSubmitResult(DealId dealId) implements OfDeal {}

  /** Controller: the job creator did not judge in time. */
  record TimeoutJudgeResult(DealId dealId) implements OfDeal {}

  /** Controller: no verdict came in time. */
  record TimeoutMediateResult(DealId dealId) implements OfDeal {}

  /** Storage view, read by {@link CallReturns#deal}. */
  record GetDeal(DealId dealId) implements OfDeal {}

  /** Storage view, read by {@link CallReturns#agreement}. */
  record GetAgreement(DealId dealId) implements OfDeal {}

  /** Storage view, read by {@link CallReturns#result}. */
  record GetResult(DealId dealId) implements OfDeal {}

  /** Our storage's view, read by {@link CallReturns#address}: zero where nobody was appointed. */
  record GetWatchman(DealId dealId) implements OfDeal {}

  /** Storage view, read by {@link CallReturns#amount}: instruction price times count. */
  record GetJobCost(DealId dealId) implements OfDeal {}

  /** Storage view, read by {@link CallReturns#amount}: the provider's stake. */
  record GetResultsCollateral(DealId dealId) implements OfDeal {}

  /** Mediation view, read by {@link CallReturns#address}. */
  record GetMediator(DealId dealId) implements OfDeal {}

  /** Guard view, read by {@link CallReturns#address}: whose claims and checks it looks at. */
  record GuardedStorage() implements LilypadCall {}

  /** Guard view, read by {@link CallReturns#address}: whom it passes verdicts on to. */
  record GuardedMediation() implements LilypadCall {}

  /** Token view, read by {@link CallReturns#amount}. */
  record BalanceOf(Address account) implements LilypadCall {}

  /** Token view, read by {@link CallReturns#amount}. */
  record EscrowBalanceOf(Address account) implements LilypadCall {}

  /** Token view, read by {@link CallReturns#bool}. */
  record Paused() implements LilypadCall {}

  /** Token: pays out of the sender's balance. */
  record Transfer(Address to, Wei amount) implements LilypadCall {}

  /** Token: moves tokens from the sender's balance into its escrow. */
  record PayEscrow(Wei amount) implements LilypadCall {}

  /** Users: writes the sender's entry. */
  record UpdateUser(String metadataCid, String url, List<ServiceType> roles)
      implements LilypadCall {

    public UpdateUser {
      roles = List.copyOf(roles);
    }
  }

  /** Users: lists the sender under a role. */
  record AddUserToList(ServiceType role) implements LilypadCall {}

  /** Users view, read by {@link CallReturns#addresses}. */
  record ShowUsersInList(ServiceType role) implements LilypadCall {}

  /** Users view, read by {@link CallReturns#user}. */
  record GetUser(Address account) implements LilypadCall {}

  /** Token, by its owner: nothing moves until {@link Unpause}. */
  record Pause() implements LilypadCall {}

  /** Token, by its owner. */
  record Unpause() implements LilypadCall {}

  /** Token, storage, payments, mediation, by the owner: who may call them. */
  record SetControllerAddress(Address controller) implements LilypadCall {}

  /** A call that is none of the others, kept as it is. */
  record Other(Bytes selector, Bytes arguments) implements LilypadCall {}

  /**
   * Reads a transaction's input.
   *
   * @throws MalformedAbi if there are fewer than four bytes, or the arguments of a known selector
   *     are not the canonical encoding
   */
  static LilypadCall decode(Bytes input) {
    return CallSignature.decode(input);
  }
}
