package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import lilypad.protocol.Address;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.NodeAnswer;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that stop or are killed, and start again with the same data folder. */
final class NodeCrashIT {

  private static final int KEY = 21;
  private static final NodeSigner ALICE = Bench.signer(KEY);
  private static final Address VERIFIER = ALICE.address();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final RecordingPort port = new RecordingPort();

  @Test
  void aNodeKilledBetweenCommitmentAndRevealRevealsWhatItHadCommittedTo()
      throws IOException, InterruptedException {
    Lease lease = Bench.lease("a");
    try (NodeGateway gateway = Bench.gateway(Bench.gatewaySettings(0), Bench.roster(ALICE), port)) {
      Process first = start(gateway.port());
      try {
        await().atMost(PATIENCE).until(() -> gateway.connected().contains(VERIFIER));
        gateway.assign(VERIFIER, lease);
        await().atMost(PATIENCE).until(() -> !port.answers.isEmpty());
      } finally {
        kill(first);
      }
      await().atMost(PATIENCE).until(() -> gateway.connected().isEmpty());
      NodeAnswer before = port.answers.getFirst();
      int heard = port.answers.size();

      Process second = start(gateway.port());
      try {
        await().atMost(PATIENCE).until(() -> gateway.connected().contains(VERIFIER));
        gateway.assign(VERIFIER, lease);
        await().atMost(PATIENCE).until(() -> port.answers.size() > heard + 1);
        assertThat(Set.copyOf(port.answers)).containsExactly(before);
        assertThat(port.reveals).isEmpty();

        gateway.commitmentRecorded(VERIFIER, lease.key());
        gateway.requestReveal(VERIFIER, lease.key(), PATIENCE);
        await().atMost(PATIENCE).until(() -> !port.reveals.isEmpty());
        SignedReveal reveal = port.reveals.getFirst();
        assertThat(before)
            .isInstanceOfSatisfying(
                SignedCommitment.class,
                commitment -> assertThat(Bench.opens(VERIFIER, reveal, commitment)).isTrue());
      } finally {
        kill(second);
      }
    }
  }

  @Test
  void aNodeThatWasStoppedDuringARunRunsItAgainAfterwardsAndCommitsOnce()
      throws IOException, InterruptedException {
    Lease lease = Bench.lease("a");
    CountDownLatch never = new CountDownLatch(1);
    try (NodeGateway gateway = Bench.gateway(Bench.gatewaySettings(0), Bench.roster(ALICE), port)) {
      // The same data folder, first used by a node that never finishes.
      try (var stuck =
          Bench.node(
              Bench.nodeSettings(gateway.port(), folder),
              ALICE,
              (running, within) -> {
                never.await();
                throw new IllegalStateException("never");
              })) {
        await().until(stuck::isReady);
        gateway.assign(VERIFIER, lease);
        await().until(() -> port.accepted.contains(lease.key()));
      }
      assertThat(port.answers).isEmpty();
      Process second = start(gateway.port());
      try {
        await()
            .atMost(PATIENCE)
            .until(() -> port.connected.size() == 2 && gateway.connected().contains(VERIFIER));
        gateway.assign(VERIFIER, lease);
        await().atMost(PATIENCE).until(() -> port.answers.size() >= 2);
        assertThat(Set.copyOf(port.answers)).hasSize(1);
      } finally {
        kill(second);
      }
    }
  }

  private Process start(int port) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            CrashingNode.class.getName(),
            Integer.toString(port),
            folder.toString(),
            Integer.toString(KEY))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("node.log").toFile())
        .start();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor()).isNotZero();
  }
}
