package lilypad.market.solver;

import lilypad.protocol.DealId;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.job.SolverDeal;

/**
 * A deal that a solver made of two offers.
 *
 * @param deal as the solver's JSON has it, under the id that its content gives it
 * @param createdAt when it was made, in milliseconds since 1970
 * @param timeouts the deadlines, in the chain's seconds: the one part of an agreement that the JSON
 *     does not hold
 */
public record MatchedDeal(SolverDeal deal, long createdAt, Timeouts timeouts)
    implements MatchOutcome {

  /** Content id of the deal's JSON. */
  public DealId id() {
    return deal.id();
  }

  /** The parties, and the mediators that both trust. */
  public Members members() {
    return deal.members();
  }

  /** The prices, in the token's smallest unit. */
  public Pricing pricing() {
    return deal.pricing().onChain();
  }

  /** The call with which either party agrees. */
  public LilypadCall.Agree agree() {
    return new LilypadCall.Agree(id(), members(), timeouts, pricing());
  }
}
