package lilypad.protocol.rules;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Hash32;

/**
 * What {@link Escalation} reckoned on the way to its step, for those who ask why.
 *
 * @param heard every ballot, in the poll's order
 * @param groups of equal answers, the surest first
 * @param answers ballots that count for an answer
 * @param needed answers that a verdict wants which rests on one
 * @param room how many more may be asked
 * @param trial of the leading answer; empty if none leads
 * @param step what follows
 */
public record Working(
    List<Heard> heard,
    List<Group> groups,
    int answers,
    int needed,
    int room,
    Optional<Trial> trial,
    Step step) {

  public Working {
    heard = List.copyOf(heard);
    groups = List.copyOf(groups);
  }

  /** Whether a ballot counts for its answer, and if not, why. */
  public enum Hearing {
    /** It does. */
    COUNTS,
    /** It has no answer. */
    ABSTAINS,
    /** Its answer comes of another runtime than the module's. */
    OTHER_RUNTIME,
    /** The mediator's own run contradicted its evidence. */
    EVIDENCE_CONTRADICTED,
    /** Its operator was heard already, or contradicts itself. */
    OPERATOR_HEARD_OTHERWISE
  }

  /** A ballot and whether it counts. */
  public record Heard(Ballot ballot, Hearing hearing) {}

  /**
   * Equal answers.
   *
   * @param claimed whether it is what the claim says
   * @param supporters operators that gave it
   * @param weight of those
   * @param product of their odds, to four places
   * @param posterior how sure it is, given all answers
   */
  public record Group(
      Hash32 root,
      boolean claimed,
      int supporters,
      BigInteger weight,
      BigDecimal product,
      Probability posterior) {}

  /**
   * What the leading answer has to show, and whether it does.
   *
   * @param supporters operators that gave it; two are wanted
   * @param wanted the posterior that it needs
   * @param sure whether it has that
   * @param dissent whether anybody gave another answer
   * @param share of the roster's weight that must be exceeded while somebody dissents
   * @param outweighs whether it is
   * @param captured how likely it is that all who gave it collude, rounded up: 0 where more agree
   *     than could, or the mediator's own run got the same; empty where nobody asks, for an ACCEPT,
   *     beside a dissent and under version 3
   */
  public record Trial(
      Hash32 root,
      boolean claimed,
      int supporters,
      Probability wanted,
      boolean sure,
      boolean dissent,
      Probability share,
      boolean outweighs,
      Optional<Probability> captured) {

    /** Whether it may decide, once there are answers enough. */
    public boolean passed() {
      return standing() && !suspect();
    }

    /** Whether it may decide but for the chance that all who gave it collude. */
    public boolean doubtful() {
      return standing() && suspect();
    }

    private boolean standing() {
      return supporters >= Adjudication.INDEPENDENT && (!dissent || outweighs) && sure;
    }

    /** Whether that all who gave it collude is likelier than an error may be. */
    public boolean suspect() {
      return captured.map(chance -> chance.compareTo(wanted.complement()) > 0).orElse(false);
    }
  }
}
