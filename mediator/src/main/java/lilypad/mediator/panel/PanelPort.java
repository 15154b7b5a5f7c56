package lilypad.mediator.panel;

import lilypad.protocol.Address;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.NodeAnswer;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.SignedReveal;

/**
 * Where the gateway delivers what nodes say. Everything is verified before it gets here: the
 * session's key is in the roster and signed the challenge, every signature recovers to {@code
 * verifier}, every field has its form. What only the deal knows is not: whether that assignment
 * exists, is the node's, is still open, and whether a reveal opens its commitment.
 *
 * <p>Calls for one node come one after the other; calls for different nodes come at the same time.
 * An implementation must return at once (tell an actor) and must not throw. Answers may come more
 * than once, since nodes send again until they hear that it was recorded; for an assignment that is
 * unknown or over, answer with {@link NodeGateway#cancel}, so that the node stops.
 */
public interface PanelPort {

  /** A node is ready: send it every open lease and reveal request again. */
  void connected(NodeIdentity node);

  /** A node's session ended. Nothing that it was lent is thereby over: its deadlines decide. */
  void disconnected(Address verifier, Disconnection why);

  /** The node has the lease and will run it. */
  void accepted(Address verifier, AssignmentRound key);

  /**
   * The node committed or abstained. Once that is journaled, call {@link
   * NodeGateway#commitmentRecorded}.
   */
  void answered(Address verifier, NodeAnswer answer);

  /** The node revealed. Once that is journaled, call {@link NodeGateway#revealRecorded}. */
  void revealed(Address verifier, SignedReveal reveal);

  /**
   * A node of the roster said something malformed or wrongly signed; its session ended. For the
   * record, never for a vote.
   */
  void misbehaved(Address verifier, String evidence);
}
