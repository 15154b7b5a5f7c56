package lilypad.protocol.roster;

import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.journal.JournalEvent;

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
