package lilypad.mediator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.chain.doorbell.AnnouncedHead;
import lilypad.chain.doorbell.Doorbell;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.mediator.ScriptedChain;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.TimedCommand;
import lilypad.protocol.intake.IntakeEvent;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeActorTest {

  private static final String ID = "intake|one";

  /** Every restart here uses one. */
  private static final int SNAPSHOT_EVERY = 2;

  private static final DealId DEAL = new DealId("QmDeal");
  private static final DealId OTHER = new DealId("QmOther");
  private static final Duration OFTEN = Duration.ofMillis(10);
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(PersistenceTestKitSnapshotPlugin.config())
              .withFallback(ConfigFactory.load("mediator-test")));
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final ScriptedChain chain = new ScriptedChain();
  private final List<String> delivered = new CopyOnWriteArrayList<>();
  private final List<List<TimedCommand>> commands = new CopyOnWriteArrayList<>();
  private final List<ChainClock> clocks = new CopyOnWriteArrayList<>();
  private final AtomicInteger holds = new AtomicInteger();
  private volatile boolean deaf;
  private Duration poll = OFTEN;
  private Duration secondLook = OFTEN;
  private Doorbell bell = Doorbell.none();

  /** A doorbell that a test rings; it repeats the last head. */
  private static final class HandBell implements Doorbell {

    private volatile Optional<AnnouncedHead> head = Optional.empty();
    private volatile boolean listening = true;

    @Override
    public void open() {}

    @Override
    public Optional<AnnouncedHead> answer() {
      return head;
    }

    @Override
    public boolean listening() {
      return listening;
    }

    @Override
    public void close() {}

    void announce(BlockRef block) {
      head = Optional.of(new AnnouncedHead(block.number(), block.hash()));
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<IntakeActor.Command> start() {
    IntakeSettings settings =
        new IntakeSettings(31_337, Address.ZERO, Set.of(Address.ZERO), 0, poll, IDLE, secondLook);
    LogFollower follower =
        new LogFollower(
            chain, settings.watched(), new FollowSettings(16, 4, new FinalityDepth(1, 2)));
    return kit.spawn(
        IntakeActor.create(
            "one",
            settings,
            follower,
            bell,
            this::deliver,
            clocks::add,
            holds::incrementAndGet,
            each -> facts().forEach(fact -> each.accept((IntakeEvent) fact)),
            SNAPSHOT_EVERY,
            Runnable::run));
  }

  /** A deal that takes what it gets, or, while deaf, never answers. */
  private CompletionStage<Done> deliver(DealKey deal, List<TimedCommand> steps) {
    commands.add(steps);
    String who = deal.equals(DealKey.of(31_337, Address.ZERO, DEAL)) ? "deal" : "other";
    for (TimedCommand step : steps) {
      switch (step.command()) {
        case DealCommand.RecordLogs logs ->
            logs.logs()
                .forEach(
                    log -> delivered.add(who + " " + logs.block().hash() + " " + log.logIndex()));
        case DealCommand.RetractBlock gone ->
            delivered.add(who + " retract " + gone.block().hash());
        default -> throw new AssertionError("an intake delivers logs and retractions only");
      }
    }
    return deaf ? new CompletableFuture<>() : CompletableFuture.completedFuture(Done.done());
  }

  private static LilypadEvent change(DealId deal, AgreementState state) {
    return new LilypadEvent.DealStateChange(deal, state);
  }

  /** Waits until the intake has taken what it was sent, and asked the chain once more. */
  private void awaitHandled(ActorRef<IntakeActor.Command> intake) {
    int asked = chain.headsAsked();
    await()
        .until(
            () -> {
              intake.tell(new IntakeActor.Rung());
              return chain.headsAsked() > asked;
            });
  }

  private void awaitHead(BlockRef block) {
    await()
        .untilAsserted(
            () -> assertThat(clocks).last().extracting(ChainClock::head).isEqualTo(block));
  }

  private List<Object> facts() {
    return journal.persistedInStorage(ID);
  }

  @Test
  void everyLogReachesItsDealOnceAndInOrder() {
    BlockRef first = chain.mine("a", change(DEAL, AgreementState.DEAL_AGREED));
    BlockRef second =
        chain.mine(
            "a",
            change(OTHER, AgreementState.DEAL_AGREED),
            change(DEAL, AgreementState.RESULTS_SUBMITTED),
            change(DEAL, AgreementState.RESULTS_CHECKED));
    for (int i = 0; i < 9; i++) {
      chain.mine("a");
    }
    start();
    BlockRef last = chain.mine("a", change(OTHER, AgreementState.RESULTS_SUBMITTED));
    awaitHead(last);
    assertThat(delivered)
        .filteredOn(log -> log.startsWith("deal"))
        .containsExactly(
            "deal " + first.hash() + " 0",
            "deal " + second.hash() + " 1",
            "deal " + second.hash() + " 2");
    assertThat(delivered)
        .filteredOn(log -> log.startsWith("other"))
        .containsExactly("other " + second.hash() + " 0", "other " + last.hash() + " 0");
  }

  private List<IntakeEvent.CaughtUp> caughtUp() {
    return facts().stream()
        .filter(IntakeEvent.CaughtUp.class::isInstance)
        .map(IntakeEvent.CaughtUp.class::cast)
        .toList();
  }

  @Test
  void thatItIsUpToDateAgainAfterARestartIsAFactAndUntilThenItKnowsNobodysTime() {
    chain.mine("a");
    BlockRef first = chain.mine("a");
    ActorRef<IntakeActor.Command> intake = start();
    awaitHead(first);
    BlockRef second = chain.mine("a");
    awaitHead(second);
    assertThat(caughtUp()).containsExactly(new IntakeEvent.CaughtUp(first));
    assertThat(clocks).allMatch(clock -> clock.awake().equals(OptionalLong.of(first.timestamp())));
    kit.stop(intake);
    clocks.clear();
    for (int i = 0; i < 3; i++) {
      chain.mine("a");
    }
    BlockRef back = chain.mine("a");
    start();
    awaitHead(back);
    assertThat(caughtUp())
        .containsExactly(new IntakeEvent.CaughtUp(first), new IntakeEvent.CaughtUp(back));
    assertThat(clocks.getFirst().head()).as("what it knew").isEqualTo(second);
    assertThat(clocks.getFirst().awake()).isEmpty();
    assertThat(clocks.getLast().awake()).hasValue(back.timestamp());
  }

  @Test
  void whileTheNodeHasMoreThanOneCallReadsItIsBehind() {
    for (int i = 0; i < 150; i++) {
      chain.mine("a");
    }
    BlockRef last = chain.mine("a");
    start();
    awaitHead(last);
    assertThat(clocks).hasSizeGreaterThan(2);
    assertThat(clocks.subList(0, clocks.size() - 1)).allMatch(clock -> clock.awake().isEmpty());
    assertThat(clocks.getLast().awake()).hasValue(last.timestamp());
    assertThat(caughtUp()).containsExactly(new IntakeEvent.CaughtUp(last));
  }

  @Test
  void whereMuchTimeComesAtOnceTheNodeWasAwayAndItIsThereFromThen() {
    BlockRef first = chain.mine("a");
    start();
    awaitHead(first);
    BlockRef back;
    synchronized (chain) {
      for (int i = 0; i < 40; i++) {
        chain.mine("a");
      }
      back = chain.mine("a");
    }
    awaitHead(back);
    assertThat(clocks.getLast().awake()).hasValue(back.timestamp());
    assertThat(caughtUp())
        .containsExactly(new IntakeEvent.CaughtUp(first), new IntakeEvent.CaughtUp(back));
  }

  @Test
  void whatIsOwedToADealReachesItAtOnceWithTheTimeOfEachStep() {
    BlockRef first = chain.mine("a", change(DEAL, AgreementState.DEAL_AGREED));
    BlockRef second = chain.mine("a", change(DEAL, AgreementState.RESULTS_SUBMITTED));
    for (int i = 0; i < 9; i++) {
      chain.mine("a");
    }
    start();
    awaitHead(chain.mine("a"));
    assertThat(commands)
        .singleElement()
        .satisfies(
            steps ->
                assertThat(steps)
                    .extracting(step -> step.clock().finalized())
                    .as("what comes after a step may still retract it")
                    .containsExactly(first.number() - 1, second.number() - 1));
  }

  @Test
  void whatWasNotAcknowledgedIsDeliveredAgainAfterACrashAndThenNeverMore() {
    deaf = true;
    ActorRef<IntakeActor.Command> intake = start();
    BlockRef block = chain.mine("a", change(DEAL, AgreementState.DEAL_AGREED));
    await().untilAsserted(() -> assertThat(delivered).hasSize(1));
    kit.stop(intake);
    deaf = false;
    intake = start();
    awaitHead(block);
    assertThat(delivered)
        .containsExactly("deal " + block.hash() + " 0", "deal " + block.hash() + " 0");
    kit.stop(intake);
    start();
    awaitHead(chain.mine("a"));
    assertThat(delivered).hasSize(2);
  }

  @Test
  void aReorganisationRetractsBeforeItReplacesAndEditsNothing() {
    start();
    BlockRef gone = chain.mine("a", change(DEAL, AgreementState.RESULTS_CHECKED));
    awaitHead(gone);
    chain.drop(1);
    BlockRef replacement = chain.mine("b", change(DEAL, AgreementState.RESULTS_SUBMITTED));
    BlockRef next = chain.mine("b");
    awaitHead(next);
    assertThat(delivered)
        .containsExactly(
            "deal " + gone.hash() + " 0",
            "deal retract " + gone.hash(),
            "deal " + replacement.hash() + " 0");
    assertThat(facts())
        .filteredOn(IntakeEvent.BlockRetracted.class::isInstance)
        .containsExactly(new IntakeEvent.BlockRetracted(gone, List.of(DEAL)));
    assertThat(facts())
        .filteredOn(IntakeEvent.BlockSeen.class::isInstance)
        .extracting(fact -> ((IntakeEvent.BlockSeen) fact).block())
        .contains(gone, replacement);
  }

  @Test
  void aLogThatIsNotUnderstoodIsKeptAndStopsNothing() {
    BlockRef block = chain.mine("a", change(DEAL, AgreementState.DEAL_AGREED));
    chain.strangeLog();
    start();
    awaitHead(chain.mine("a"));
    assertThat(delivered).containsExactly("deal " + block.hash() + " 0");
    assertThat(facts().toString()).contains("LogAnomaly");
  }

  @Test
  void aHeadIsFoundWhenTheDoorbellRingsForItAndTheChainIsLeftAloneOtherwise() {
    HandBell hand = new HandBell();
    bell = hand;
    BlockRef first = chain.mine("a");
    ActorRef<IntakeActor.Command> intake = start();
    awaitHead(first);
    for (int i = 0; i < 5; i++) {
      BlockRef head = chain.mine("a", change(DEAL, AgreementState.DEAL_AGREED));
      hand.announce(head);
      intake.tell(new IntakeActor.Rung());
      awaitHead(head);
    }
    int asked = chain.headsAsked();
    for (int i = 0; i < 1_000; i++) {
      intake.tell(new IntakeActor.Rung());
    }
    BlockRef last = chain.mine("a");
    hand.announce(last);
    intake.tell(new IntakeActor.Rung());
    awaitHead(last);
    assertThat(chain.headsAsked()).as("only the last was new").isEqualTo(asked + 1);
  }

  @Test
  void aStormOfHeadsThatAreNotThereCausesNoMorePollsThanNoDoorbellDoes() {
    HandBell hand = new HandBell();
    bell = hand;
    poll = Duration.ofMillis(400);
    ActorRef<IntakeActor.Command> intake = start();
    awaitHead(chain.clock().head());
    long began = System.nanoTime();
    int asked = chain.headsAsked();
    for (int i = 0; i < 5_000; i++) {
      hand.announce(new BlockRef(1_000_000 + i, Hash32.ZERO, Hash32.ZERO, 0));
      intake.tell(new IntakeActor.Rung());
    }
    await().until(() -> chain.headsAsked() >= asked + 3);
    long intervals = Duration.ofNanos(System.nanoTime() - began).dividedBy(poll);
    assertThat((long) chain.headsAsked() - asked).isLessThanOrEqualTo(intervals + 2);
  }

  @Test
  void aHeadThatTheNodeDoesNotShowYetIsAskedForAtThePollInterval() {
    HandBell hand = new HandBell();
    bell = hand;
    ActorRef<IntakeActor.Command> intake = start();
    awaitHead(chain.clock().head());
    ScriptedChain ahead = new ScriptedChain();
    hand.announce(ahead.mine("a"));
    intake.tell(new IntakeActor.Rung());
    awaitHandled(intake);
    awaitHead(chain.mine("a"));
  }

  @Test
  void withoutItsDoorbellTheIntakeAsksAtThePollInterval() {
    HandBell hand = new HandBell();
    bell = hand;
    ActorRef<IntakeActor.Command> intake = start();
    awaitHead(chain.clock().head());
    hand.listening = false;
    intake.tell(new IntakeActor.Rung());
    awaitHead(chain.mine("a"));
    awaitHead(chain.mine("a"));
  }

  /** Six blocks of a, the third with a log and final; then the last five are replaced by b. */
  private List<BlockRef> finalBlocksReplaced() {
    List<BlockRef> ours = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ours.add(
          i == 2 ? chain.mine("a", change(DEAL, AgreementState.RESULTS_CHECKED)) : chain.mine("a"));
      awaitHead(ours.getLast());
    }
    chain.drop(5);
    for (int i = 0; i < 7; i++) {
      chain.mine("b", change(OTHER, AgreementState.DEAL_AGREED));
    }
    return ours;
  }

  private IntakeEvent.FinalityViolated awaitViolation() {
    await()
        .untilAsserted(
            () ->
                assertThat(facts())
                    .filteredOn(IntakeEvent.FinalityViolated.class::isInstance)
                    .hasSize(1));
    return (IntakeEvent.FinalityViolated) facts().getLast();
  }

  private StatusReply<Done> accept(ActorRef<IntakeActor.Command> intake, Hash32 block) {
    TestProbe<StatusReply<Done>> probe = kit.createTestProbe();
    intake.tell(new IntakeActor.AcceptChain(block, probe.getRef()));
    return probe.receiveMessage(Duration.ofSeconds(20));
  }

  @Test
  void aReplacedFinalBlockIsRecordedAndNothingGoesOnAlsoAfterARestart() {
    ActorRef<IntakeActor.Command> intake = start();
    List<BlockRef> ours = finalBlocksReplaced();
    IntakeEvent.FinalityViolated violation = awaitViolation();
    assertThat(violation.ours()).isIn(ours);
    assertThat(violation.theirs()).isEqualTo(chain.block(violation.ours().number()).orElseThrow());
    assertThat(holds).hasValue(1);
    int told = clocks.size();
    kit.stop(intake);
    intake = start();
    int asked = chain.headsAsked();
    intake.tell(new IntakeActor.Rung());
    assertThat(accept(intake, Hash32.ZERO).isError()).isTrue();
    assertThat(chain.headsAsked()).isEqualTo(asked);
    assertThat(clocks).hasSize(told);
    assertThat(delivered).containsExactly("deal " + ours.get(2).hash() + " 0");
  }

  @Test
  void aFinalBlockWithNothingInItsPlaceIsRecordedBesideTheNextOneAndThatCanBeAccepted() {
    ActorRef<IntakeActor.Command> intake = start();
    List<BlockRef> ours = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ours.add(chain.mine("a"));
      awaitHead(ours.getLast());
    }
    chain.drop(3);
    chain.mineNothing();
    for (int i = 0; i < 5; i++) {
      chain.mine("b");
    }
    IntakeEvent.FinalityViolated violation = awaitViolation();
    assertThat(violation.ours()).isEqualTo(ours.get(3));
    assertThat(violation.theirs()).isEqualTo(chain.block(5).orElseThrow());

    assertThat(accept(intake, violation.theirs().hash()).isSuccess()).isTrue();
    awaitHead(chain.clock().head());
    assertThat(facts())
        .contains(new IntakeEvent.ChainAccepted(violation.theirs(), 4, Optional.of(ours.get(2))));
  }

  @Test
  void anAcceptedChainIsFollowedFromTheLastCommonBlockAndWhatItLacksIsRetracted() {
    ActorRef<IntakeActor.Command> intake = start();
    List<BlockRef> ours = finalBlocksReplaced();
    IntakeEvent.FinalityViolated violation = awaitViolation();
    assertThat(accept(intake, violation.theirs().hash()).isSuccess()).isTrue();
    awaitHead(chain.clock().head());
    BlockRef common = ours.getFirst();
    List<BlockRef> gone = ours.subList(1, ours.size()).reversed();
    assertThat(facts())
        .filteredOn(IntakeEvent.ChainAccepted.class::isInstance)
        .containsExactly(new IntakeEvent.ChainAccepted(violation.theirs(), 2, Optional.of(common)));
    assertThat(facts())
        .filteredOn(IntakeEvent.BlockRetracted.class::isInstance)
        .extracting(fact -> ((IntakeEvent.BlockRetracted) fact).block())
        .isEqualTo(gone);
    assertThat(delivered)
        .startsWith("deal " + ours.get(2).hash() + " 0", "deal retract " + ours.get(2).hash())
        .hasSize(9)
        .endsWith("other " + chain.clock().head().hash() + " 0");
    kit.stop(intake);
    start();
    awaitHead(chain.mine("b"));
    assertThat(delivered).hasSize(9);
  }

  @Test
  void whenOurChainIsAcceptedNothingIsRetractedAndTheNodeIsAskedAgain() {
    ActorRef<IntakeActor.Command> intake = start();
    List<BlockRef> ours = finalBlocksReplaced();
    IntakeEvent.FinalityViolated violation = awaitViolation();
    chain.drop(7);
    BlockRef last = ours.getLast();
    for (int i = 0; i < 6; i++) {
      last = chain.mine("a");
    }
    assertThat(accept(intake, violation.ours().hash()).isSuccess()).isTrue();
    awaitHead(last);
    assertThat(facts()).noneMatch(IntakeEvent.BlockRetracted.class::isInstance);
  }

  @Test
  void aBlockThatTheNodeHasNoMoreCannotBeAccepted() {
    ActorRef<IntakeActor.Command> intake = start();
    finalBlocksReplaced();
    IntakeEvent.FinalityViolated violation = awaitViolation();
    chain.drop(7);
    for (int i = 0; i < 9; i++) {
      chain.mine("c");
    }
    StatusReply<Done> reply = accept(intake, violation.theirs().hash());
    assertThat(reply.isError()).isTrue();
    assertThat(reply.getError()).hasMessageContaining(violation.theirs().toString());
    assertThat(facts().getLast()).isEqualTo(violation);
  }

  private StatusReply<Done> contradict(
      ActorRef<IntakeActor.Command> intake, IntakeEvent.Contradiction contradiction) {
    TestProbe<StatusReply<Done>> probe = kit.createTestProbe();
    intake.tell(new IntakeActor.Contradict(contradiction, probe.ref()));
    return probe.receiveMessage();
  }

  @Test
  void aContradictionThatStandsAlreadyIsTakenForToldAndAnotherOneIsNot() {
    ActorRef<IntakeActor.Command> intake = start();
    BlockRef first = chain.mine("a");
    BlockRef second = chain.mine("a");
    awaitHead(second);
    IntakeEvent.LogsContradicted told =
        new IntakeEvent.LogsContradicted(first, List.of(), List.of());
    assertThat(contradict(intake, told).isSuccess()).isTrue();

    assertThat(contradict(intake, told).isSuccess())
        .as("whoever tells it may have been killed before it heard the answer")
        .isTrue();
    assertThat(
            contradict(intake, new IntakeEvent.LogsContradicted(second, List.of(), List.of()))
                .isError())
        .isTrue();
    assertThat(facts()).filteredOn(IntakeEvent.LogsContradicted.class::isInstance).hasSize(1);
  }

  @Test
  void anEndpointThatContradictsFinalityForAMomentOnlyHaltsNothing() {
    secondLook = Duration.ofMillis(700);
    start();
    List<BlockRef> ours = finalBlocksReplaced();
    await().untilAsserted(() -> assertThat(holds).hasValue(1));
    int told = clocks.size();
    chain.drop(7);
    BlockRef last = ours.getLast();
    for (int i = 0; i < 5; i++) {
      last = chain.mine("a");
    }
    await().untilAsserted(() -> assertThat(clocks).hasSizeGreaterThan(told));
    assertThat(last).isEqualTo(ours.getLast());
    awaitHead(chain.mine("a"));
    assertThat(facts()).noneMatch(IntakeEvent.FinalityViolated.class::isInstance);
  }
}
