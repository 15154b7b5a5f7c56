package lilypad.protocol.story;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.CheckRef;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.PanelWorking;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.ReputationRule;
import lilypad.protocol.rules.Ruling;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.Standing;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Working;

/**
 * Why a deal was checked, why these verifiers were asked and why the verdict is what it is. What is
 * recorded are inputs and decisions; everything in between is reckoned once more by the rules
 * themselves.
 *
 * @param deal its id; empty for a deal without a fact
 * @param state what the chain says of it
 * @param checks of ours, oldest first; there is more than one only where a reorganisation put
 *     another claim in its place
 * @param replayed whether every decision was made once more: only where the record has what the
 *     mediator decided by
 * @param differences where that gives something else than what is recorded
 */
public record DealExplanation(
    DealKey key,
    Optional<DealId> deal,
    AgreementState state,
    List<Check> checks,
    boolean replayed,
    List<Difference> differences) {

  public DealExplanation {
    checks = List.copyOf(checks);
    differences = List.copyOf(differences);
  }

  /**
   * Explains what all facts of one deal tell.
   *
   * @param facts oldest first
   */
  public static DealExplanation of(DealKey key, List<RuledFact> facts) {
    Explaining explaining = new Explaining(key);
    facts.forEach(explaining::take);
    return explaining.explanation();
  }

  /** The explanation in lines fit for a terminal. */
  public List<String> lines() {
    return ExplanationText.of(this);
  }

  /**
   * A decision that the rules do not make.
   *
   * @param fact its number among the deal's, from 1
   */
  public record Difference(long fact, String what, String expected, String recorded) {}

  /**
   * One check of ours.
   *
   * @param cause why there is one
   * @param deadline chain time from which the parties can time it out
   * @param orphaned whether its block left the chain
   * @param parts what was decided, in its order
   * @param wanted verifiers that are still to be drawn
   */
  public record Check(
      Cause cause,
      AgreementReading reading,
      long deadline,
      boolean orphaned,
      List<Part> parts,
      int wanted) {
    public Check {
      parts = List.copyOf(parts);
    }

    /** Whether there is a verdict. */
    public boolean decided() {
      return parts.stream()
          .anyMatch(
              part ->
                  part instanceof Part.Judged judged
                      && judged.decision() instanceof DealEvent.VerdictReached);
    }
  }

  /** Why a deal is checked. */
  public sealed interface Cause {
    /**
     * Somebody asked for it on chain.
     *
     * @param byUs whether we did, as the client's watchman; else the client did
     */
    record Asked(CheckRef check, boolean byUs) implements Cause {}

    /**
     * Nobody challenged the claim, and it was chosen all the same: a silent check.
     *
     * @param claim the block with the claim
     * @param choice how it was chosen
     */
    record Sampled(BlockRef claim, Optional<Sampling.Decision> choice) implements Cause {}
  }

  /** Something that was decided about a check. */
  public sealed interface Part {

    /**
     * A panel.
     *
     * @param working how it comes out of what is recorded
     * @param voices of its members, as recorded
     */
    record Drawn(DealEvent.PanelDrawn drawn, PanelWorking working, List<Counted> voices)
        implements Part {
      public Drawn {
        voices = List.copyOf(voices);
      }
    }

    /**
     * The mediator's own node was asked to run the job.
     *
     * @param round after which
     */
    record Referred(int round, DealEvent.RefereeAsked asked) implements Part {}

    /** What we decided as the client's watchman. */
    record Watched(DealEvent.WatchDecided decided) implements Part {}

    /**
     * What the votes so far amount to.
     *
     * @param round after which
     * @param decision as recorded: a verdict, or that more are wanted
     * @param at chain time of a verdict, and when an undecided mediation would have ended; if known
     * @param weighed how it comes about; empty if the record does not have what it was decided by
     */
    record Judged(int round, DealEvent decision, Optional<Closing> at, Optional<Weighed> weighed)
        implements Part {}
  }

  /**
   * A member and what its record was worth.
   *
   * @param worth empty if the record does not have what it was reckoned by
   */
  public record Counted(PanelMember member, Optional<Worth> worth) {}

  /** By which rule a record is worth what. */
  public record Worth(ReputationRule rule, Standing standing, ReputationRule.Worth worth) {}

  /**
   * When a verdict was reached without waiting for more.
   *
   * @param ends chain time at which an undecided mediation ends
   * @param nobodyElse whether nobody else could be asked
   */
  public record Closing(long at, long ends, boolean nobodyElse) {}

  /** The votes and what the rule makes of them. */
  public sealed interface Weighed {

    /** By what they are worth. */
    record Polled(int rule, Poll poll, Working working) implements Weighed {}

    /** By counting. */
    record Tallied(int rule, Tally tally, Adjudication.Working working, Ruling ruling)
        implements Weighed {}
  }
}
