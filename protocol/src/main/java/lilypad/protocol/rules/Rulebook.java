package lilypad.protocol.rules;

import java.util.Optional;

/** By what a mediator draws panels and judges; each is kept for the records made under it. */
public sealed interface Rulebook {

  /**
   * All votes alike, panels by the hash of the check's block: {@link Adjudication} and {@link
   * Sortition}. Records of earlier builds were made by it; no mediator is started with it any more.
   */
  record Tallying(Tally.Parameters parameters) implements Rulebook {}

  /**
   * Votes by what they are worth, panels by weight and a beacon: {@link Escalation} and {@link
   * WeightedSortition}.
   *
   * @param referee empty where there is none: then no evidence of a run is looked at
   * @param sampling by what claims that nobody challenged are checked all the same; empty: none is
   */
  record Polling(
      Poll.Parameters parameters,
      BeaconRule beacon,
      ReputationRule reputation,
      Optional<RefereeRule> referee,
      Optional<SamplingRule> sampling)
      implements Rulebook {

    /** All as it is by default. */
    public static final Polling DEFAULT =
        new Polling(Poll.Parameters.DEFAULT, BeaconRule.DEFAULT, ReputationRule.DEFAULT);

    /** Without a referee and without silent checks. */
    public Polling(Poll.Parameters parameters, BeaconRule beacon, ReputationRule reputation) {
      this(parameters, beacon, reputation, Optional.empty(), Optional.empty());
    }

    /** The same, with a referee. */
    public Polling with(RefereeRule rule) {
      return new Polling(parameters, beacon, reputation, Optional.of(rule), sampling);
    }

    /** The same, with silent checks. */
    public Polling sampling(SamplingRule rule) {
      return new Polling(parameters, beacon, reputation, referee, Optional.of(rule));
    }

    /** Whether a node can be drawn into a panel: a referee cannot. */
    public boolean admits(Candidate candidate) {
      return referee.map(rule -> !rule.node().equals(candidate.verifier())).orElse(true);
    }
  }
}
