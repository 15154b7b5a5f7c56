package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Voice;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.rules.Profile;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

/** What a node and its record hear of a lease when it is lent and concluded at the same time. */
class PanelDeskTest {

  private static final NodeSigner NODE = Bench.signer(51);
  private static final NodeIdentity IDENTITY = Bench.identity(NODE, "alice");
  private static final DealKey DEAL = new DealKey(Bench.hash("deal"));
  private static final AssignmentRound KEY = key("one");
  private static final long SECONDS = 30;
  private static final JobToRun JOB =
      new JobToRun(
          new Cid(Bench.hash("module")),
          Profile.DETERMINISTIC,
          Optional.empty(),
          new TreeMap<>(),
          new TreeMap<>());

  /** Said to the node: a word and the assignment. */
  private final List<String> said = new CopyOnWriteArrayList<>();

  /** What was said last of each assignment; nothing else is kept in a storm. */
  private final Map<AssignmentRound, String> lastWord = new ConcurrentHashMap<>();

  private volatile boolean storm;

  /** Told to the record, in order. */
  private final List<Object> recorded = Collections.synchronizedList(new ArrayList<>());

  /** Leases that are being journaled, in order. */
  private final List<CompletableFuture<Done>> lending = new ArrayList<>();

  private final PanelDesk desk =
      new PanelDesk(new Records(), List.of(), 1 << 20, Bench.roster(NODE));

  PanelDeskTest() {
    desk.open(new Wire());
  }

  private final class Records implements PanelDesk.Office {
    @Override
    public CompletionStage<Done> hear(DealKey deal, DealCommand command) {
      throw new AssertionError("nobody answers here, got " + command);
    }

    @Override
    public Optional<DealKey> owner(Address verifier, AssignmentRound key) {
      return Optional.empty();
    }

    @Override
    public CompletionStage<Done> lend(Address verifier, AssignmentRound key, DealKey deal) {
      recorded.add(new VerifierActor.Lend(key, deal));
      CompletableFuture<Done> journaled = new CompletableFuture<>();
      lending.add(journaled);
      return journaled;
    }

    @Override
    public CompletionStage<Done> admit(
        Address verifier, VerifierEvent.VerifierRegistered registration) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public void record(Address verifier, VerifierActor.Entry entry) {
      recorded.add(entry);
    }
  }

  private final class Wire implements PanelDesk.Nodes {
    private boolean says(String word, AssignmentRound key) {
      if (storm) {
        lastWord.put(key, word);
      } else {
        said.add(word + " " + key);
      }
      return true;
    }

    @Override
    public boolean assign(Address verifier, Lease lease) {
      return says("assign", lease.key());
    }

    @Override
    public boolean commitmentRecorded(Address verifier, AssignmentRound key) {
      return says("recorded", key);
    }

    @Override
    public boolean requestReveal(Address verifier, AssignmentRound key, Duration within) {
      return says("reveal", key);
    }

    @Override
    public boolean revealRecorded(Address verifier, AssignmentRound key) {
      return says("revealed", key);
    }

    @Override
    public boolean cancel(Address verifier, AssignmentRound key, String why) {
      return says("cancel", key);
    }
  }

  private static AssignmentRound key(String assignment) {
    return new AssignmentRound(Bench.hash(assignment), 1);
  }

  private static PanelMember member(AssignmentRound key) {
    return new PanelMember(key.assignment(), NODE.address(), "alice", Bench.RUNTIME, Voice.PLAIN);
  }

  private CompletionStage<Done> assign(AssignmentRound key) {
    return desk.assign(DEAL, member(key), key.round(), JOB, SECONDS);
  }

  private void conclude(AssignmentRound key) {
    desk.conclude(NODE.address(), key, Conclusion.CANCELLED);
  }

  private void journaled(int number) {
    lending.get(number).complete(Done.getInstance());
  }

  @Test
  void aLeaseIsSaidWhenItIsJournaledAndAgainToANodeThatComesBack() {
    CompletionStage<Done> lent = assign(KEY);
    desk.connected(IDENTITY);
    assertThat(said).as("not journaled").isEmpty();
    journaled(0);
    assertThat(lent.toCompletableFuture()).isCompleted();
    desk.connected(IDENTITY);
    assertThat(said).containsExactly("assign " + KEY, "assign " + KEY);
    conclude(KEY);
    desk.connected(IDENTITY);
    assertThat(said).last().isEqualTo("cancel " + KEY);
  }

  @Test
  void whatIsConcludedWhileItIsJournaledIsNeverLent() {
    CompletionStage<Done> lent = assign(KEY);
    conclude(KEY);
    journaled(0);
    desk.connected(IDENTITY);

    assertThat(lent.toCompletableFuture()).isCompleted();
    assertThat(said).containsExactly("cancel " + KEY);
    assertThat(recorded)
        .containsExactly(
            new VerifierActor.Lend(KEY, DEAL),
            new VerifierActor.Conclude(KEY, Conclusion.CANCELLED));
  }

  @Test
  void whatIsLentAnewAfterThatIsSaidOnceAndByTheNewLending() {
    assertThat(assign(KEY).toCompletableFuture()).isNotDone();
    conclude(KEY);
    assertThat(assign(KEY).toCompletableFuture()).isNotDone();
    journaled(0);
    assertThat(said).containsExactly("cancel " + KEY);
    journaled(1);
    assertThat(said).containsExactly("cancel " + KEY, "assign " + KEY);
  }

  @Test
  void aRevealThatIsAskedForWhileTheLeaseIsJournaledAgainIsNotForgotten() {
    assertThat(assign(KEY).toCompletableFuture()).isNotDone();
    desk.requestReveal(DEAL, member(KEY), KEY.round(), SECONDS);
    journaled(0);
    said.clear();
    desk.connected(IDENTITY);
    assertThat(said).containsExactly("assign " + KEY, "reveal " + KEY);
  }

  @Test
  void aNodeThatComesBackAllTheTimeHearsOfTheEndLast() throws Exception {
    storm = true;
    List<AssignmentRound> keys = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      AssignmentRound key = key("storm " + i);
      keys.add(key);
      assertThat(assign(key).toCompletableFuture()).isNotDone();
      journaled(i);
    }
    CountDownLatch over = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> comesBack =
          threads.submit(
              () -> {
                while (over.getCount() > 0) {
                  desk.connected(IDENTITY);
                }
              });
      keys.forEach(this::conclude);
      over.countDown();
      comesBack.get(20, TimeUnit.SECONDS);
    }
    assertThat(lastWord.values()).hasSize(keys.size()).containsOnly("cancel");
  }

  @Test
  void nothingIsLentToANodeAfterItWasCancelledHoweverThingsMeet() throws Exception {
    int rounds = 300;
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      CyclicBarrier together = new CyclicBarrier(3);
      for (int i = 0; i < rounds; i++) {
        AssignmentRound key = key("round " + i);
        CompletableFuture<Done> lent = assign(key).toCompletableFuture();
        int number = i;
        List<Future<?>> running = new ArrayList<>();
        for (Runnable step :
            Set.<Runnable>of(
                () -> journaled(number), () -> conclude(key), () -> desk.connected(IDENTITY))) {
          running.add(
              threads.submit(
                  () -> {
                    together.await();
                    step.run();
                    return step;
                  }));
        }
        for (Future<?> step : running) {
          assertThat(step.get(20, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(lent).isCompleted();
        assertThat(said.stream().filter(word -> word.endsWith(" " + key)))
            .as("round %d", i)
            .endsWith("cancel " + key);
      }
    }
    said.clear();
    desk.connected(IDENTITY);
    assertThat(said).isEmpty();
  }
}
