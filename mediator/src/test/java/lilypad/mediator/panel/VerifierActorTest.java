package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.mediator.deal.DealPorts;
import lilypad.mediator.panel.VerifierActor.Conclude;
import lilypad.mediator.panel.VerifierActor.Entry;
import lilypad.mediator.panel.VerifierActor.Lend;
import lilypad.mediator.panel.VerifierActor.Observe;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.settle.SettlementIntent;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a verifier's record takes, told as often as its deals like. */
class VerifierActorTest {

  private static final Address VERIFIER = Bench.address(7);
  private static final DealKey DEAL = new DealKey(Bench.hash("deal"));
  private static final AssignmentRound ONE = new AssignmentRound(Bench.hash("one"), 1);
  private static final AssignmentRound TWO = new AssignmentRound(Bench.hash("two"), 1);

  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(PersistenceTestKitSnapshotPlugin.config())
              .withFallback(ConfigFactory.load("mediator-test")));
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final List<Long> told = new CopyOnWriteArrayList<>();
  private final ActorRef<VerifierActor.Command> record =
      kit.spawn(
          VerifierActor.create(
              VERIFIER,
              1_000,
              (verifier, now) -> told.add(now.observations()),
              new Cashier(new NoPayouts(), Bench.address(9), Bench.address(8), node -> node)));

  /** Nobody is paid out here. */
  private static final class NoPayouts implements DealPorts.Outbox {
    @Override
    public void submit(SettlementIntent intent) {
      throw new AssertionError("expected no payout, got " + intent);
    }

    @Override
    public void abandon(Hash32 intent, String why) {
      throw new AssertionError("expected no payout, got an end of " + intent);
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static VerifierEvent.VerifierObserved seen(AssignmentRound key) {
    return new VerifierEvent.VerifierObserved(
        key.assignment(),
        key.round(),
        Bench.RUNTIME,
        List.of(new Reputation.Mark(Reputation.Dimension.WRONG, false)),
        1_760_000_000);
  }

  private void write(Entry... entries) {
    TestProbe<Done> done = kit.createTestProbe();
    record.tell(new VerifierActor.Write(List.of(entries), done.ref()));
    done.receiveMessage();
  }

  private List<Object> facts() {
    return journal.persistedInStorage("verifier|" + VERIFIER);
  }

  @Test
  void whatIsToldTwiceIsOneFactAlsoWithinOneWrite() {
    write(
        new Lend(ONE, DEAL),
        new Lend(ONE, DEAL),
        new Lend(TWO, DEAL),
        new Conclude(ONE, Conclusion.REVEALED),
        new Conclude(ONE, Conclusion.CANCELLED),
        new Observe(seen(ONE)),
        new Observe(seen(ONE)));
    write(new Conclude(ONE, Conclusion.REVEALED), new Observe(seen(ONE)), new Lend(TWO, DEAL));

    assertThat(facts())
        .containsExactly(
            new VerifierEvent.AssignmentLeased(ONE.assignment(), 1, DEAL),
            new VerifierEvent.AssignmentLeased(TWO.assignment(), 1, DEAL),
            new VerifierEvent.AssignmentConcluded(ONE.assignment(), 1, Conclusion.REVEALED),
            seen(ONE));
  }

  @Test
  void whoWatchesIsToldTheRecordOnceItHolds() {
    write(new Lend(ONE, DEAL), new Lend(TWO, DEAL));
    assertThat(told).containsExactly(0L);
    write(new Observe(seen(ONE)), new Observe(seen(TWO)));
    assertThat(told).as("both at once").containsExactly(0L, 2L);
    write(new Observe(seen(TWO)));
    assertThat(told).containsExactly(0L, 2L);
  }

  @Test
  void aLeaseThatNobodyGaveIsNotConcluded() {
    write(new Conclude(ONE, Conclusion.NO_COMMITMENT));

    assertThat(facts()).isEmpty();
  }
}
