package lilypad.market.solver;

/** Whether two offers make a deal. */
public sealed interface MatchOutcome permits MatchedDeal, MatchOutcome.NoMatch {

  /** They make none. */
  record NoMatch(Obstacle obstacle) implements MatchOutcome {}

  /** Why two offers make no deal; the first that applies, in this order. */
  enum Obstacle {
    /** One of them trusts another solver. */
    OTHER_SOLVER,
    /** Both offers are by the same account. */
    SAME_PARTY,
    /** The job is for another provider. */
    OTHER_TARGET,
    /** The provider offers some modules, and the job's is not among them. */
    MODULE_NOT_OFFERED,
    /** The job needs more than the machine has. */
    MACHINE_TOO_SMALL,
    /** The job's prices are not those of the provider; nobody haggles here. */
    PRICES_DIFFER,
    /** There is no mediator that both trust. */
    NO_COMMON_MEDIATOR
  }
}
