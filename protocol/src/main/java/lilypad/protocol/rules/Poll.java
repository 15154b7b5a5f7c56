package lilypad.protocol.rules;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * Everything that {@link Escalation} looks at.
 *
 * @param ballots of all rounds, abstentions included, in the order they were recorded
 * @param profile what the module says of its determinism
 * @param runtime the runtime that the module names; empty if it names none
 * @param totalWeight of all operators on the roster, connected or not, whatever their runtime: what
 *     could collude is a share of that, and must not grow because honest nodes are away
 * @param present of the operators that could be drawn when fewest of them could: those who collude
 *     are among them, whoever else is away; 0 under version 3, which did not look at it
 * @param closing no further vote can come: the deadline is near or nobody is left to ask
 * @param referee what the mediator's own node is there for
 * @param parameters the numbers of the rule
 */
public record Poll(
    List<Ballot> ballots,
    Profile profile,
    Optional<Hash32> runtime,
    long totalWeight,
    long present,
    boolean closing,
    Referee referee,
    Parameters parameters) {

  /**
   * @throws MalformedValue if a weight is below 0
   */
  public Poll {
    if (totalWeight < 0 || present < 0) {
      throw new MalformedValue("weights from 0 on", totalWeight + ", " + present);
    }
    ballots = List.copyOf(ballots);
  }

  /** The same, if the mediator's own run had found what all say that nobody looked at. */
  Poll confirmed() {
    return new Poll(
        ballots.stream().map(Ballot::confirmed).toList(),
        profile,
        runtime,
        totalWeight,
        present,
        closing,
        referee,
        parameters);
  }

  /** When the mediator's own node runs the job and looks at the panel's evidence. */
  public enum Referee {
    /** Never: there is none, or it failed. */
    NONE,
    /** When dissent remains, or all who agree could collude, and nobody else can resolve that. */
    ON_DISSENT,
    /** Then, and before any REJECT: no stake is taken on a word that can be checked. */
    ON_REJECT,
    /** Before any money moves: this panel was drawn for it. */
    ALWAYS
  }

  /**
   * The numbers of the rule; recorded with each decision.
   *
   * @param rule version of the escalation that they are for
   * @param panel answers without dissent that a verdict wants
   * @param quorum answers without dissent that suffice when nobody further can be asked
   * @param largest answers to which dissent enlarges the panel, step by step
   * @param asked seats in all, abstentions included
   * @param acceptError epsilon: an ACCEPT needs a posterior of at least 1 - epsilon
   * @param rejectError epsilon of a REJECT: of its posterior, and from version 4 on of the chance
   *     that all who stand behind it collude
   * @param colluding the share of the weight that may agree on a wrong answer: more than this must
   *     stand behind a REJECT that somebody dissents from
   * @param echoing the share that may echo a wrong claim, lazy nodes included: more than this must
   *     stand behind an ACCEPT that somebody dissents from
   */
  public record Parameters(
      int rule,
      int panel,
      int quorum,
      int largest,
      int asked,
      Probability acceptError,
      Probability rejectError,
      Probability colluding,
      Probability echoing) {

    /** Three, then five, seven, nine; of at most 21 seats; a third may collude, a half echo. */
    public static final Parameters DEFAULT =
        new Parameters(
            Escalation.VERSION,
            3,
            2,
            9,
            21,
            Probability.of("0.1"),
            Probability.of("0.06"),
            Probability.of("0.333333334"),
            Probability.of("0.5"));

    /**
     * @throws MalformedValue if there is no such version, or they are not in their order: two that
     *     agree at least, a panel that dissent can enlarge, a seat for each answer
     */
    public Parameters {
      if (rule < Escalation.FIRST || rule > Escalation.VERSION) {
        throw new MalformedValue(
            "a version of the escalation from " + Escalation.FIRST + " to " + Escalation.VERSION,
            Integer.toString(rule));
      }
      if (quorum < Adjudication.INDEPENDENT
          || panel < quorum
          || largest < panel + 2
          || asked < largest) {
        throw new MalformedValue(
            "2 <= quorum <= panel < panel + 2 <= largest <= asked",
            quorum + ", " + panel + ", " + largest + ", " + asked);
      }
    }

    /** Whether the version asks how likely it is that all who agree collude. */
    public boolean asksForCollusion() {
      return rule > Escalation.FIRST;
    }

    /** The same numbers for another version. */
    public Parameters under(int version) {
      return new Parameters(
          version, panel, quorum, largest, asked, acceptError, rejectError, colluding, echoing);
    }
  }
}
