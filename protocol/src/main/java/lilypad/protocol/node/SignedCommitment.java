package lilypad.protocol.node;

import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.wire.node.NodeCommitment;

/**
 * A node's promise of a result that it does not tell yet.
 *
 * @param runtimeDigest the runtime that ran the job
 * @param commitment the hash that binds domain, node, round, result and salt
 * @param signature 65 bytes (r, s, v) by the node's key over the commitment statement
 */
public record SignedCommitment(
    AssignmentRound key, Hash32 runtimeDigest, Hash32 commitment, Bytes signature)
    implements NodeAnswer {

  /**
   * Checks a message's form, not its signature.
   *
   * @throws MalformedValue naming the field that is wrong
   */
  public static SignedCommitment fromWire(NodeCommitment wire) {
    return new SignedCommitment(
        AssignmentRound.fromWire(wire.getAssignment(), wire.getRound()),
        Wire.hash(wire.getRuntimeDigest(), "runtime_digest"),
        Wire.hash(wire.getCommitment(), "commitment"),
        Wire.signature(wire.getSignature()));
  }

  /** The message that says this. */
  public NodeCommitment toWire() {
    return NodeCommitment.newBuilder()
        .setAssignment(Wire.bytes(key.assignment()))
        .setRound(key.round())
        .setRuntimeDigest(Wire.bytes(runtimeDigest))
        .setCommitment(Wire.bytes(commitment))
        .setSignature(Wire.bytes(signature))
        .build();
  }
}
