package lilypad.market.canary;

import java.util.Optional;
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

  /** The second party was too late. */
  record GiveUp(boolean byProvider) implements NextStep {}

  /** The claim is due. */
  record Claim() implements NextStep {}

  /** The claim has been there long enough. */
  record Accept() implements NextStep {}

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
      case GiveUp giveUp -> true;
      case Claim claim -> true;
      case Accept accept -> true;
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
   */
  static NextStep of(Canary canary, Optional<ChainDeal> deal, Agreement agreement, long time) {
    if (deal.isEmpty()) {
      return new Unknown();
    }
    ChainDeal agreed = deal.get();
    return switch (agreement.state()) {
      case DEAL_NEGOTIATING -> {
        boolean provider = agreement.resourceProviderAgreedAt() == 0;
        boolean creator = agreement.jobCreatorAgreedAt() == 0;
        long deadline = agreed.timeouts().agree().deadline(agreement.dealCreatedAt());
        yield time > deadline
            ? new GiveUp(creator)
            : new Agree(
                new LilypadCall.Agree(
                    agreed.dealId(), agreed.members(), agreed.timeouts(), agreed.pricing()),
                provider,
                creator);
      }
      case DEAL_AGREED -> new Claim();
      case RESULTS_SUBMITTED -> {
        long submitted = agreement.resultsSubmittedAt();
        long whole = agreed.timeouts().judgeResults().deadline(submitted) - submitted;
        long until =
            submitted + whole / 1000 * canary.judged() + whole % 1000 * canary.judged() / 1000;
        yield time >= until ? new Accept() : new Wait(until);
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
}
