package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.wire.node.MediatorMessage;
import lilypad.protocol.wire.node.NodeMessage;
import lilypad.protocol.wire.node.RefusalCode;
import lilypad.protocol.wire.node.VerifierGatewayGrpc;
import lilypad.verifier.node.JobOutcome;
import lilypad.verifier.node.VerifierNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that speak the protocol badly on purpose; an honest node is served all the same. */
final class HostileNodeIT {

  private static final NodeSigner ALICE = Bench.signer(11);
  private static final NodeSigner MALLORY = Bench.signer(12);
  private static final NodeIdentity MALLORYS = Bench.identity(MALLORY, "alice");

  @TempDir Path folder;
  private final RecordingPort port = new RecordingPort();

  @Test
  void malformedAnswersEndTheSessionWithEvidenceAndNobodyElseNotices() throws IOException {
    try (NodeGateway gateway = gateway(Bench.gatewaySettings(0));
        VerifierNode honest = honest(gateway);
        RawNode mallory = new RawNode(gateway.port(), true)) {
      mallory.enter();
      await().until(() -> gateway.connected().contains(MALLORY.address()));
      NodeMessage.Builder malformed = NodeMessage.newBuilder();
      malformed.getCommitmentBuilder().setAssignment(ByteString.copyFrom(new byte[31]));
      mallory.say(malformed.build());
      assertThat(mallory.refusal()).contains(RefusalCode.REFUSAL_PROTOCOL_ERROR);
      await().until(() -> port.evidence.size() == 1);
      assertThat(port.evidence.getFirst()).contains("assignment of 32 bytes");
      await().until(() -> port.disconnected.contains(Disconnection.PROTOCOL_ERROR));
      assertThat(port.answers).isEmpty();
      serves(gateway, honest);
    }
  }

  @Test
  void aMessageThatIsTooLargeEndsOnlyTheSenderSession() throws IOException {
    try (NodeGateway gateway = gateway(Bench.gatewaySettings(0));
        VerifierNode honest = honest(gateway);
        RawNode mallory = new RawNode(gateway.port(), true)) {
      mallory.enter();
      await().until(() -> gateway.connected().contains(MALLORY.address()));
      NodeMessage.Builder huge = NodeMessage.newBuilder();
      huge.getAbstentionBuilder().setDetail("x".repeat(100_000));
      mallory.say(huge.build());
      await().until(() -> !gateway.connected().contains(MALLORY.address()));
      serves(gateway, honest);
    }
  }

  @Test
  void aNodeThatDoesNotReadIsDisconnectedAndHoldsUpNobody() throws IOException {
    try (NodeGateway gateway = gateway(Bench.gatewaySettings(0));
        VerifierNode honest = honest(gateway);
        RawNode mallory = new RawNode(gateway.port(), false)) {
      mallory.enter();
      await().until(() -> gateway.connected().contains(MALLORY.address()));
      String reason = "x".repeat(10_000);
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> !gateway.cancel(MALLORY.address(), Bench.lease("some").key(), reason));
      await().until(() -> port.disconnected.contains(Disconnection.SLOW));
      serves(gateway, honest);
    }
  }

  @Test
  void whoeverDoesNotSayHelloIsTurnedAwayAndTheDoorHoldsOnlySoMany() throws IOException {
    NodeGatewaySettings narrow =
        new NodeGatewaySettings(
            "127.0.0.1",
            0,
            Optional.empty(),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            1,
            64,
            65_536);
    try (NodeGateway gateway = gateway(narrow);
        RawNode first = new RawNode(gateway.port(), true);
        RawNode second = new RawNode(gateway.port(), true)) {
      assertThat(List.of(first.end(), second.end()))
          .anyMatch(why -> why.contains("silent"))
          .anyMatch(why -> why.contains("too many at the door"));
      try (VerifierNode honest = honest(gateway)) {
        serves(gateway, honest);
      }
    }
  }

  private NodeGateway gateway(NodeGatewaySettings settings) throws IOException {
    return Bench.gateway(settings, Bench.roster(ALICE, MALLORY), port);
  }

  private VerifierNode honest(NodeGateway gateway) throws IOException {
    return Bench.node(
        Bench.nodeSettings(gateway.port(), folder),
        ALICE,
        (lease, within) -> new JobOutcome.Result(Bench.RESULT, Hash32.ZERO, Duration.ofMillis(1)));
  }

  private void serves(NodeGateway gateway, VerifierNode honest) {
    await().until(honest::isReady);
    await().until(() -> gateway.connected().contains(ALICE.address()));
    gateway.assign(ALICE.address(), Bench.lease("honest"));
    await()
        .until(
            () ->
                port.answers.stream()
                    .anyMatch(answer -> answer.key().equals(Bench.lease("honest").key())));
  }

  /** A client of the test's own, that says what it is told to. */
  private static final class RawNode
      implements ClientResponseObserver<NodeMessage, MediatorMessage>, AutoCloseable {

    private final ManagedChannel channel;
    private final boolean reads;
    private final List<MediatorMessage> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final CompletableFuture<ClientCallStreamObserver<NodeMessage>> stream =
        new CompletableFuture<>();

    RawNode(int port, boolean reads) {
      this.reads = reads;
      channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
      VerifierGatewayGrpc.newStub(channel).connect(this);
    }

    void enter() {
      say(NodeMessage.newBuilder().setHello(MALLORYS.toWire()).build());
      await().until(() -> !heard.isEmpty());
      var challenge = heard.getFirst().getChallenge();
      say(
          NodeMessage.newBuilder()
              .setChallengeResponse(
                  MALLORY.prove(
                      MALLORYS,
                      MediatorIdentity.nonceOf(challenge),
                      MediatorIdentity.channelOf(challenge)))
              .build());
    }

    void say(NodeMessage message) {
      stream.join().onNext(message);
    }

    Optional<RefusalCode> refusal() {
      await().until(end::isDone);
      return heard.stream()
          .filter(MediatorMessage::hasRefused)
          .map(message -> message.getRefused().getCode())
          .findFirst();
    }

    String end() {
      return end.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<NodeMessage> opened) {
      opened.disableAutoRequestWithInitial(1);
      stream.complete(opened);
    }

    @Override
    public void onNext(MediatorMessage message) {
      heard.add(message);
      if (reads) {
        stream.join().request(1);
      }
    }

    @Override
    public void onError(Throwable why) {
      end.complete(why.toString());
    }

    @Override
    public void onCompleted() {
      end.complete("completed");
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
