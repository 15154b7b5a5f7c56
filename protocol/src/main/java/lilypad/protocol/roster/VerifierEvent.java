package lilypad.protocol.roster;

import java.util.List;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.rules.Reputation;

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
