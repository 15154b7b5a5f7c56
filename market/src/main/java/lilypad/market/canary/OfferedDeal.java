package lilypad.market.canary;

import java.util.Optional;
import lilypad.market.solver.SolverRefusal;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.SolverDeal;
import lilypad.protocol.job.TrustedParties;

/**
 * Compares what a solver made of a job's offer with the offer, whoever's machine it is: module,
 * inputs and prices are bound by the offer's id, and the rest is what our side asks of every deal.
 *
 * @param trusted the solver, and the mediators that a deal may name
 * @param timeouts the deadlines, which offers do not name
 */
record OfferedDeal(TrustedParties trusted, Timeouts timeouts) {

  /**
   * What the canary's parties are to agree to.
   *
   * @throws SolverRefusal if that is not what was offered
   */
  LilypadCall.Agree agreeable(SolverDeal deal, Canary canary) {
    Members members = deal.members();
    JobOffer offer = deal.jobOffer();
    boolean same =
        DealIds.jobOffer(offer).toString().equals(canary.offer())
            && deal.pricing().equals(offer.pricing())
            && trusted.solver().equals(Optional.of(members.solver()))
            && members.jobCreator().equals(canary.creator())
            && members.resourceProvider().equals(deal.resourceOffer().resourceProvider())
            && !members.mediators().isEmpty()
            && trusted.mediators().containsAll(members.mediators());
    if (!same) {
      throw new SolverRefusal(
          "a deal of the job offer "
              + canary.offer()
              + " by "
              + canary.creator()
              + " among "
              + trusted
              + ", got one of "
              + members
              + " for "
              + deal.pricing());
    }
    return new LilypadCall.Agree(deal.id(), members, timeouts, deal.pricing().onChain());
  }
}
