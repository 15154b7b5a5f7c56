package lilypad.protocol.rules;

import lilypad.protocol.Address;

/**
 * When the mediator's own node, the referee, runs a job once more, so that its run can be held
 * against the panel's. Whatever else it is there for, it runs where evidence contradicts itself and
 * where dissent remains, or all who agree could collude, and nobody else can resolve that.
 *
 * @param node its address; it never sits on a panel
 * @param operator who runs it, as the roster names it: the mediator
 * @param rate how often a panel's evidence is looked at although nothing asks for it, drawn when
 *     its commitments have closed
 * @param beforeReject whether it runs before every REJECT
 * @param required whether no money moves where its run is due and does not come; else the votes
 *     decide as if there were no referee, unless their evidence contradicts itself
 */
public record RefereeRule(
    Address node, String operator, Probability rate, boolean beforeReject, boolean required) {

  /** The version of this rule, recorded with each decision. */
  public static final int VERSION = 1;

  /** Why the referee runs a job. */
  public enum Cause {
    /** The same result with other evidence, or with none. */
    CONTRADICTION,
    /** The panel was drawn for it. */
    SAMPLED,
    /** Nobody else can resolve the dissent. */
    DISSENT,
    /** A stake is to be taken. */
    REJECT
  }

  /**
   * What it is there for in one deal.
   *
   * @param contradictory whether the evidence contradicts itself
   * @param sampled whether a panel was drawn for it
   * @param absent whether its run did not come, and cannot come any more
   */
  public Poll.Referee due(boolean contradictory, boolean sampled, boolean absent) {
    if (absent && !required && !contradictory) {
      return Poll.Referee.NONE;
    }
    if (contradictory || sampled) {
      return Poll.Referee.ALWAYS;
    }
    return beforeReject ? Poll.Referee.ON_REJECT : Poll.Referee.ON_DISSENT;
  }
}
