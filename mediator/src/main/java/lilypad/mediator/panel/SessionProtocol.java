package lilypad.mediator.panel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSignatures;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.wire.node.ChallengeResponse;
import lilypad.protocol.wire.node.Hello;
import lilypad.protocol.wire.node.MediatorMessage;
import lilypad.protocol.wire.node.NodeMessage;
import lilypad.protocol.wire.node.RefusalCode;
import lilypad.protocol.wire.node.Welcome;

/**
 * The mediator's side of the protocol in {@code node.proto}, pure but for the nonces it is given:
 * what to do about each message in each state.
 *
 * @param mediator what every signature is bound to
 * @param channel the binding of this gateway's channel
 * @param roster who may enter
 * @param nonces 32 random bytes at each call
 * @param handshake how long a node has for each step until it is admitted
 * @param heartbeat how often an admitted node must be heard
 */
record SessionProtocol(
    MediatorIdentity mediator,
    Hash32 channel,
    RosterSettings roster,
    Supplier<Hash32> nonces,
    Duration handshake,
    Duration heartbeat) {

  /** The state after a message, and what to do in that order. */
  record Step(SessionState state, List<SessionEffect> effects) {

    static Step to(SessionState state, SessionEffect... effects) {
      return new Step(state, List.of(effects));
    }

    static Step refuse(RefusalCode code, String message) {
      return to(new SessionState.Over(), new SessionEffect.Refuse(code, message));
    }
  }

  /** The state of a stream that was just opened. */
  SessionState open(Instant now) {
    return new SessionState.AwaitingHello(now.plus(handshake));
  }

  /** Never throws on account of the message: whatever is malformed or wrongly signed is refused. */
  Step next(SessionState state, NodeMessage message, Instant now) {
    try {
      return switch (state) {
        case SessionState.AwaitingHello waiting -> hello(message, now);
        case SessionState.AwaitingProof waiting -> proof(waiting, message, now);
        case SessionState.Ready ready -> said(ready, message, now);
        case SessionState.Over over -> Step.to(over);
      };
    } catch (MalformedValue e) {
      return Step.refuse(
          RefusalCode.REFUSAL_PROTOCOL_ERROR, message.getMessageCase() + ": " + e.getMessage());
    }
  }

  private Step hello(NodeMessage message, Instant now) {
    if (!message.hasHello()) {
      return outOfOrder("HELLO", message);
    }
    Hello hello = message.getHello();
    if (hello.getProtocolVersion() != NodeIdentity.PROTOCOL_VERSION) {
      return Step.refuse(
          RefusalCode.REFUSAL_PROTOCOL_VERSION,
          "expected protocol version "
              + NodeIdentity.PROTOCOL_VERSION
              + ", got "
              + Integer.toUnsignedString(hello.getProtocolVersion()));
    }
    NodeIdentity claimed = NodeIdentity.fromWire(hello);
    Optional<String> operator = roster.operator(claimed.verifier());
    if (operator.isEmpty()) {
      return Step.refuse(
          RefusalCode.REFUSAL_NOT_IN_ROSTER, claimed.verifier() + " is not in the roster");
    }
    if (!operator.get().equals(claimed.operator())) {
      return Step.refuse(
          RefusalCode.REFUSAL_OPERATOR_MISMATCH,
          claimed.verifier() + " is not entered for operator " + claimed.operator());
    }
    Hash32 nonce = nonces.get();
    return Step.to(
        new SessionState.AwaitingProof(claimed, nonce, now.plus(handshake)),
        new SessionEffect.Say(
            MediatorMessage.newBuilder().setChallenge(mediator.challenge(nonce, channel)).build()));
  }

  private Step proof(SessionState.AwaitingProof waiting, NodeMessage message, Instant now) {
    if (!message.hasChallengeResponse()) {
      return outOfOrder("CHALLENGE_RESPONSE", message);
    }
    if (now.isAfter(waiting.until())) {
      return Step.refuse(RefusalCode.REFUSAL_PROTOCOL_ERROR, "the challenge has expired");
    }
    ChallengeResponse response = message.getChallengeResponse();
    NodeIdentity claimed = waiting.claimed();
    NodeSignatures signatures = new NodeSignatures(mediator, claimed.verifier());
    if (!signatures.provesSession(
        claimed, waiting.nonce(), channel, Bytes.of(response.getSignature().toByteArray()))) {
      return Step.refuse(
          RefusalCode.REFUSAL_BAD_SIGNATURE,
          "the challenge was not signed by the key of " + claimed.verifier() + " for this channel");
    }
    Welcome welcome =
        Welcome.newBuilder().setHeartbeatMillis(Math.toIntExact(heartbeat.toMillis())).build();
    return Step.to(
        new SessionState.Ready(claimed, now),
        new SessionEffect.Say(MediatorMessage.newBuilder().setWelcome(welcome).build()),
        new SessionEffect.Admit(claimed));
  }

  private Step said(SessionState.Ready ready, NodeMessage message, Instant now) {
    Address verifier = ready.node().verifier();
    NodeSignatures signatures = new NodeSignatures(mediator, verifier);
    SessionState heard = new SessionState.Ready(ready.node(), now);
    return switch (message.getMessageCase()) {
      case HELLO, CHALLENGE_RESPONSE -> outOfOrder("an answer", message);
      // A message of a later minor version: the node lives, what it says is not for us.
      case HEARTBEAT, MESSAGE_NOT_SET -> Step.to(heard);
      case ASSIGNMENT_ACCEPTED ->
          Step.to(
              heard,
              new SessionEffect.Accepted(
                  AssignmentRound.fromWire(
                      message.getAssignmentAccepted().getAssignment(),
                      message.getAssignmentAccepted().getRound())));
      case COMMITMENT -> {
        SignedCommitment commitment = SignedCommitment.fromWire(message.getCommitment());
        yield signatures.signed(commitment)
            ? Step.to(heard, new SessionEffect.Answered(commitment))
            : notSigned("commitment", commitment.key(), verifier);
      }
      case ABSTENTION -> {
        SignedAbstention abstention = SignedAbstention.fromWire(message.getAbstention());
        yield signatures.signed(abstention)
            ? Step.to(heard, new SessionEffect.Answered(abstention))
            : notSigned("abstention", abstention.key(), verifier);
      }
      case REVEAL -> {
        SignedReveal reveal = SignedReveal.fromWire(message.getReveal());
        yield signatures.signed(reveal)
            ? Step.to(heard, new SessionEffect.Revealed(reveal))
            : notSigned("reveal", reveal.key(), verifier);
      }
    };
  }

  private static Step notSigned(String what, AssignmentRound key, Address verifier) {
    return Step.refuse(
        RefusalCode.REFUSAL_PROTOCOL_ERROR, what + " for " + key + " not signed by " + verifier);
  }

  private static Step outOfOrder(String expected, NodeMessage message) {
    return Step.refuse(
        RefusalCode.REFUSAL_PROTOCOL_ERROR,
        "expected " + expected + ", got " + message.getMessageCase());
  }
}
