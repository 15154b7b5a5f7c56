package lilypad.mediator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.chain.follow.FinalityViolation;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.mediator.ScriptedChain;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.intake.IntakeEvent;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeActorTest {

  private static final String ID = "intake|one";
  private static final DealId DEAL = new DealId("QmDeal");
  private static final DealId OTHER = new DealId("QmOther");

  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(ConfigFactory.load("mediator-test")));
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final ScriptedChain chain = new ScriptedChain();
  private final List<String> delivered = new CopyOnWriteArrayList<>();
  private final List<ChainClock> clocks = new CopyOnWriteArrayList<>();
  private final List<FinalityViolation> violations = new CopyOnWriteArrayList<>();
  private volatile boolean deaf;

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<IntakeActor.Command> start() {
    IntakeSettings settings =
        new IntakeSettings(31_337, Address.ZERO, Set.of(Address.ZERO), 0, Duration.ofMillis(10));
    LogFollower follower =
        new LogFollower(
            chain, settings.watched(), new FollowSettings(16, 4, new FinalityDepth(1, 2)));
    return kit.spawn(
        IntakeActor.create(
            "one", settings, follower, this::deliver, clocks::add, violations::add, Runnable::run));
  }

  /** A deal that takes what it gets, or, while deaf, never answers. */
  private CompletionStage<Done> deliver(DealKey deal, DealCommand command, ChainClock clock) {
    String who = deal.equals(DealKey.of(31_337, Address.ZERO, DEAL)) ? "deal" : "other";
    switch (command) {
      case DealCommand.RecordLogs logs ->
          logs.logs()
              .forEach(
                  log -> delivered.add(who + " " + logs.block().hash() + " " + log.logIndex()));
      case DealCommand.RetractBlock gone -> delivered.add(who + " retract " + gone.block().hash());
      default -> throw new AssertionError("an intake delivers logs and retractions only");
    }
    return deaf ? new CompletableFuture<>() : CompletableFuture.completedFuture(Done.done());
  }

  private static LilypadEvent change(DealId deal, AgreementState state) {
    return new LilypadEvent.DealStateChange(deal, state);
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
        .containsExactly(
            "deal " + first.hash() + " 0",
            "other " + second.hash() + " 0",
            "deal " + second.hash() + " 1",
            "deal " + second.hash() + " 2",
            "other " + last.hash() + " 0");
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
  void aFinalBlockThatIsReplacedHaltsTheIntake() {
    start();
    for (int i = 0; i < 6; i++) {
      awaitHead(chain.mine("a"));
    }
    chain.drop(5);
    for (int i = 0; i < 7; i++) {
      chain.mine("b", change(DEAL, AgreementState.DEAL_AGREED));
    }
    await().untilAsserted(() -> assertThat(violations).hasSize(1));
    assertThat(delivered).isEmpty();
  }
}
