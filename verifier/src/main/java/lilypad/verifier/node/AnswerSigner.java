package lilypad.verifier.node;

import java.security.SecureRandom;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.node.SignedAbstention;

/**
 * Makes of an outcome the answer that this node will stand by: a commitment under a fresh random
 * salt, or an abstention.
 */
final class AnswerSigner {

  private final NodeSigner signer;
  private final Hash32 runtimeDigest;
  private final SecureRandom random = new SecureRandom();

  AnswerSigner(NodeSigner signer, Hash32 runtimeDigest) {
    this.signer = signer;
    this.runtimeDigest = runtimeDigest;
  }

  /**
   * Signs; each call draws a new salt, so that the same outcome twice gives two different
   * commitments.
   */
  GivenAnswer answer(AssignmentRound key, JobOutcome outcome) {
    return switch (outcome) {
      case JobOutcome.Result result -> {
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        NodeSigner.Promise signed =
            signer.commit(
                key,
                runtimeDigest,
                result.resultRoot(),
                result.executionRoot(),
                Hash32.of(salt),
                result.run());
        yield new GivenAnswer.Committed(signed.commitment(), signed.reveal(), false);
      }
      case JobOutcome.NoResult none ->
          new GivenAnswer.Abstained(
              signer.abstain(key, runtimeDigest, none.reason(), shortened(none.detail())), false);
    };
  }

  private static String shortened(String detail) {
    return detail.length() <= SignedAbstention.MAX_DETAIL
        ? detail
        : detail.substring(0, SignedAbstention.MAX_DETAIL);
  }
}
