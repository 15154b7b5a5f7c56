package lilypad.protocol.rules;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Hash32;

/**
 * Everything an adjudication looks at.
 *
 * @param votes all votes of all rounds, in the order they were recorded
 * @param profile what the module says of its determinism
 * @param runtime the runtime that the module names, if every vote comes of it; empty if the module
 *     names none
 * @param closing no further vote can come: the deadline is near or nobody is left to ask
 * @param parameters the numbers of the rule
 */
public record Tally(
    List<Vote> votes,
    Profile profile,
    Optional<Hash32> runtime,
    boolean closing,
    Parameters parameters) {

  public Tally {
    votes = List.copyOf(votes);
  }

  /**
   * The numbers of the rule; recorded with each verdict.
   *
   * @param odds how much likelier an honest vote is right than wrong: P(good)/P(bad), a whole
   *     number; 4 means 0.8
   * @param acceptAbove credibility in thousandths that an ACCEPT needs
   * @param rejectAbove credibility in thousandths that a REJECT needs
   * @param largestPanel votes and abstentions after which nobody further is asked
   */
  public record Parameters(int odds, int acceptAbove, int rejectAbove, int largestPanel) {

    /** From these odds on a vote says something. */
    public static final int LEAST_ODDS = 2;

    /** Odds that nobody can know. */
    public static final int MOST_ODDS = 1_000_000;

    /** Below this an answer would win that is likelier wrong than right. */
    public static final int LEAST_CREDIBILITY = 500;

    /** Above this no number of votes decides. */
    public static final int MOST_CREDIBILITY = 999;

    /** The largest panel that may be asked for. */
    public static final int MOST_VOTES = 1_001;

    /** Per-vote odds 4; ACCEPT from 0.9, REJECT from 0.94; at most 9 asked. */
    public static final Parameters DEFAULT = new Parameters(4, 900, 940, 9);
  }
}
