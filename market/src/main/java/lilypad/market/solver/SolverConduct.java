package lilypad.market.solver;

import java.math.BigInteger;
import java.util.TreeMap;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.SolverDeal;

/**
 * How the solver's account of a deal stands to what is on chain: what it tells under the deal's id,
 * and what it gave the parties to agree to.
 */
public enum SolverConduct {
  /** It tells what was agreed. */
  HONEST,
  /** Under the deal's id it tells another job; the id is no longer that of its account. */
  OTHER_JOB,
  /** Its account has the id, and the members on chain are others. */
  OTHER_MEMBERS,
  /** Its account has the id, and the prices on chain are others. */
  OTHER_PRICING;

  /** What the parties agree to on chain. */
  public LilypadCall.Agree agreed(MatchedDeal deal) {
    LilypadCall.Agree honest = deal.agree();
    return switch (this) {
      case HONEST, OTHER_JOB -> honest;
      case OTHER_MEMBERS ->
          new LilypadCall.Agree(
              honest.dealId(), otherSolver(honest.members()), honest.timeouts(), honest.pricing());
      case OTHER_PRICING ->
          new LilypadCall.Agree(
              honest.dealId(), honest.members(), honest.timeouts(), dearer(honest.pricing()));
    };
  }

  /** What it tells under the deal's id. */
  SolverDeal told(SolverDeal deal) {
    return switch (this) {
      case HONEST, OTHER_MEMBERS, OTHER_PRICING -> deal;
      case OTHER_JOB ->
          new SolverDeal(
              deal.id(),
              deal.members(),
              deal.pricing(),
              otherInputs(deal.jobOffer()),
              deal.resourceOffer());
    };
  }

  /** The first mediator stands where the solver was. */
  private static Members otherSolver(Members members) {
    return new Members(
        members.mediators().getFirst(),
        members.jobCreator(),
        members.resourceProvider(),
        members.mediators());
  }

  private static Pricing dearer(Pricing pricing) {
    return new Pricing(
        pricing.instructionPrice(),
        pricing.paymentCollateral(),
        pricing.resultsCollateralMultiple(),
        new Wei(pricing.mediationFee().value().add(BigInteger.ONE)));
  }

  private static JobOffer otherInputs(JobOffer offer) {
    TreeMap<String, String> inputs = new TreeMap<>(offer.inputs());
    inputs.replaceAll((name, value) -> value + "!");
    return offer.withInputs(inputs);
  }
}
