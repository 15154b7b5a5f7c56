package lilypad.protocol.rules;

import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * A vote with all that says how much it counts.
 *
 * @param vote what the node's signed answer says about the claim
 * @param runtimeDigest what the node ran the job with
 * @param odds that the node is right, by its reputation when the panel was drawn
 * @param weight of its operator, as it was drawn by
 * @param evidence what became of its evidence of having run the job
 */
public record Ballot(Vote vote, Hash32 runtimeDigest, Odds odds, long weight, Evidence evidence) {

  /**
   * @throws MalformedValue if the weight is below 0
   */
  public Ballot {
    if (weight < 0) {
      throw new MalformedValue("a weight from 0 on", Long.toString(weight));
    }
  }

  /** The same, if nobody looked at its evidence and the mediator's own run were what it says. */
  Ballot confirmed() {
    return evidence == Evidence.UNCHECKED
        ? new Ballot(vote, runtimeDigest, odds, weight, Evidence.CONFIRMED)
        : this;
  }

  /** What the mediator's own run says of a node's execution root. */
  public enum Evidence {
    /** Nobody looked. */
    UNCHECKED,
    /** The opened checkpoints are those of our own run. */
    CONFIRMED,
    /** They are missing or others: the vote is an abstention. */
    CONTRADICTED
  }
}
