package lilypad.protocol.node;

import java.time.Duration;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.sign.AbstentionStatement;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.ResultStatement;
import lilypad.protocol.sign.Signer;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.wire.node.ChallengeResponse;

/**
 * Signs what a node says, for one mediator and nobody else.
 *
 * @param mediator whom the signatures are for
 * @param key holds the node's key
 */
public record NodeSigner(MediatorIdentity mediator, Signer key) {

  /** A commitment and what opens it. */
  public record Promise(SignedCommitment commitment, SignedReveal reveal) {}

  /** The node's address. */
  public Address address() {
    return key.address();
  }

  /** Proves that this is the node, on this channel. */
  public ChallengeResponse prove(NodeIdentity node, Hash32 nonce, Hash32 channel) {
    return ChallengeResponse.newBuilder()
        .setSignature(
            Wire.bytes(
                NodeSignatures.challenge(mediator, node, nonce, channel)
                    .sign(key, domain())
                    .bytes()))
        .build();
  }

  /**
   * Commits to a result.
   *
   * @param salt 32 random bytes that were never used before
   */
  public Promise commit(
      AssignmentRound round,
      Hash32 runtimeDigest,
      Hash32 resultRoot,
      Hash32 executionRoot,
      Hash32 salt,
      Duration run) {
    ResultStatement result =
        new ResultStatement(
            round.assignment(),
            round.round(),
            address(),
            runtimeDigest,
            resultRoot,
            executionRoot,
            salt);
    Commitment commitment = result.commitment(domain());
    return new Promise(
        new SignedCommitment(
            round, runtimeDigest, commitment.commitment(), commitment.sign(key, domain()).bytes()),
        new SignedReveal(
            round,
            runtimeDigest,
            resultRoot,
            executionRoot,
            salt,
            result.sign(key, domain()).bytes(),
            run));
  }

  /** Abstains. */
  public SignedAbstention abstain(
      AssignmentRound round, Hash32 runtimeDigest, AbstentionReason reason, String detail) {
    AbstentionStatement statement =
        new AbstentionStatement(
            round.assignment(), round.round(), address(), runtimeDigest, reason.name());
    return new SignedAbstention(
        round, runtimeDigest, reason, detail, statement.sign(key, domain()).bytes());
  }

  private SigningDomain domain() {
    return mediator.domain();
  }
}
