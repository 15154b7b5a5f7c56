package lilypad.mediator.panel;

import static lilypad.mediator.panel.Bench.RESULT;
import static lilypad.mediator.panel.Bench.gateway;
import static lilypad.mediator.panel.Bench.gatewaySettings;
import static lilypad.mediator.panel.Bench.lease;
import static lilypad.mediator.panel.Bench.node;
import static lilypad.mediator.panel.Bench.nodeSettings;
import static lilypad.mediator.panel.Bench.roster;
import static lilypad.mediator.panel.Bench.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.NodeAnswer;
import lilypad.protocol.node.NodeSignatures;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.verifier.node.JobOutcome;
import lilypad.verifier.node.JobRunner;
import lilypad.verifier.node.VerifierNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateway and node against each other, over real connections on loopback. */
final class NodeGatewayIT {

  private static final JobRunner RUNS =
      (lease, within) -> new JobOutcome.Result(RESULT, Hash32.ZERO, Duration.ofMillis(7));
  private static final NodeSigner ALICE = signer(11);
  private static final NodeSigner MALLORY = signer(12);

  @TempDir Path folder;
  private final RecordingPort port = new RecordingPort();

  @Test
  void aNodeRegistersRunsCommitsAndRevealsOnlyWhenAsked() throws IOException {
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode node = node(nodeSettings(gateway.port(), folder), ALICE, RUNS)) {
      await().until(node::isReady);
      await().until(() -> gateway.connected().equals(Set.of(ALICE.address())));
      Lease lease = lease("a");
      assertThat(gateway.assign(ALICE.address(), lease)).isTrue();
      await().until(() -> !port.answers.isEmpty());
      assertThat(port.accepted).contains(lease.key());
      assertThat(port.reveals).isEmpty();

      gateway.commitmentRecorded(ALICE.address(), lease.key());
      gateway.requestReveal(ALICE.address(), lease.key(), Duration.ofSeconds(5));
      await().until(() -> !port.reveals.isEmpty());
      SignedReveal reveal = port.reveals.getFirst();
      assertThat(reveal.resultRoot()).isEqualTo(RESULT);
      assertThat(Bench.opens(ALICE.address(), reveal, commitment(port.answers.getFirst())))
          .isTrue();
    }
    await().until(() -> port.disconnected.size() == 1);
  }

  /** A node pings an idle connection every ten seconds; the fourth ping is where too many show. */
  @Test
  void aSessionInWhichNothingIsAskedForStays() throws IOException {
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode node = node(nodeSettings(gateway.port(), folder), ALICE, RUNS)) {
      await().until(node::isReady);
      await()
          .during(Duration.ofSeconds(45))
          .atMost(Duration.ofSeconds(55))
          .until(() -> node.isReady() && port.disconnected.isEmpty());
    }
  }

  @Test
  void aNodeThatIsClosedWhileItConnectsEnds() throws IOException {
    int nobody;
    try (NodeGateway gone = gateway(gatewaySettings(0), roster(ALICE), port)) {
      nobody = gone.port();
    }
    for (int i = 0; i < 50; i++) {
      VerifierNode node = node(nodeSettings(nobody, folder.resolve("node-" + i)), ALICE, RUNS);
      assertThat(CompletableFuture.runAsync(node::close)).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  @Test
  void aKeyThatIsNotInTheRosterIsRefusedForGood() throws IOException {
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode node = node(nodeSettings(gateway.port(), folder), MALLORY, RUNS)) {
      assertThat(node.ending().join()).isEqualTo(VerifierNode.Ending.REFUSED);
    }
    assertThat(port.connected).isEmpty();
  }

  @Test
  void anOperatorThatTheRosterDoesNotNameForTheKeyIsRefusedForGood() throws IOException {
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode node =
            new VerifierNode(
                nodeSettings(gateway.port(), folder), Bench.identity(ALICE, "bob"), ALICE, RUNS)) {
      node.start();
      assertThat(node.ending().join()).isEqualTo(VerifierNode.Ending.REFUSED);
    }
    assertThat(port.connected).isEmpty();
  }

  @Test
  void aNodeThatSignsWithAnotherKeyThanItClaimsIsRefusedForGood() throws IOException {
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode node =
            new VerifierNode(
                nodeSettings(gateway.port(), folder),
                Bench.identity(ALICE, "alice"),
                MALLORY,
                RUNS)) {
      node.start();
      assertThat(node.ending().join()).isEqualTo(VerifierNode.Ending.REFUSED);
    }
    assertThat(port.connected).isEmpty();
  }

  @Test
  void aNodeSignsForNoOtherMediatorThanItsOwn() throws IOException {
    NodeGateway other =
        new NodeGateway(
            gatewaySettings(0),
            roster(ALICE),
            new lilypad.protocol.node.MediatorIdentity(Bench.address(9), 31_337, Bench.address(2)),
            port);
    other.start();
    try (other;
        VerifierNode node = node(nodeSettings(other.port(), folder), ALICE, RUNS)) {
      assertThat(node.ending().join()).isEqualTo(VerifierNode.Ending.WRONG_MEDIATOR);
    }
  }

  @Test
  void aSecondSessionOfTheSameKeyReplacesTheFirst(@TempDir Path otherFolder) throws IOException {
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode first = node(nodeSettings(gateway.port(), folder), ALICE, RUNS)) {
      await().until(() -> port.connected.size() == 1);
      try (VerifierNode second = node(nodeSettings(gateway.port(), otherFolder), ALICE, RUNS)) {
        assertThat(first.ending().join()).isEqualTo(VerifierNode.Ending.REFUSED);
        await().until(second::isReady);
        assertThat(port.disconnected).containsExactly(Disconnection.REPLACED);
        assertThat(gateway.connected()).containsExactly(ALICE.address());
      }
    }
  }

  @Test
  void anAnswerIsSentAgainAfterTheMediatorRestartedUntilItIsRecorded() throws IOException {
    NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
    int bound = gateway.port();
    try (VerifierNode node = node(nodeSettings(bound, folder), ALICE, RUNS)) {
      await().until(() -> port.connected.size() == 1);
      Lease lease = lease("a");
      gateway.assign(ALICE.address(), lease);
      await().until(() -> !port.answers.isEmpty());
      gateway.close();
      await().until(() -> !node.isReady());

      RecordingPort after = new RecordingPort();
      try (NodeGateway restarted = gateway(gatewaySettings(bound), roster(ALICE), after)) {
        await().until(() -> !after.answers.isEmpty());
        assertThat(Set.copyOf(after.answers)).isEqualTo(Set.copyOf(port.answers)).hasSize(1);
        restarted.commitmentRecorded(ALICE.address(), lease.key());
        restarted.requestReveal(ALICE.address(), lease.key(), Duration.ofSeconds(5));
        await().until(() -> !after.reveals.isEmpty());
        restarted.revealRecorded(ALICE.address(), lease.key());
        int sent = after.answers.size();
        // Two leases later, the first one has had every occasion to be sent again.
        restarted.assign(ALICE.address(), lease("b"));
        await().until(() -> after.answers.size() >= sent + 3);
        assertThat(after.answers.subList(sent, after.answers.size()))
            .allMatch(answer -> answer.key().equals(lease("b").key()));
      }
    } finally {
      gateway.close();
    }
  }

  @Test
  void theSameLeaseTwiceGivesTheSameCommitment() throws IOException {
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode node = node(nodeSettings(gateway.port(), folder), ALICE, RUNS)) {
      await().until(node::isReady);
      gateway.assign(ALICE.address(), lease("a"));
      gateway.assign(ALICE.address(), lease("a"));
      await().until(() -> port.answers.size() >= 2);
      gateway.assign(ALICE.address(), lease("a"));
      await().until(() -> port.answers.size() >= 3);
      assertThat(Set.copyOf(port.answers)).hasSize(1);
    }
  }

  @Test
  void anotherNodesCommitmentCannotBeOpenedByTheOneWhoCopiedIt() {
    NodeSigner.Promise honest =
        ALICE.commit(
            lease("a").key(),
            Bench.RUNTIME,
            RESULT,
            Hash32.ZERO,
            Bench.hash("salt"),
            Duration.ofMillis(1));
    NodeSigner.Promise copied =
        MALLORY.commit(
            lease("a").key(),
            Bench.RUNTIME,
            RESULT,
            Hash32.ZERO,
            Bench.hash("salt"),
            Duration.ofMillis(1));
    assertThat(Bench.opens(ALICE.address(), honest.reveal(), honest.commitment())).isTrue();
    assertThat(signatures(MALLORY).signed(honest.commitment())).isFalse();
    assertThat(signatures(MALLORY).signed(copied.reveal())).isTrue();
    assertThat(Bench.opens(MALLORY.address(), copied.reveal(), honest.commitment())).isFalse();
  }

  @Test
  void aLeaseForAnotherRuntimeIsAnsweredByAnAbstention() throws IOException {
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode node = node(nodeSettings(gateway.port(), folder), ALICE, RUNS)) {
      await().until(node::isReady);
      Lease lease = lease("a");
      gateway.assign(
          ALICE.address(),
          new Lease(
              lease.key(),
              lease.executor(),
              lease.module(),
              lease.inputs(),
              lease.inputFiles(),
              lease.seed(),
              lease.gateways(),
              lease.commitWithin(),
              lease.memoryBytes(),
              Bench.hash("another runtime")));
      await().until(() -> !port.answers.isEmpty());
      assertThat(port.answers.getFirst())
          .isInstanceOfSatisfying(
              SignedAbstention.class,
              abstention ->
                  assertThat(abstention.reason()).isEqualTo(AbstentionReason.UNSUPPORTED_RUNTIME));
    }
  }

  @Test
  void aDefectOfTheNodeIsAnAbstentionAndTheNodeLives() throws IOException {
    JobRunner broken =
        (lease, within) -> {
          if (lease.key().equals(lease("a").key())) {
            throw new IllegalStateException("broken");
          }
          return RUNS.run(lease, within);
        };
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode node = node(nodeSettings(gateway.port(), folder), ALICE, broken)) {
      await().until(node::isReady);
      gateway.assign(ALICE.address(), lease("a"));
      await().until(() -> !port.answers.isEmpty());
      assertThat(port.answers.getFirst())
          .isInstanceOfSatisfying(
              SignedAbstention.class,
              abstention -> assertThat(abstention.reason()).isEqualTo(AbstentionReason.INTERNAL));
      gateway.commitmentRecorded(ALICE.address(), lease("a").key());
      gateway.assign(ALICE.address(), lease("b"));
      await().until(() -> port.answers.stream().anyMatch(SignedCommitment.class::isInstance));
    }
  }

  @Test
  void aCancelledJobStopsAndAFullQueueAbstains() throws IOException {
    CountDownLatch interrupted = new CountDownLatch(1);
    JobRunner endless =
        (lease, within) -> {
          try {
            new CountDownLatch(1).await();
            throw new IllegalStateException("never");
          } finally {
            interrupted.countDown();
          }
        };
    try (NodeGateway gateway = gateway(gatewaySettings(0), roster(ALICE), port);
        VerifierNode node = node(nodeSettings(gateway.port(), folder), ALICE, endless)) {
      await().until(node::isReady);
      for (String assignment : List.of("a", "b", "c", "d", "e", "f")) {
        gateway.assign(ALICE.address(), lease(assignment));
      }
      await().until(() -> !port.answers.isEmpty());
      assertThat(port.answers.getFirst().key()).isEqualTo(lease("f").key());
      assertThat(interrupted.getCount()).isEqualTo(1);
      gateway.cancel(ALICE.address(), lease("a").key(), "decided without you");
      await().until(() -> interrupted.getCount() == 0);
    }
  }

  @Test
  void aNodeThatIsSilentIsDisconnected() throws IOException {
    NodeGatewaySettings impatient =
        new NodeGatewaySettings(
            "127.0.0.1",
            0,
            java.util.Optional.empty(),
            Duration.ofSeconds(50),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            8,
            64,
            65_536);
    try (NodeGateway gateway = gateway(impatient, roster(ALICE), port);
        VerifierNode node = node(nodeSettings(gateway.port(), folder), ALICE, RUNS)) {
      await().until(() -> port.disconnected.contains(Disconnection.SILENT));
      await().until(() -> port.connected.size() >= 2);
      assertThat(node.ending()).isNotDone();
    }
  }

  private static NodeSignatures signatures(NodeSigner signer) {
    return new NodeSignatures(Bench.MEDIATOR, signer.address());
  }

  private static SignedCommitment commitment(NodeAnswer answer) {
    return switch (answer) {
      case SignedCommitment commitment -> commitment;
      case SignedAbstention abstention ->
          throw new AssertionError("expected a commitment, got " + abstention);
    };
  }
}
