package lilypad.market.canary;

import java.util.Optional;
import java.util.function.Supplier;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.LilypadCall;

/**
 * What is to be done for a canary, read off the chain each time: so it does not matter when the
 * service was stopped, or whether a transaction was mined that nobody waited for.
 */
sealed interface NextStep {

  /** Nothing of the deal is on chain. */
  record Unknown() implements NextStep {}

  /** One party has agreed, and the other has to. */
  record Agree(LilypadCall.Agree call, boolean provider, boolean creator) implements NextStep {}

  /** A stranger has agreed, and our creator has to: to what was offered, whatever that one says. */
  record Join() implements NextStep {}

  /** The time to agree is over, and nothing of ours is on chain. */
  record Missed() implements NextStep {}

  /** The second party was too late. */
  record GiveUp(boolean byProvider) implements NextStep {}

  /** The claim is due. */
  record Claim() implements NextStep {}

  /** A stranger did not claim in time. */
  record EndRun() implements NextStep {}

  /** The claim has been there long enough. */
  record Accept() implements NextStep {}

  /** A stranger's claim has been there long enough, and is not the job's result. */
  record Check(String claimed) implements NextStep {}

  /** Somebody asked for a check, and no verdict came in time. */
  record EndCheck() implements NextStep {}

  /** Nothing is to be done until then, in the chain's seconds since 1970. */
  record Wait(long until) implements NextStep {}

  /** The deal has ended. */
  record Ended(AgreementState state) implements NextStep {}

  /** Whether a transaction does it, or may. */
  default boolean sends() {
    return switch (this) {
      case Unknown unknown -> true;
      case Agree agree -> true;
      case Join join -> true;
      case Missed missed -> true;
      case GiveUp giveUp -> true;
      case Claim claim -> true;
      case EndRun endRun -> true;
      case Accept accept -> true;
      case Check check -> true;
      case EndCheck endCheck -> true;
      case Wait wait -> false;
      case Ended ended -> false;
    };
  }

  /**
   * What a canary's deal needs now.
   *
   * @param deal as it is on chain, if it is
   * @param time the chain's, in seconds since 1970
   * @param claimed what a stranger claims, as text; asked for only where that matters. Empty if the
   *     node that answers does not show the claim yet, though one before it told of it
   */
  static NextStep of(
      Canary canary,
      Optional<ChainDeal> deal,
      Agreement agreement,
      long time,
      Supplier<Optional<String>> claimed) {
    if (deal.isEmpty()) {
      return new Unknown();
    }
    ChainDeal agreed = deal.get();
    return switch (agreement.state()) {
      case DEAL_NEGOTIATING -> negotiating(canary, agreed, agreement, time);
      case DEAL_AGREED -> running(canary, agreed, agreement, time);
      case RESULTS_SUBMITTED -> {
        long submitted = agreement.resultsSubmittedAt();
        long whole = agreed.timeouts().judgeResults().deadline(submitted) - submitted;
        int judged = canary.timing().judged();
        long until = submitted + whole / 1000 * judged + whole % 1000 * judged / 1000;
        if (time < until) {
          yield new Wait(until);
        }
        yield canary.isStrangers()
            ? claimed.get().map(claim -> judged(canary, claim)).orElse(new Wait(time + 1))
            : new Accept();
      }
      case RESULTS_CHECKED -> {
        long until = agreed.timeouts().mediateResults().deadline(agreement.resultsCheckedAt());
        yield time > until ? new EndCheck() : new Wait(until);
      }
      case RESULTS_ACCEPTED,
          MEDIATION_ACCEPTED,
          MEDIATION_REJECTED,
          TIMEOUT_AGREE,
          TIMEOUT_SUBMIT_RESULTS,
          TIMEOUT_JUDGE_RESULTS,
          TIMEOUT_MEDIATE_RESULTS ->
          new Ended(agreement.state());
    };
  }

  private static NextStep judged(Canary canary, String claim) {
    return claim.equals(canary.result().toString()) ? new Accept() : new Check(claim);
  }

  private static NextStep negotiating(
      Canary canary, ChainDeal deal, Agreement agreement, long time) {
    boolean provider = agreement.resourceProviderAgreedAt() == 0;
    boolean creator = agreement.jobCreatorAgreedAt() == 0;
    long deadline = deal.timeouts().agree().deadline(agreement.dealCreatedAt());
    boolean late = time > deadline;
    if (canary.isStrangers()) {
      if (creator) {
        return late ? new Missed() : new Join();
      }
      return late ? new GiveUp(false) : new Wait(deadline + 1);
    }
    return late
        ? new GiveUp(creator)
        : new Agree(
            new LilypadCall.Agree(deal.dealId(), deal.members(), deal.timeouts(), deal.pricing()),
            provider,
            creator);
  }

  private static NextStep running(Canary canary, ChainDeal deal, Agreement agreement, long time) {
    long began = agreement.dealAgreedAt();
    if (canary.isStrangers()) {
      long deadline = deal.timeouts().submitResults().deadline(began);
      return time > deadline ? new EndRun() : new Wait(deadline + 1);
    }
    long until = began + canary.timing().run();
    return time >= until ? new Claim() : new Wait(until);
  }
}
