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
    Probability bound = answers.upperBound(delta);
    boolean clean = answers.faults() == 0;
    return Odds.of(clean && stranger.compareTo(bound) < 0 ? stranger : bound);
  }
}
