package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Voice;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Profile;
import lilypad.verifier.node.JobOutcome;
import lilypad.verifier.node.VerifierNode;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator replaces a node's key as docs/operations.md tells: the new one beside the old one,
 * which is retiring until it has answered what it was lent.
 */
final class KeyRotationIT {

  private static final NodeSigner OLD = Bench.signer(41);
  private static final NodeSigner NEW = Bench.signer(42);
  private static final Map<Address, String> BEFORE = Map.of(OLD.address(), "alice");
  private static final Map<Address, String> BOTH =
      Map.of(OLD.address(), "alice", NEW.address(), "alice");
  private static final JobToRun JOB =
      new JobToRun(
          new Cid(Bench.hash("module")),
          Profile.DETERMINISTIC,
          Optional.empty(),
          new TreeMap<>(),
          new TreeMap<>());
  private static final long SECONDS = 30;

  @TempDir Path folder;
  private final DealsHeard deals = new DealsHeard();

  /** A deal as the journal would know it, and what it heard. */
  private static final class DealsHeard implements PanelDesk.Office {

    final List<DealCommand.Commit> commits = new CopyOnWriteArrayList<>();
    final List<DealCommand.Reveal> reveals = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Done> hear(DealKey deal, DealCommand command) {
      if (command instanceof DealCommand.Commit commit) {
        commits.add(commit);
      } else if (command instanceof DealCommand.Reveal reveal) {
        reveals.add(reveal);
      } else {
        throw new AssertionError("unexpected " + command);
      }
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public Optional<DealKey> owner(Address verifier, AssignmentRound key) {
      return Optional.empty();
    }

    @Override
    public CompletionStage<Done> lend(Address verifier, AssignmentRound key, DealKey deal) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> admit(
        Address verifier, VerifierEvent.VerifierRegistered registration) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public void record(Address verifier, VerifierActor.Entry command) {
      assertThat(command).isInstanceOf(VerifierActor.Conclude.class);
    }

    Set<Address> committedTo(String assignment) {
      return commits.stream()
          .filter(commit -> commit.assignment().equals(Bench.hash(assignment)))
          .map(DealCommand.Commit::verifier)
          .collect(Collectors.toSet());
    }
  }

  /** A mediator's desk and gateway under one roster. */
  private final class Mediator implements AutoCloseable {

    final PanelDesk desk;
    final NodeGateway gateway;

    Mediator(int port, RosterSettings roster) throws IOException {
      desk = new PanelDesk(deals, List.of(), 1 << 20, roster);
      gateway = Bench.gateway(Bench.gatewaySettings(port), roster, desk);
      desk.open(new GatewayNodes(gateway));
    }

    void lend(String assignment, NodeSigner to) {
      desk.assign(deal(assignment), member(assignment, to), 1, JOB, SECONDS)
          .toCompletableFuture()
          .join();
    }

    void reveal(String assignment, NodeSigner from) {
      desk.requestReveal(deal(assignment), member(assignment, from), 1, SECONDS);
    }

    void conclude(String assignment, NodeSigner from) {
      desk.conclude(
          from.address(),
          new AssignmentRound(Bench.hash(assignment), 1),
          VerifierEvent.Conclusion.REVEALED);
    }

    @Override
    public void close() {
      gateway.close();
    }
  }

  private static DealKey deal(String assignment) {
    return new DealKey(Bench.hash("deal of " + assignment));
  }

  private static PanelMember member(String assignment, NodeSigner signer) {
    return new PanelMember(
        Bench.hash(assignment), signer.address(), "alice", Bench.RUNTIME, Voice.PLAIN);
  }

  private static JobOutcome result() {
    return new JobOutcome.Result(Bench.RESULT, Hash32.ZERO, Duration.ofMillis(1));
  }

  @Test
  @SuppressWarnings("try") // the old node ends in the middle; to close it once more does nothing
  void aNodeThatChangesItsKeyLosesNoVoteAndCastsNoneTwice() throws IOException {
    CountDownLatch oldMayEnd = new CountDownLatch(1);
    CountDownLatch oldRuns = new CountDownLatch(1);
    int port;
    Mediator before = new Mediator(0, new RosterSettings(BEFORE, Set.of()));
    port = before.gateway.port();
    try (VerifierNode old =
        Bench.node(
            Bench.nodeSettings(port, folder.resolve("old")),
            OLD,
            (lease, within) -> {
              oldRuns.countDown();
              oldMayEnd.await();
              return result();
            })) {
      await().until(() -> before.desk.candidates(0).present().size() == 1);
      before.lend("first", OLD);
      await().until(() -> oldRuns.getCount() == 0);
      // The mediator starts again with both keys in its roster, in the middle of the old one's job.
      before.close();
      try (Mediator after = new Mediator(port, new RosterSettings(BOTH, Set.of(OLD.address())));
          VerifierNode fresh =
              Bench.node(
                  Bench.nodeSettings(port, folder.resolve("new")),
                  NEW,
                  (lease, within) -> result())) {
        await().until(() -> after.desk.present().size() == 2);
        assertThat(after.desk.candidates(0).present().stream().map(Candidate::verifier))
            .as("only the new key can be drawn")
            .containsExactly(NEW.address());
        // The deal, woken from the journal, lends again what is open.
        after.lend("first", OLD);
        oldMayEnd.countDown();
        await().until(() -> !deals.commits.isEmpty());
        after.reveal("first", OLD);
        await().until(() -> !deals.reveals.isEmpty());
        after.conclude("first", OLD);

        after.lend("second", NEW);
        await().until(() -> !deals.committedTo("second").isEmpty());
        after.reveal("second", NEW);
        await().until(() -> deals.reveals.size() >= 2);
        after.conclude("second", NEW);

        old.close();
        await().until(() -> after.desk.present().size() == 1);
        after.lend("third", NEW);
        await().until(() -> !deals.committedTo("third").isEmpty());
        assertThat(fresh.isReady()).isTrue();
      }
    }
    assertThat(deals.committedTo("first")).containsExactly(OLD.address());
    assertThat(deals.committedTo("second")).containsExactly(NEW.address());
    assertThat(deals.committedTo("third")).containsExactly(NEW.address());
    assertThat(deals.commits.stream().map(DealCommand.Commit::commitment).distinct())
        .as("one commitment for each assignment, however often it was sent")
        .hasSize(3);
    assertThat(deals.reveals.stream().map(DealCommand.Reveal::verifier).distinct())
        .containsExactlyInAnyOrder(OLD.address(), NEW.address());
  }
}
