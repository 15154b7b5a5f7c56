package lilypad.protocol.node;

import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.sign.AbstentionStatement;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.MalformedSignature;
import lilypad.protocol.sign.NodeChallenge;
import lilypad.protocol.sign.ResultStatement;
import lilypad.protocol.sign.Signature;
import lilypad.protocol.sign.Statement;

/**
 * Whether one verifier signed what it is said to have signed, for one mediator. Bytes that are no
 * signature are not signed by anybody.
 *
 * @param mediator whom the signatures are for
 * @param verifier who should have signed
 */
public record NodeSignatures(MediatorIdentity mediator, Address verifier) {

  /**
   * Whether the node's key signed the challenge with this nonce on this channel, as the node that
   * it says it is.
   */
  public boolean provesSession(NodeIdentity node, Hash32 nonce, Hash32 channel, Bytes signature) {
    return isSigned(challenge(mediator, node, nonce, channel), signature);
  }

  /** Whether the commitment is the verifier's. */
  public boolean signed(SignedCommitment answer) {
    return isSigned(
        new Commitment(
            answer.key().assignment(),
            answer.key().round(),
            verifier,
            answer.runtimeDigest(),
            answer.commitment()),
        answer.signature());
  }

  /** Whether the abstention is the verifier's; its detail is not signed. */
  public boolean signed(SignedAbstention answer) {
    return isSigned(
        new AbstentionStatement(
            answer.key().assignment(),
            answer.key().round(),
            verifier,
            answer.runtimeDigest(),
            answer.reason().name()),
        answer.signature());
  }

  /** Whether the reveal is the verifier's; its duration is not signed. */
  public boolean signed(SignedReveal reveal) {
    return isSigned(result(reveal), reveal.signature());
  }

  static NodeChallenge challenge(
      MediatorIdentity mediator, NodeIdentity node, Hash32 nonce, Hash32 channel) {
    return new NodeChallenge(
        node.verifier(),
        node.operator(),
        nonce,
        mediator.mediator(),
        channel,
        node.runtimeDigest());
  }

  private ResultStatement result(SignedReveal reveal) {
    return new ResultStatement(
        reveal.key().assignment(),
        reveal.key().round(),
        verifier,
        reveal.runtimeDigest(),
        reveal.resultRoot(),
        reveal.executionRoot(),
        reveal.salt());
  }

  private boolean isSigned(Statement statement, Bytes signature) {
    try {
      return statement.isSignedBy(verifier, new Signature(signature), mediator.domain());
    } catch (MalformedSignature e) {
      return false;
    }
  }
}
