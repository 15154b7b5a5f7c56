package lilypad.protocol.rules;

/**
 * What a node's record is worth.
 *
 * @param stranger how often a node errs that nothing is known of, as it is assumed
 * @param delta how improbable it is to be that a node errs more often than its record says
 */
public record ReputationRule(Probability stranger, Probability delta) {

  /** How every record ages: a tenth is forgotten in 30 days. */
  public static final Reputation.Decay DECAY =
      new Reputation.Decay(30L * 24 * 60 * 60, Probability.of("0.9"));

  /** A stranger errs one time in five; bounds hold with 95 %. */
  public static final ReputationRule DEFAULT =
      new ReputationRule(Probability.of("0.2"), Probability.of("0.05"));

  /**
   * What an answer is worth. Of somebody who never erred: by what is assumed of strangers, or by
   * the bound once that is better; of somebody who did: by the bound.
   */
  public Odds odds(Reputation.Evidence answers) {
    return worth(answers).odds();
  }

  /** As {@link #odds}, with what it comes of. */
  public Worth worth(Reputation.Evidence answers) {
    Probability bound = answers.upperBound(delta);
    boolean assumed = answers.faults() == 0 && stranger.compareTo(bound) < 0;
    return new Worth(bound, assumed, Odds.of(assumed ? stranger : bound));
  }

  /**
   * What a record is worth.
   *
   * @param bound on its rate of errors (Clopper-Pearson)
   * @param assumed whether it counts as a stranger's instead
   */
  public record Worth(Probability bound, boolean assumed, Odds odds) {}
}
