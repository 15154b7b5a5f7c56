package lilypad.verifier.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.sign.PrivateKey;
import lilypad.protocol.wire.node.NodeMessage;
import lilypad.protocol.wire.node.NodeMessage.MessageCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaseDeskTest {

  private static final Hash32 RUNTIME = hash("runtime");
  private static final AssignmentRound KEY = new AssignmentRound(hash("a"), 0);
  private static final NodeSigner SIGNER =
      new NodeSigner(
          new MediatorIdentity(Address.ZERO, 1, Address.ZERO),
          PrivateKey.fromHex("%064x".formatted(5)));
  private static final NodeIdentity NODE =
      new NodeIdentity(SIGNER.address(), "alice", RUNTIME, List.of("wasm"), Optional.empty(), 1);

  @TempDir Path folder;
  private final List<NodeMessage> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger runs = new AtomicInteger();
  private final JobRunner runner =
      (lease, within) -> {
        runs.incrementAndGet();
        return new JobOutcome.Result(hash("result"), Hash32.ZERO, Duration.ofMillis(1));
      };

  @Test
  void anAnswerIsOnTheDiskBeforeItIsSent() throws IOException {
    List<Boolean> kept = new CopyOnWriteArrayList<>();
    StoredAnswers answers = answers();
    try (LeaseDesk desk =
        desk(
            runner,
            message -> {
              if (message.hasCommitment()) {
                kept.add(Files.exists(answers.file(KEY)));
              }
            })) {
      desk.assigned(lease(KEY));
      await().until(() -> !kept.isEmpty());
    }
    assertThat(kept).containsExactly(true);
  }

  @Test
  void anAnswerThatCannotBeKeptIsNotSent() throws IOException {
    try (LeaseDesk desk = desk(runner, sent::add)) {
      Files.delete(folder.resolve("answers"));
      desk.assigned(lease(KEY));
      await().until(() -> runs.get() == 1 && desk.busySlots() == 0);
      desk.resend();
    }
    assertThat(kinds()).containsExactly(MessageCase.ASSIGNMENT_ACCEPTED);
  }

  @Test
  void anAnswerIsSentAgainUntilItIsRecorded() throws IOException {
    try (LeaseDesk desk = desk(runner, sent::add)) {
      desk.assigned(lease(KEY));
      await().until(() -> kinds().contains(MessageCase.COMMITMENT));
      desk.resend();
      desk.resend();
      desk.commitmentRecorded(KEY);
      desk.resend();
    }
    assertThat(kinds())
        .containsExactly(
            MessageCase.ASSIGNMENT_ACCEPTED,
            MessageCase.COMMITMENT,
            MessageCase.COMMITMENT,
            MessageCase.COMMITMENT);
    assertThat(sent.subList(1, 4)).allMatch(message -> message.equals(sent.get(1)));
  }

  @Test
  void aRevealLeavesOnlyAfterItWasAskedForAndUntilItIsRecorded() throws IOException {
    try (LeaseDesk desk = desk(runner, sent::add)) {
      desk.revealRequested(KEY);
      desk.assigned(lease(KEY));
      await().until(() -> kinds().contains(MessageCase.COMMITMENT));
      desk.revealRecorded(KEY);
      desk.commitmentRecorded(KEY);
      desk.resend();
      assertThat(kinds()).doesNotContain(MessageCase.REVEAL);
      desk.revealRequested(KEY);
      desk.resend();
      desk.revealRecorded(KEY);
      desk.resend();
    }
    assertThat(kinds().stream().filter(MessageCase.REVEAL::equals)).hasSize(2);
  }

  @Test
  void afterARestartTheSameAnswerIsSentAndNothingIsRunAgain() throws IOException {
    try (LeaseDesk desk = desk(runner, sent::add)) {
      desk.assigned(lease(KEY));
      await().until(() -> kinds().contains(MessageCase.COMMITMENT));
    }
    NodeMessage commitment = sent.getLast();
    sent.clear();
    try (LeaseDesk desk = desk(runner, sent::add)) {
      desk.resend();
      desk.assigned(lease(KEY));
      desk.revealRequested(KEY);
    }
    assertThat(runs).hasValue(1);
    assertThat(sent.subList(0, 2)).containsExactly(commitment, commitment);
    assertThat(sent.getLast().hasReveal()).isTrue();
  }

  @Test
  void anAnswerThatWasLostIsNeverGivenAgain() throws IOException {
    try (LeaseDesk desk = desk(runner, sent::add)) {
      desk.assigned(lease(KEY));
      await().until(() -> kinds().contains(MessageCase.COMMITMENT));
    }
    sent.clear();
    Files.writeString(answers().file(KEY), "damaged");
    try (LeaseDesk desk = desk(runner, sent::add)) {
      desk.assigned(lease(KEY));
      desk.revealRequested(KEY);
      desk.resend();
    }
    assertThat(runs).hasValue(1);
    assertThat(sent).isEmpty();
  }

  @Test
  void aWithdrawnAnswerIsNotSentAgainNeitherNowNorAfterARestart() throws IOException {
    try (LeaseDesk desk = desk(runner, sent::add)) {
      desk.assigned(lease(KEY));
      await().until(() -> kinds().contains(MessageCase.COMMITMENT));
      desk.cancelled(KEY, "decided without you");
      sent.clear();
      desk.resend();
    }
    try (LeaseDesk desk = desk(runner, sent::add)) {
      desk.resend();
    }
    assertThat(sent).isEmpty();
  }

  @Test
  void whatWasStoppedBecauseTheNodeStopsIsNoAnswer() throws IOException {
    FailsWhenStopped job = new FailsWhenStopped();
    try (LeaseDesk desk = desk(job, sent::add)) {
      desk.assigned(lease(KEY));
      job.running.acquireUninterruptibly();
    }
    assertThat(job.stopped).hasValue(1);
    assertThat(answers().all()).isEmpty();
    assertThat(kinds()).containsExactly(MessageCase.ASSIGNMENT_ACCEPTED);
  }

  @Test
  void whatWasStoppedBecauseTheLeaseIsWithdrawnIsNoAnswer() throws IOException {
    FailsWhenStopped job = new FailsWhenStopped();
    try (LeaseDesk desk = desk(job, sent::add)) {
      desk.assigned(lease(KEY));
      job.running.acquireUninterruptibly();
      desk.cancelled(KEY, "decided without you");
      await().until(() -> desk.busySlots() == 0);
      desk.resend();
      assertThat(job.stopped).hasValue(1);
      assertThat(answers().all()).isEmpty();
      desk.assigned(lease(KEY));
      job.running.acquireUninterruptibly();
    }
    assertThat(kinds())
        .containsExactly(MessageCase.ASSIGNMENT_ACCEPTED, MessageCase.ASSIGNMENT_ACCEPTED);
  }

  /** A job that runs until it is interrupted, and then says that it failed. */
  private static final class FailsWhenStopped implements JobRunner {

    private final Semaphore running = new Semaphore(0);
    private final AtomicInteger stopped = new AtomicInteger();

    @Override
    public JobOutcome run(Lease lease, Duration within) {
      running.release();
      try {
        new CountDownLatch(1).await();
        throw new AssertionError("never");
      } catch (InterruptedException e) {
        stopped.incrementAndGet();
        Thread.currentThread().interrupt();
        return new JobOutcome.NoResult(AbstentionReason.RUNTIME_FAILURE, "the child died");
      }
    }
  }

  private LeaseDesk desk(JobRunner jobs, Consumer<NodeMessage> out) throws IOException {
    return new LeaseDesk(
        NODE, new AnswerSigner(SIGNER, RUNTIME), answers(), jobs, 4, new OperatorLog(), out);
  }

  private StoredAnswers answers() throws IOException {
    return StoredAnswers.open(folder.resolve("answers"), Instant.EPOCH);
  }

  private List<MessageCase> kinds() {
    return sent.stream().map(NodeMessage::getMessageCase).toList();
  }

  private static Lease lease(AssignmentRound key) {
    return new Lease(
        key,
        "wasm",
        new Cid(hash("module")),
        new TreeMap<>(),
        new TreeMap<>(),
        hash("seed"),
        List.of(),
        Duration.ofSeconds(30),
        1 << 20,
        RUNTIME);
  }

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }
}
