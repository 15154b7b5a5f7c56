package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.mediator.SmallPanels;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.CheckRef;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Score;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a deal's actor does between two blocks, and after a restart before any has come. */
class DealActorTest {

  private static final DealId DEAL = new DealId("Qm1");
  private static final DealKey KEY = new DealKey(hash(1));
  private static final Address MEDIATOR = new Address(hash(2).bytes().slice(0, 20));
  private static final BlockRef BLOCK = new BlockRef(7, hash(3), hash(4), 1_700_000_000L);
  private static final SettlementIntent INTENT =
      new SettlementIntent(hash(5), KEY, MEDIATOR, Bytes.fromHex("0x824518aa"));

  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(ConfigFactory.load("mediator-test")));
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final List<Hash32> abandoned = new CopyOnWriteArrayList<>();

  private final AtomicInteger asked = new AtomicInteger();

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aClosedDealTellsTheWalletToGiveUpWhatItStillTries() {
    ActorRef<DealActor.Command> deal = recovered(closed());
    hear(deal, new SettlementReport.Refused(INTENT.id(), "ResultsChecked", Refusal.DECIDED));
    assertThat(abandoned).containsExactly(INTENT.id());
    assertThat(journal.persistedInStorage(DealActor.persistenceId(KEY).id())).hasSize(3);
  }

  @Test
  void whatWasGivenUpIsNotGivenUpAgain() {
    ActorRef<DealActor.Command> deal = recovered(closed());
    hear(deal, new SettlementReport.Refused(INTENT.id(), "given up", Refusal.ABANDONED));
    assertThat(abandoned).isEmpty();
  }

  @Test
  void whatEndedADealIsNotGivenUpWhileItMayBeTakenBack() {
    ActorRef<DealActor.Command> deal = recovered(settled());
    hear(deal, new SettlementReport.Mined(INTENT.id(), hash(7), hash(8), 8, true));
    assertThat(abandoned).isEmpty();
    hear(deal, new SettlementReport.Refused(INTENT.id(), "ResultsChecked", Refusal.DECIDED));
    assertThat(abandoned).as("it was not ours that ended it").containsExactly(INTENT.id());
  }

  @Test
  void aSettlementThatIsTakenBackAfterTheEndIsRecorded() {
    ActorRef<DealActor.Command> deal = recovered(settled());
    deal.tell(new DealActor.Tick(new ChainClock(BLOCK, 6, 5)));
    hear(deal, new SettlementReport.Unmined(INTENT.id(), hash(7)));
    assertThat(journal.persistedInStorage(DealActor.persistenceId(KEY).id()))
        .last()
        .isEqualTo(
            new DealEvent.SettlementProgressed(new SettlementReport.Unmined(INTENT.id(), hash(7))));
    assertThat(abandoned).isEmpty();
  }

  @Test
  void whatDidNotWorkIsTriedAgainAlthoughNoBlockComes() {
    ActorRef<DealActor.Command> deal =
        recovered(
            List.of(
                logged(0, new LilypadEvent.DealStateChange(DEAL, AgreementState.RESULTS_CHECKED)),
                logged(1, new LilypadEvent.MediationRequested(DEAL, MEDIATOR))));
    deal.tell(new DealActor.Tick(new ChainClock(BLOCK, 6, 5)));
    await().untilAsserted(() -> assertThat(asked).hasValueGreaterThan(1));
  }

  private static DealEvent logged(int index, LilypadEvent event) {
    EncodedEvent encoded = EncodedEvent.of(event);
    return new DealEvent.LogRecorded(
        DEAL,
        BLOCK,
        new ChainLog(
            MEDIATOR,
            encoded.topics(),
            encoded.data(),
            BLOCK.hash(),
            BLOCK.number(),
            hash(6),
            index));
  }

  /** Closed by its own verdict, which the wallet has said to stand. */
  private static List<DealEvent> settled() {
    List<DealEvent> facts = new ArrayList<>(closed());
    facts.add(
        1,
        new DealEvent.VerdictReached(
            Verdict.ACCEPT,
            new Grounds.Tallied(
                900,
                1,
                new Tally(
                    List.of(),
                    Profile.DETERMINISTIC,
                    Optional.of(hash(9)),
                    false,
                    Tally.Parameters.DEFAULT)),
            1_700_000_010L));
    facts.set(
        3,
        new DealEvent.SettlementProgressed(
            new SettlementReport.Final(INTENT.id(), hash(7), hash(8), 8, true)));
    facts.add(new DealEvent.MediationClosed(AgreementState.MEDIATION_ACCEPTED, BLOCK));
    return facts;
  }

  private static List<DealEvent> closed() {
    Bytes none = Bytes.EMPTY;
    return List.of(
        new DealEvent.MediationOpened(
            new CheckRef(BLOCK, hash(6), 0, MEDIATOR),
            new AgreementReading(BLOCK, none, none, none),
            1_700_000_300L),
        new DealEvent.SettlementRequested(INTENT),
        new DealEvent.MediationClosed(AgreementState.TIMEOUT_MEDIATE_RESULTS, BLOCK));
  }

  private ActorRef<DealActor.Command> recovered(List<DealEvent> facts) {
    journal.persistForRecovery(DealActor.persistenceId(KEY).id(), new ArrayList<>(facts));
    DealSettings settings = SmallPanels.of(MEDIATOR, MEDIATOR, MEDIATOR);
    return kit.spawn(DealActor.create(KEY, new Deal(KEY, settings), ports()));
  }

  private void hear(ActorRef<DealActor.Command> deal, SettlementReport report) {
    TestProbe<StatusReply<Done>> probe = kit.createTestProbe();
    deal.tell(new DealActor.Hear(new DealCommand.SettlementReported(report), probe.getRef()));
    assertThat(probe.receiveMessage(Duration.ofSeconds(20)).isSuccess()).isTrue();
  }

  private DealPorts ports() {
    return new DealPorts(
        new DealPorts.Chain() {
          @Override
          public CompletionStage<AgreementReading> agreement(DealId deal, BlockRef at) {
            asked.incrementAndGet();
            return CompletableFuture.failedFuture(new IllegalStateException("no node there"));
          }

          @Override
          public CompletionStage<DealCommand.BeaconBlock> beacon(long height) {
            throw new AssertionError("nobody is drawn");
          }
        },
        deal -> new CompletableFuture<>(),
        new NoVerifiers(),
        new DealPorts.Outbox() {
          @Override
          public void submit(SettlementIntent intent) {
            throw new AssertionError("a closed deal submits nothing");
          }

          @Override
          public void abandon(Hash32 intent, String why) {
            abandoned.add(intent);
          }
        },
        wanted -> new CompletableFuture<>(),
        () -> hash(9),
        (deal, facts, state) -> {},
        new DealLog());
  }

  private static final class NoVerifiers implements DealPorts.Panel {
    @Override
    public DealCommand.Candidates candidates(long time) {
      return new DealCommand.Candidates(List.of(), 0);
    }

    @Override
    public CompletionStage<Done> assign(
        DealKey deal, PanelMember member, int round, JobToRun job, long seconds) {
      throw new AssertionError("a closed deal lends nothing");
    }

    @Override
    public void requestReveal(DealKey deal, PanelMember member, int round, long seconds) {
      throw new AssertionError("a closed deal asks for nothing");
    }

    @Override
    public void conclude(Address verifier, AssignmentRound key, VerifierEvent.Conclusion how) {
      throw new AssertionError("nobody was seated");
    }

    @Override
    public void observe(Score score) {
      throw new AssertionError("nobody was seated");
    }
  }
}
