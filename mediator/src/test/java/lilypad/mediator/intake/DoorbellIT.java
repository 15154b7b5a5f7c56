package lilypad.mediator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.chain.TestChain;
import lilypad.chain.doorbell.DoorbellSettings;
import lilypad.chain.doorbell.HeadsDoorbell;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.deal.ChainClock;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.Test;

/** A real node's heads wake the intake. */
class DoorbellIT {

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final List<ChainClock> clocks = new CopyOnWriteArrayList<>();
  private volatile Runnable ring = () -> {};

  @Test
  void headsAreKnownLongBeforeTheNextPollWouldHaveFoundThem() throws IOException {
    Config bells = ConfigFactory.defaultReference().getConfig("lilypad.chain.doorbell");
    ActorTestKit kit =
        ActorTestKit.create(
            PersistenceTestKitPlugin.getInstance()
                .config()
                .withFallback(ConfigFactory.load("mediator-test")));
    try (TestChain chain = new TestChain();
        HeadsDoorbell bell =
            new HeadsDoorbell(
                DoorbellSettings.from(bells, chain.anvil().headsUrl()), () -> ring.run())) {
      bell.open();
      await().until(bell::listening);
      ActorRef<IntakeActor.Command> intake = start(kit, chain, bell);
      ring = () -> intake.tell(new IntakeActor.Rung());
      await().untilAsserted(() -> assertThat(clocks).isNotEmpty());
      for (int i = 0; i < 5; i++) {
        long before = System.nanoTime();
        chain.anvil().mine(1);
        BlockRef head = chain.chain().heads().latest();
        await()
            .untilAsserted(
                () -> assertThat(clocks).last().extracting(ChainClock::head).isEqualTo(head));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(IDLE.dividedBy(3));
      }
    } finally {
      kit.shutdownTestKit();
    }
  }

  private ActorRef<IntakeActor.Command> start(
      ActorTestKit kit, TestChain chain, HeadsDoorbell bell) {
    IntakeSettings settings =
        new IntakeSettings(
            31_337, Address.ZERO, Set.of(Address.ZERO), 0, Duration.ofMillis(20), IDLE, IDLE);
    return kit.spawn(
        IntakeActor.create(
            "one",
            settings,
            new LogFollower(
                chain.chain(),
                settings.watched(),
                new FollowSettings(16, 100, new FinalityDepth(1, 2))),
            bell,
            (deal, steps) -> CompletableFuture.completedFuture(Done.done()),
            clocks::add,
            () -> {},
            each -> {},
            1_000,
            Runnable::run));
  }
}
