package lilypad.protocol.sign;

import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;

/**
 * A node's answer to the challenge with which a session begins. It names mediator and channel, so
 * that nobody in between can pass it on to another mediator or another connection.
 *
 * @param verifier the node's own address
 * @param operator who runs the node, as the roster names it
 * @param nonce the mediator's 32 random bytes, used once
 * @param mediator the mediator's address
 * @param channel what identifies the connection to both ends
 * @param runtimeDigest what the node runs jobs with
 */
public record NodeChallenge(
    Address verifier,
    String operator,
    Hash32 nonce,
    Address mediator,
    Hash32 channel,
    Hash32 runtimeDigest)
    implements Statement {

  @Override
  public TypedValue.Struct struct() {
    return new TypedValue.Struct(
        "NodeChallenge",
        List.of(
            Statement.account("verifier", verifier),
            Statement.text("operator", operator),
            Statement.word("nonce", nonce),
            Statement.account("mediator", mediator),
            Statement.word("channel", channel),
            Statement.word("runtimeDigest", runtimeDigest)));
  }
}
