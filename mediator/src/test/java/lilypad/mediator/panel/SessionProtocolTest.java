package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.wire.node.ChallengeResponse;
import lilypad.protocol.wire.node.Heartbeat;
import lilypad.protocol.wire.node.NodeMessage;
import lilypad.protocol.wire.node.RefusalCode;
import org.junit.jupiter.api.Test;

final class SessionProtocolTest {

  private static final Instant NOW = Instant.EPOCH;
  private static final NodeSigner ALICE = Bench.signer(11);
  private static final NodeSigner MALLORY = Bench.signer(12);
  private static final NodeIdentity NODE = Bench.identity(ALICE, "alice");
  private static final Hash32 CHANNEL = Bench.hash("channel");
  private static final AssignmentRound KEY = new AssignmentRound(Bench.hash("a"), 0);

  private final Queue<Hash32> nonces =
      new ArrayDeque<>(List.of(Bench.hash("first nonce"), Bench.hash("second nonce")));
  private final SessionProtocol protocol =
      new SessionProtocol(
          Bench.MEDIATOR,
          CHANNEL,
          Bench.roster(ALICE, MALLORY),
          nonces::remove,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2));

  @Test
  void aSignedChallengeIsWelcomedAndThenAdmitted() {
    SessionProtocol.Step step = protocol.next(challenged(), proof(nonce("first nonce")), NOW);
    assertThat(step.state()).isEqualTo(new SessionState.Ready(NODE, NOW));
    assertThat(step.effects()).hasSize(2);
    assertThat(step.effects().getFirst())
        .isInstanceOfSatisfying(
            SessionEffect.Say.class, say -> assertThat(say.message().hasWelcome()).isTrue());
    assertThat(step.effects().getLast()).isEqualTo(new SessionEffect.Admit(NODE));
  }

  @Test
  void aReplayedAnswerToAnEarlierChallengeIsRefused() {
    NodeMessage earlier = proof(nonce("first nonce"));
    challenged();
    assertRefused(protocol.next(challenged(), earlier, NOW), RefusalCode.REFUSAL_BAD_SIGNATURE);
  }

  @Test
  void anAnswerMadeForAnotherChannelIsRefused() {
    NodeMessage elsewhere =
        NodeMessage.newBuilder()
            .setChallengeResponse(
                ALICE.prove(NODE, nonce("first nonce"), Bench.hash("another channel")))
            .build();
    assertRefused(protocol.next(challenged(), elsewhere, NOW), RefusalCode.REFUSAL_BAD_SIGNATURE);
  }

  @Test
  void anAnswerAfterTheChallengeExpiredIsRefused() {
    assertRefused(
        protocol.next(challenged(), proof(nonce("first nonce")), NOW.plusSeconds(6)),
        RefusalCode.REFUSAL_PROTOCOL_ERROR);
  }

  @Test
  void aSignatureOfAnyLengthOrContentIsRefusedAndNeverThrows() {
    for (int length : List.of(0, 1, 64, 65, 66, 10_000)) {
      nonces.add(nonce("n" + length));
      NodeMessage junk =
          NodeMessage.newBuilder()
              .setChallengeResponse(
                  ChallengeResponse.newBuilder()
                      .setSignature(ByteString.copyFrom(new byte[length])))
              .build();
      assertRefused(protocol.next(challenged(), junk, NOW), RefusalCode.REFUSAL_BAD_SIGNATURE);
    }
  }

  @Test
  void anotherProtocolVersionIsRefused() {
    NodeMessage hello =
        NodeMessage.newBuilder().setHello(NODE.toWire().toBuilder().setProtocolVersion(2)).build();
    assertRefused(
        protocol.next(protocol.open(NOW), hello, NOW), RefusalCode.REFUSAL_PROTOCOL_VERSION);
  }

  @Test
  void aMalformedHelloIsRefusedAsAProtocolError() {
    NodeMessage hello =
        NodeMessage.newBuilder()
            .setHello(NODE.toWire().toBuilder().setVerifier(ByteString.copyFrom(new byte[19])))
            .build();
    assertRefused(
        protocol.next(protocol.open(NOW), hello, NOW), RefusalCode.REFUSAL_PROTOCOL_ERROR);
  }

  @Test
  void nothingIsHeardBeforeTheHelloAndNoSecondHelloAfterIt() {
    NodeMessage heartbeat =
        NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build();
    assertRefused(
        protocol.next(protocol.open(NOW), heartbeat, NOW), RefusalCode.REFUSAL_PROTOCOL_ERROR);
    NodeMessage hello = NodeMessage.newBuilder().setHello(NODE.toWire()).build();
    assertRefused(protocol.next(ready(), hello, NOW), RefusalCode.REFUSAL_PROTOCOL_ERROR);
    assertRefused(
        protocol.next(ready(), proof(nonce("first nonce")), NOW),
        RefusalCode.REFUSAL_PROTOCOL_ERROR);
  }

  @Test
  void whatAnotherKeySignedIsRefusedInTheSessionOfTheFirst() {
    SignedAbstention foreign =
        MALLORY.abstain(KEY, Bench.RUNTIME, AbstentionReason.MEMORY, "no heap");
    assertRefused(
        protocol.next(
            ready(), NodeMessage.newBuilder().setAbstention(foreign.toWire()).build(), NOW),
        RefusalCode.REFUSAL_PROTOCOL_ERROR);
  }

  @Test
  void aReasonThatOnlyAMediatorRecordsIsRefused() {
    NodeMessage timedOut =
        NodeMessage.newBuilder()
            .setAbstention(
                ALICE.abstain(KEY, Bench.RUNTIME, AbstentionReason.MEMORY, "").toWire().toBuilder()
                    .setReason("TIMED_OUT"))
            .build();
    assertRefused(protocol.next(ready(), timedOut, NOW), RefusalCode.REFUSAL_PROTOCOL_ERROR);
  }

  @Test
  void aMessageOfALaterVersionKeepsTheSessionAlive() {
    Instant later = NOW.plusSeconds(1);
    SessionProtocol.Step step = protocol.next(ready(), NodeMessage.getDefaultInstance(), later);
    assertThat(step).isEqualTo(SessionProtocol.Step.to(new SessionState.Ready(NODE, later)));
  }

  private SessionState challenged() {
    NodeMessage hello = NodeMessage.newBuilder().setHello(NODE.toWire()).build();
    SessionProtocol.Step step = protocol.next(protocol.open(NOW), hello, NOW);
    assertThat(step.state()).isInstanceOf(SessionState.AwaitingProof.class);
    return step.state();
  }

  private static SessionState ready() {
    return new SessionState.Ready(NODE, NOW);
  }

  private static Hash32 nonce(String text) {
    return Bench.hash(text);
  }

  private static NodeMessage proof(Hash32 nonce) {
    return NodeMessage.newBuilder().setChallengeResponse(ALICE.prove(NODE, nonce, CHANNEL)).build();
  }

  private static void assertRefused(SessionProtocol.Step step, RefusalCode code) {
    assertThat(step.state()).isEqualTo(new SessionState.Over());
    assertThat(step.effects())
        .singleElement()
        .isInstanceOfSatisfying(
            SessionEffect.Refuse.class, refuse -> assertThat(refuse.code()).isEqualTo(code));
  }
}
