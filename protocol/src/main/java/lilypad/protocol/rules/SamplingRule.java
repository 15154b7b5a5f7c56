package lilypad.protocol.rules;

import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;

/**
 * By what a mediator chooses claims that nobody challenged: {@link Sampling} with what is assumed
 * of every provider and every job, because no records of providers are kept.
 *
 * @param parameters the numbers of the rule; their floor is the share that is checked at least
 * @param provider how often a provider errs at most
 * @param gain what a cheat gains elsewhere if a wrong result stands
 * @param honestCost of running a job
 * @param cheatCost of making a result up
 * @param rates how good our checks are
 * @param patience seconds after a claim within which it is looked at; an older one is passed over
 */
public record SamplingRule(
    Sampling.Parameters parameters,
    Probability provider,
    Wei gain,
    Wei honestCost,
    Wei cheatCost,
    Deterrence.Rates rates,
    long patience) {

  /**
   * @throws MalformedValue if there is no patience
   */
  public SamplingRule {
    if (patience < 1) {
      throw new MalformedValue("seconds after a claim", Long.toString(patience));
    }
  }

  /** A share of all claims, whatever is at stake. */
  public static SamplingRule share(Probability rate, long patience) {
    return new SamplingRule(
        new Sampling.Parameters(
            Sampling.Parameters.DEFAULT.trusted(), Sampling.Parameters.DEFAULT.delta(), rate),
        Probability.ZERO,
        Wei.ZERO,
        Wei.ZERO,
        Wei.ZERO,
        Deterrence.Rates.PERFECT,
        patience);
  }
}
