package lilypad.protocol.node;

import java.time.Duration;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.wire.node.NodeReveal;

/**
 * What a node had committed to.
 *
 * @param runtimeDigest the runtime that ran the job
 * @param resultRoot the digest of the result folder's CID
 * @param executionRoot the root over the run's evidence; zero while executors give none
 * @param salt 32 random bytes that no other answer uses
 * @param signature 65 bytes (r, s, v) by the node's key over the result statement
 * @param run how long the run took, by the node's own clock; unsigned
 */
public record SignedReveal(
    AssignmentRound key,
    Hash32 runtimeDigest,
    Hash32 resultRoot,
    Hash32 executionRoot,
    Hash32 salt,
    Bytes signature,
    Duration run) {

  /**
   * Checks a message's form, not its signature and not that it opens the commitment.
   *
   * @throws MalformedValue naming the field that is wrong
   */
  public static SignedReveal fromWire(NodeReveal wire) {
    if (wire.getRunMillis() < 0) {
      throw new MalformedValue("run_millis below 2^63", Long.toString(wire.getRunMillis()));
    }
    return new SignedReveal(
        AssignmentRound.fromWire(wire.getAssignment(), wire.getRound()),
        Wire.hash(wire.getRuntimeDigest(), "runtime_digest"),
        Wire.hash(wire.getResultRoot(), "result_root"),
        Wire.hash(wire.getExecutionRoot(), "execution_root"),
        Wire.hash(wire.getSalt(), "salt"),
        Wire.signature(wire.getSignature()),
        Duration.ofMillis(wire.getRunMillis()));
  }

  /** The message that says this. */
  public NodeReveal toWire() {
    return NodeReveal.newBuilder()
        .setAssignment(Wire.bytes(key.assignment()))
        .setRound(key.round())
        .setRuntimeDigest(Wire.bytes(runtimeDigest))
        .setResultRoot(Wire.bytes(resultRoot))
        .setExecutionRoot(Wire.bytes(executionRoot))
        .setSalt(Wire.bytes(salt))
        .setSignature(Wire.bytes(signature))
        .setRunMillis(run.toMillis())
        .build();
  }
}
