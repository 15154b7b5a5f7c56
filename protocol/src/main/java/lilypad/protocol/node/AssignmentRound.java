package lilypad.protocol.node;

import com.google.protobuf.ByteString;
import java.time.Duration;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.wire.node.AssignmentAccepted;
import lilypad.protocol.wire.node.AssignmentCancelled;
import lilypad.protocol.wire.node.CommitmentRecorded;
import lilypad.protocol.wire.node.RevealRecorded;
import lilypad.protocol.wire.node.RevealRequest;

/**
 * What a node answers exactly once: one round of one assignment.
 *
 * @param assignment opaque to the node; never the deal's id
 * @param round counted from 0
 */
public record AssignmentRound(Hash32 assignment, int round) implements Comparable<AssignmentRound> {

  /**
   * @throws MalformedValue if {@code round} is negative
   */
  public AssignmentRound {
    if (round < 0) {
      throw new MalformedValue("a round counted from 0", Integer.toString(round));
    }
  }

  /** Reads the two wire fields that name a round. */
  public static AssignmentRound fromWire(ByteString assignment, int round) {
    return new AssignmentRound(Wire.hash(assignment, "assignment"), round);
  }

  /** The message that says that the node's commitment or abstention is journaled. */
  public CommitmentRecorded toCommitmentRecorded() {
    return CommitmentRecorded.newBuilder()
        .setAssignment(Wire.bytes(assignment))
        .setRound(round)
        .build();
  }

  /** The message that asks for the reveal. */
  public RevealRequest toRevealRequest(Duration within) {
    return RevealRequest.newBuilder()
        .setAssignment(Wire.bytes(assignment))
        .setRound(round)
        .setRevealWithinMillis(within.toMillis())
        .build();
  }

  /** The message that says that the node's reveal is journaled. */
  public RevealRecorded toRevealRecorded() {
    return RevealRecorded.newBuilder()
        .setAssignment(Wire.bytes(assignment))
        .setRound(round)
        .build();
  }

  /** The message that withdraws the assignment. */
  public AssignmentCancelled toCancelled(String why) {
    return AssignmentCancelled.newBuilder()
        .setAssignment(Wire.bytes(assignment))
        .setRound(round)
        .setWhy(why)
        .build();
  }

  /** The message that takes the assignment. */
  public AssignmentAccepted toAccepted() {
    return AssignmentAccepted.newBuilder()
        .setAssignment(Wire.bytes(assignment))
        .setRound(round)
        .build();
  }

  @Override
  public int compareTo(AssignmentRound other) {
    int byAssignment = assignment.compareTo(other.assignment);
    return byAssignment != 0 ? byAssignment : Integer.compare(round, other.round);
  }

  /** The assignment's hex and the round, joined by a slash. */
  @Override
  public String toString() {
    return assignment + "/" + round;
  }
}
