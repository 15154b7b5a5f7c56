package lilypad.protocol.deal;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.Step;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Watching;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.SettlementTiming;

/**
 * A fact about one deal. Times are chain time: seconds since 1970-01-01 of the head that was known
 * when it was decided.
 */
public sealed interface DealEvent extends JournalEvent {

  /**
   * A log of the deal is on the canonical chain.
   *
   * @param delivery which of the intake's deliveries told it, from 1; 0 in facts of builds that did
   *     not count them
   */
  record LogRecorded(DealId deal, BlockRef block, ChainLog log, long delivery)
      implements DealEvent {

    /** Told by nobody who counts. */
    public LogRecorded(DealId deal, BlockRef block, ChainLog log) {
      this(deal, block, log, 0);
    }
  }

  /**
   * A block with logs of the deal left the canonical chain.
   *
   * @param delivery as in {@link LogRecorded}
   */
  record LogsRetracted(BlockRef block, long delivery) implements DealEvent {

    /** Told by nobody who counts. */
    public LogsRetracted(BlockRef block) {
      this(block, 0);
    }
  }

  /**
   * The client asked for a check and we were drawn; a mediation begins.
   *
   * @param deadline chain time from which the chain lets the parties time the mediation out
   */
  record MediationOpened(CheckRef check, AgreementReading reading, long deadline)
      implements DealEvent {}

  /** After a reorganisation the same request on the same claim is in another block; votes stand. */
  record MediationResumed(CheckRef check, AgreementReading reading, long deadline)
      implements DealEvent {}

  /**
   * Whether a claim that nobody challenged is checked all the same; if so, a silent check begins.
   *
   * @param reading the agreement at the claim's block
   * @param beacon the block after it whose randomness chose
   * @param prevrandao that block's (EIP-4399); zero where the chain has none
   * @param choice empty if the deal does not name us among its mediators
   * @param deadline chain time until which the client can ask for a check, whatever others do
   */
  record ClaimSampled(
      AgreementReading reading,
      BlockRef beacon,
      Hash32 prevrandao,
      Optional<Sampling.Decision> choice,
      long deadline)
      implements DealEvent {

    /** Whether it is checked. */
    public boolean chosen() {
      return choice.map(Sampling.Decision::sampled).orElse(false);
    }
  }

  /** A claim that nobody challenged was too old when it could have been chosen for a check. */
  record ClaimPassedOver(BlockRef claim, long at) implements DealEvent {}

  /**
   * A silent check has ended, and we are the client's watchman: whether we ask for a check in its
   * place. That check begins anew.
   *
   * @param claim the block with the claim
   * @param check the request for a check; empty if none is made
   */
  record WatchDecided(BlockRef claim, Watching.Decision decision, Optional<SettlementIntent> check)
      implements DealEvent {

    /**
     * @throws IllegalArgumentException if it asks without deciding so, or the other way round
     */
    public WatchDecided {
      if (decision.asks() != check.isPresent()) {
        throw new IllegalArgumentException(
            "expected a request for a check if and only if it is decided on, got "
                + decision.reason()
                + (check.isPresent() ? " and one" : " and none"));
      }
    }

    /** Whether an intent is its request. */
    public boolean isOf(Hash32 intent) {
      return check.map(SettlementIntent::id).filter(intent::equals).isPresent();
    }
  }

  /**
   * The solver's account of the job agrees with the chain.
   *
   * @param panel how many verifiers are wanted first
   */
  record JobDescribed(JobToRun job, int panel) implements DealEvent {}

  /**
   * The job is one whose result the mediator knew before anybody was asked: a canary. Whoever sits
   * in a silent check of it is scored by that, whatever the panel concludes.
   */
  record AnswerKnown(Hash32 resultRoot) implements DealEvent {}

  /** The solver's account contradicts the chain: it is not used. */
  record JobRefused(String field, String onChain, String told) implements DealEvent {}

  /**
   * Verifiers were drawn.
   *
   * @param round from 1
   * @param candidates everybody who could have been drawn
   * @param seed of the draw
   * @param entropy what makes the assignments' names opaque
   * @param rule version of the sortition
   * @param commitDeadline chain time until which commitments count
   * @param drawing what else it was drawn by; empty before version 4
   */
  record PanelDrawn(
      int round,
      List<PanelMember> members,
      List<Candidate> candidates,
      Hash32 seed,
      Hash32 entropy,
      int rule,
      long commitDeadline,
      Optional<Drawing> drawing)
      implements DealEvent {
    public PanelDrawn {
      members = List.copyOf(members);
      candidates = List.copyOf(candidates);
    }
  }

  /** A verifier bound itself to a result it has not shown yet. */
  record CommitmentRecorded(
      int round, Hash32 assignment, Address verifier, Hash32 commitment, Bytes signature)
      implements DealEvent {}

  /** A verifier said, signed, that it has no result. */
  record AbstentionRecorded(
      int round,
      Hash32 assignment,
      Address verifier,
      AbstentionReason reason,
      String detail,
      Bytes signature)
      implements DealEvent {}

