package lilypad.protocol.roster;

import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;

/** A fact about one verifier node. */
public sealed interface VerifierEvent extends JournalEvent {

  /**
   * The node proved that it holds its key, and said what it is.
   *
   * @param blockServer where it serves its results' blocks; empty if nowhere
   */
  record VerifierRegistered(String operator, Hash32 runtimeDigest, String blockServer)
      implements VerifierEvent {}

  /** It was given an assignment. */
  record AssignmentLeased(Hash32 assignment, int round, DealKey deal) implements VerifierEvent {}

  /** The assignment came to its end: what the node did, in one word. */
  record AssignmentConcluded(Hash32 assignment, int round, Conclusion conclusion)
      implements VerifierEvent {}

  /**
   * What the verdict showed about its part.
   *
   * @param runtime what it had run the job with
   * @param at chain time of the verdict
   */
  record VerifierObserved(
      Hash32 assignment, int round, Hash32 runtime, List<Reputation.Mark> marks, long at)
      implements VerifierEvent {
    public VerifierObserved {
      marks = List.copyOf(marks);
    }
  }

  /**
   * An answer earned this, by a deal's {@link lilypad.protocol.deal.DealEvent.PayEarned}.
   *
   * @param rule version of the rule
   */
  record PayCredited(Hash32 assignment, int round, DealKey deal, Wei amount, int rule)
      implements VerifierEvent {}

  /**
   * What the account holds is to be paid out; from now on the account is without it.
   *
   * @param number of the verifier's payouts, from 1
   * @param token whose transfer pays
   * @param to who gets it
   */
  record PayoutRequested(long number, Address token, Address to, Wei amount)
      implements VerifierEvent {

    /** The transaction that pays it. */
    public SettlementIntent intent(Address verifier) {
      return SettlementIntent.payout(verifier, number, token, to, amount);
    }
  }

  /**
   * A payout is given up because the token's contract would refuse it.
   *
   * @param reason in the contract's words: hostile text
   */
  record PayoutStopped(long number, Refusal refusal, String reason) implements VerifierEvent {}

  /** A payout's transaction succeeded, at the level at which money counts. */
  record PayoutMade(long number, Hash32 transaction, Hash32 block, long blockNumber)
      implements VerifierEvent {}

  /** Nothing of a payout can be mined any more: the account has its amount again. */
  record PayoutReturned(long number) implements VerifierEvent {}

  /** How an assignment ended. */
  enum Conclusion {
    /** A valid result was revealed. */
    REVEALED,
    /** It abstained in time. */
    ABSTAINED,
    /** It neither committed nor abstained in time. */
    NO_COMMITMENT,
    /** It committed but did not reveal in time. */
    NO_REVEAL,
    /** The mediation ended without it. */
    CANCELLED
  }
}
