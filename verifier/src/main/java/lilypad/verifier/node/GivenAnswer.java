package lilypad.verifier.node;

import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;

/** What this node stands by for one round of an assignment. */
sealed interface GivenAnswer {

  /** What was answered. */
  AssignmentRound key();

  /** Whether the mediator has all that it will take. */
  boolean over();

  /** The same answer, over. */
  GivenAnswer ended();

  /** A commitment and, secret until it is asked for, what opens it. */
  record Committed(SignedCommitment commitment, SignedReveal reveal, boolean over)
      implements GivenAnswer {

    @Override
    public AssignmentRound key() {
      return commitment.key();
    }

    @Override
    public GivenAnswer ended() {
      return new Committed(commitment, reveal, true);
    }

    /** Without the salt and the result. */
    @Override
    public String toString() {
      return "Committed[" + commitment.key() + ", over=" + over + "]";
    }
  }

  /** An abstention. */
  record Abstained(SignedAbstention abstention, boolean over) implements GivenAnswer {

    @Override
    public AssignmentRound key() {
      return abstention.key();
    }

    @Override
    public GivenAnswer ended() {
      return new Abstained(abstention, true);
    }
  }
}