  /**
   * A verifier did not commit, or did not reveal, in time.
   *
   * @param awake chain time since when the mediator had followed the chain without a break; 0
   *     before version 2, and where it never was away
   */
  record AssignmentExpired(
      int round, Hash32 assignment, Address verifier, boolean committed, long awake)
      implements DealEvent {

    /** By a mediator that was never away. */
    public AssignmentExpired(int round, Hash32 assignment, Address verifier, boolean committed) {
      this(round, assignment, verifier, committed, 0);
    }
  }

  /**
   * The mediator was away while a round waited for its verifiers: their window begins anew.
   *
   * @param deadline chain time until which what is missing counts now, commitments or reveals
   * @param awake chain time since when the mediator follows the chain again
   */
  record RoundProlonged(int round, long deadline, long awake) implements DealEvent {}

  /**
   * All commitments are in, or their time is over: results may be shown.
   *
   * @param draw whether the panel's evidence is to be looked at; empty where there is no referee,
   *     and of its own run
   */
  record RevealsOpened(int round, long revealDeadline, Optional<EvidenceDraw> draw)
      implements DealEvent {

    /** Where no evidence is looked at. */
    public RevealsOpened(int round, long revealDeadline) {
      this(round, revealDeadline, Optional.empty());
    }

    boolean sampled() {
      return draw.map(EvidenceDraw::sampled).orElse(false);
    }
  }

  /**
   * The mediator's own node is to run the job, under the same conditions as a panel but outside it:
   * its run is held against all others.
   *
   * @param member its seat, in round 0; it has no voice
   * @param rule version of the rule that asks it
   * @param commitDeadline chain time until which its commitment counts
   */
  record RefereeAsked(
      PanelMember member, RefereeRule.Cause cause, int rule, long commitDeadline, long at)
      implements DealEvent {}

  /**
   * A verifier showed the result it had committed to when the time for that was over: it counts for
   * nothing, and is held against the answer that stands.
   */
  record ResultShownLate(
      int round,
      Hash32 assignment,
      Address verifier,
      Hash32 resultRoot,
      Hash32 executionRoot,
      Hash32 salt,
      Bytes signature,
      long runMillis)
      implements DealEvent, Shown {}

  /** A verifier showed the result it had committed to. */
  record ResultRevealed(
      int round,
      Hash32 assignment,
      Address verifier,
      Hash32 resultRoot,
      Hash32 executionRoot,
      Hash32 salt,
      Bytes signature,
      long runMillis)
      implements DealEvent, Shown {}

  /**
   * The votes so far do not decide: this many more are to be asked.
   *
   * @param rule version of the rule that asks
   * @param why empty before version 3
   */
  record MoreVotesWanted(int round, int count, int rule, Optional<Step.Why> why)
      implements DealEvent {}

  /** The verdict, with all that it was derived from. */
  record VerdictReached(Verdict verdict, Grounds grounds, long at) implements DealEvent {}

  /** The verdict is to be posted on chain. */
  record SettlementRequested(SettlementIntent intent) implements DealEvent {}

  /**
   * How sure the check's block is when the verdict is sent, or is not although time runs out. Once
   * for each block that the check is in.
   *
   * @param check the check's block
   * @param level what it has reached
   * @param required what this call waits for while there is time
   */
  record SettlementWeighed(
      Hash32 intent,
      BlockRef check,
      FinalityLevel level,
      FinalityLevel required,
      SettlementTiming timing,
      long at)
      implements DealEvent {}

  /** What became of the settlement so far. */
  record SettlementProgressed(SettlementReport report) implements DealEvent {}

  /**
   * The chain's deadline passed while a contract refuses the verdict: from now on the parties can
   * time the mediation out. The verdict is still tried.
   *
   * @param reason in the contract's words: hostile text
   */
  record SettlementOverdue(Hash32 intent, Refusal refusal, String reason, long at)
      implements DealEvent {}

  /** The deal reached a terminal state on chain, at the finality level at which money counts. */
  record MediationClosed(AgreementState state, BlockRef block) implements DealEvent {}

  /**
   * What the valid answers of a mediation earn; each goes to the account of its verifier.
   *
   * @param rule version of the rule
   * @param fee the mediation fee that came in; zero if none did
   */
  record PayEarned(int rule, Wei fee, List<Award> awards) implements DealEvent {
    public PayEarned {
      awards = List.copyOf(awards);
    }
  }

  /**
   * Where the claim's content and a verifier's result first differ; decides nothing.
   *
   * @param resultRoot the result that the claim was compared with
   * @param difference the claim is its first side
   */
  record DifferenceFound(Hash32 resultRoot, TreeDifference difference)
      implements DealEvent, Comparison {}

  /**
   * Claim and result differ, but where cannot be shown; decides nothing.
   *
   * @param resultRoot the result that the claim was to be compared with
   * @param detail more for an expert, in words; may be empty
   */
  record DifferenceUnknown(Hash32 resultRoot, Obstacle obstacle, String detail)
      implements DealEvent, Comparison {}
}
