package lilypad.protocol.rules;

/** What the ballots so far amount to, by {@link Escalation}. */
public sealed interface Step {

  /**
   * A verdict.
   *
   * @param confidence the posterior of the leading answer; 0 where the verdict rests on none
   */
  record Decided(Verdict verdict, Probability confidence) implements Step {}

  /**
   * Not yet: ask this many more verifiers of other operators.
   *
   * @param count at least 1
   */
  record Ask(int count, Why why) implements Step {}

  /** Not yet: have the mediator's own node run the job and look at the evidence. */
  record Refer() implements Step {}

  /** Why more are asked. */
  enum Why {
    /** The panel is not full: nobody was asked yet, or some abstained. */
    ABSTENTIONS,
    /** Answers differ. */
    DISSENT,
    /** All agree, but they are not worth enough yet. */
    CONFIDENCE,
    /** All agree against the claim, but it is too likely yet that all of them collude. */
    COLLUSION
  }
}
