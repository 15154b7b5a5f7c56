package lilypad.protocol.node;

import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.wire.node.NodeAbstention;

/**
 * A node's word that it gives no answer, and why.
 *
 * @param runtimeDigest the node's runtime
 * @param detail for people, unsigned; at most {@value #MAX_DETAIL} characters
 * @param signature 65 bytes (r, s, v) by the node's key over the abstention statement
 */
public record SignedAbstention(
    AssignmentRound key,
    Hash32 runtimeDigest,
    AbstentionReason reason,
    String detail,
    Bytes signature)
    implements NodeAnswer {

  /** The longest detail that is accepted, in characters. */
  public static final int MAX_DETAIL = 1_000;

  /**
   * @throws MalformedValue if the detail is too long, or the reason one that only a mediator
   *     records
   */
  public SignedAbstention {
    if (detail.length() > MAX_DETAIL) {
      throw new MalformedValue("a detail of at most " + MAX_DETAIL + " characters", detail);
    }
    if (reason == AbstentionReason.TIMED_OUT) {
      throw new MalformedValue("a reason that a node may give", reason.name());
    }
  }

  /**
   * Checks a message's form, not its signature.
   *
   * @throws MalformedValue naming the field that is wrong
   */
  public static SignedAbstention fromWire(NodeAbstention wire) {
    return new SignedAbstention(
        AssignmentRound.fromWire(wire.getAssignment(), wire.getRound()),
        Wire.hash(wire.getRuntimeDigest(), "runtime_digest"),
        reason(wire.getReason()),
        wire.getDetail(),
        Wire.signature(wire.getSignature()));
  }

  /** The message that says this. */
  public NodeAbstention toWire() {
    return NodeAbstention.newBuilder()
        .setAssignment(Wire.bytes(key.assignment()))
        .setRound(key.round())
        .setRuntimeDigest(Wire.bytes(runtimeDigest))
        .setReason(reason.name())
        .setDetail(detail)
        .setSignature(Wire.bytes(signature))
        .build();
  }

  private static AbstentionReason reason(String name) {
    try {
      return AbstentionReason.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new MalformedValue("the name of an abstention's reason", name, e);
    }
  }
}
