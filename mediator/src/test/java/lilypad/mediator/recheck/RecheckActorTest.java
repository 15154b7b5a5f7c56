package lilypad.mediator.recheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.mediator.ScriptedChain;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.intake.IntakeEvent;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecheckActorTest {

  private static final Duration OFTEN = Duration.ofMillis(10);
  private static final DealId FIRST = new DealId("QmA");
  private static final DealId SECOND = new DealId("QmB");

  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(PersistenceTestKitSnapshotPlugin.config())
              .withFallback(ConfigFactory.load("mediator-test")));
  private final ScriptedChain chain = new ScriptedChain();
  private final Map<DealId, AgreementState> told = new ConcurrentHashMap<>();
  private final List<IntakeEvent.Contradiction> contradictions = new CopyOnWriteArrayList<>();
  private final List<Optional<String>> standing = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  /** Two deals in final blocks, recorded as the chain tells them. */
  private void start() {
    startAndLose(0);
  }

  /** The same, of which the node then has so many blocks no more. */
  private void startAndLose(int blocks) {
    for (DealId deal : List.of(FIRST, SECOND)) {
      chain.mine("a", new LilypadEvent.DealStateChange(deal, AgreementState.DEAL_AGREED));
      told.put(deal, AgreementState.DEAL_AGREED);
    }
    for (int i = 0; i < 6; i++) {
      chain.mine("a");
    }
    List<IntakeEvent> facts = new ArrayList<>();
    for (long number = 0; number <= chain.clock().head().number(); number++) {
      BlockRef block = chain.block(number).orElseThrow();
      BlockLogs.Found found = (BlockLogs.Found) chain.logs(block, Set.of(Address.ZERO));
      facts.add(new IntakeEvent.BlockSeen(block, List.of(), found.logs(), List.of()));
    }
    facts.add(new IntakeEvent.FinalityAdvanced(6, 5));
    chain.drop(blocks);
    RecheckSettings settings = new RecheckSettings(OFTEN, 0, 100, 1, OFTEN);
    kit.spawn(
        RecheckActor.create(
            "one",
            settings,
            new SecondReading(
                new LogFollower(
                    chain,
                    Set.of(Address.ZERO),
                    new FollowSettings(16, 4, new FinalityDepth(1, 2))),
                (from, each) -> {
                  boolean more = true;
                  for (int i = (int) Math.max(1, from); more && i <= facts.size(); i++) {
                    more = each.test((long) i, facts.get(i - 1));
                  }
                },
                (deal, at) -> Optional.ofNullable(told.get(deal)),
                settings),
            contradiction -> {
              contradictions.add(contradiction);
              return CompletableFuture.completedFuture(Done.done());
            },
            standing::add,
            100,
            Runnable::run));
  }

  @Test
  void anAgreementThatCannotBeReadHoldsUpNoOther() {
    start();
    told.remove(FIRST);
    told.put(SECOND, AgreementState.RESULTS_SUBMITTED);

    await().untilAsserted(() -> assertThat(contradictions).isNotEmpty());
    assertThat(contradictions.getFirst())
        .isInstanceOfSatisfying(
            IntakeEvent.StateContradicted.class,
            moved -> assertThat(moved.deal()).isEqualTo(SECOND));
  }

  @Test
  void whatCannotBeReadIsToldWithItsCauseUntilItCan() {
    start();
    await().untilAsserted(() -> assertThat(standing).contains(Optional.empty()));
    told.remove(FIRST);
    await()
        .untilAsserted(
            () -> assertThat(standing.getLast()).hasValueSatisfying(this::namesTheFirst));
    int before = standing.size();
    await().until(() -> standing.size() > before + 6);
    assertThat(standing.subList(before, before + 6))
        .as("also while the others are read")
        .allSatisfy(now -> assertThat(now).hasValueSatisfying(this::namesTheFirst));
    told.put(FIRST, AgreementState.DEAL_AGREED);
    await().untilAsserted(() -> assertThat(standing.getLast()).isEmpty());
  }

  /** It calls less final than it did, or does not have its blocks any more. */
  @Test
  void blocksThatTheNodeDoesNotTellAsFinalAnyMoreAreNamedWhileAgreementsAreCompared() {
    startAndLose(5);
    await()
        .untilAsserted(
            () ->
                assertThat(standing.getLast())
                    .hasValueSatisfying(
                        why -> assertThat(why).contains("blocks 2 to 5 are recorded as final")));
    int before = standing.size();
    await().until(() -> standing.size() > before + 6);
    assertThat(standing.subList(before, before + 6)).allMatch(Optional::isPresent);
    told.put(SECOND, AgreementState.RESULTS_SUBMITTED);
    await().untilAsserted(() -> assertThat(contradictions).isNotEmpty());
  }

  private void namesTheFirst(String why) {
    assertThat(why).contains(FIRST.text());
  }
}
