package lilypad.mediator.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.send.FeePolicy;
import lilypad.chain.send.TransactionSender;
import lilypad.mediator.ScriptedChain;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.sign.PrivateKey;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WalletActorTest {

  private static final String ID = "wallet|0xme";

  /** Nearly every restart here uses one. */
  private static final int SNAPSHOT_EVERY = 2;

  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(PersistenceTestKitSnapshotPlugin.config())
              .withFallback(
                  ConfigFactory.parseResources("mediator.conf")
                      .getConfig("pekko.persistence.typed")
                      .atPath("pekko.persistence.typed"))
              .withFallback(ConfigFactory.load("mediator-test")));
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final ScriptedChain chain = new ScriptedChain();
  private final List<SettlementReport> reports = new CopyOnWriteArrayList<>();
  private final List<Funds> funds = new CopyOnWriteArrayList<>();
  private final AtomicReference<Map<Hash32, String>> unknown = new AtomicReference<>(Map.of());
  private volatile Executor io = Runnable::run;
  private Wei reserve = Wei.of(1_000);
  private ActorRef<WalletActor.Command> wallet = start();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<WalletActor.Command> start() {
    WalletSettings settings =
        new WalletSettings(
            31_337,
            FinalityLevel.SAFE,
            true,
            3,
            16,
            reserve,
            1,
            new FeePolicy(25, 2, 12, ScriptedChain.cap()));
    PrivateKey key = PrivateKey.fromHex("11".repeat(32));
    return kit.spawn(
        WalletActor.create(
            "0xme",
            new Courier(
                chain, new TransactionSender(chain, new FinalityDepth(1, 2)), key, settings),
            reported -> reports.add(reported.report()),
            funds::add,
            unknown::set,
            SNAPSHOT_EVERY,
            task -> io.execute(task)));
  }

  /** As after kill -9: the actor is gone, the journal is not. */
  private void crash() {
    kit.stop(wallet);
    wallet = start();
  }

  private static SettlementIntent intent(int n) {
    byte[] id = ByteBuffer.allocate(32).putInt(28, n).array();
    return new SettlementIntent(
        Hash32.of(id), new DealKey(Hash32.ZERO), Address.ZERO, Bytes.fromHex("0x824518aa"));
  }

  private void tick() {
    wallet.tell(new WalletActor.Tick(chain.clock()));
  }

  private void submit(int n) {
    order(new WalletActor.Submit(intent(n)));
  }

  private void order(WalletActor.Order... orders) {
    wallet.tell(new WalletActor.Take(List.of(orders), kit.system().ignoreRef()));
  }

  private List<Object> facts() {
    return journal.persistedInStorage(ID);
  }

  private void awaitSent(int count) {
    await().untilAsserted(() -> assertThat(new HashSet<>(chain.sent())).hasSize(count));
  }

  private void awaitFact(Class<? extends WalletEvent> kind) {
    await().untilAsserted(() -> assertThat(facts()).hasAtLeastOneElementOfType(kind));
  }

  @Test
  void nothingIsSentBeforeItsBytesAreJournaled() {
    tick();
    submit(1);
    awaitSent(1);
    assertThat(facts())
        .hasAtLeastOneElementOfType(WalletEvent.TransactionSigned.class)
        .filteredOn(WalletEvent.TransactionSigned.class::isInstance)
        .first()
        .isInstanceOfSatisfying(
            WalletEvent.TransactionSigned.class,
            signed -> assertThat(chain.sent().getFirst()).isEqualTo(signed.raw()));
  }

  @Test
  void whatItIsNotToldTheEffectOfIsNamedUntilItIsTold() {
    tick();
    submit(1);
    awaitSent(1);
    chain.hideMined(true);
    chain.mineSent("a", true);
    for (int i = 0; i < 3; i++) {
      chain.mine("a");
    }
    await()
        .untilAsserted(
            () -> {
              tick();
              assertThat(unknown.get()).containsOnlyKeys(intent(1).id());
            });
    assertThat(unknown.get()).asString().contains("nonce 0 is used in the final block 1");
    chain.hideMined(false);
    tick();
    awaitFact(WalletEvent.IntentSettled.class);
    await().untilAsserted(() -> assertThat(unknown.get()).isEmpty());
    assertThat(facts()).doesNotHaveAnyElementsOfTypes(WalletEvent.NonceDisplaced.class);
    assertThat(new HashSet<>(chain.sent())).hasSize(1);
  }

  /** While a fact is being journaled, whatever comes has to wait. */
  @Test
  void ofMoreMessagesAtOnceThanActorsUsuallyStashNoneIsDropped() {
    CountDownLatch sent = new CountDownLatch(1);
    journal.withPolicy(
        (id, operation) -> {
          if (operation instanceof WriteEvents) {
            await().until(() -> sent.getCount() == 0);
          }
          return ProcessingSuccess.getInstance();
        });
    submit(1);
    for (int i = 0; i < 5_000; i++) {
      submit(1);
    }
    submit(2);
    sent.countDown();
    await().untilAsserted(() -> assertThat(facts()).hasSize(2));
  }

  @Test
  void whatTheNodeDidNotTakeIsSentAgainAlthoughNoBlockComes() {
    chain.failSends(2);
    tick();
    submit(1);
    awaitSent(1);
    assertThat(facts())
        .filteredOn(WalletEvent.TransactionSigned.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            WalletEvent.TransactionSigned.class,
            signed -> assertThat(chain.sent()).containsExactly(signed.raw()));
  }

  @Test
  void aTransactionThatCannotBeJournaledIsNotSent() {
    chain.revertWith(Optional.of("LilypadToken: not enough funds in escrow"));
    tick();
    submit(1);
    awaitFact(WalletEvent.IntentAccepted.class);
    journal.failNextPersisted(ID);
    chain.revertWith(Optional.empty());
    TestProbe<Object> probe = kit.createTestProbe();
    tick();
    probe.expectTerminated(wallet);
    assertThat(chain.sent()).isEmpty();
  }

  @Test
  void nothingIsSignedOrSentWhileTheChainIsInDoubt() {
    tick();
    wallet.tell(new WalletActor.Hold());
    submit(1);
    awaitFact(WalletEvent.IntentAccepted.class);
    submit(2);
    await().untilAsserted(() -> assertThat(facts()).hasSize(2));
    assertThat(facts()).hasOnlyElementsOfType(WalletEvent.IntentAccepted.class);
    assertThat(chain.sent()).isEmpty();
    tick();
    awaitSent(2);
  }

  @Test
  void whatWasBeingSignedWhenTheDoubtCameIsForgottenUnsent() {
    List<Runnable> tasks = new CopyOnWriteArrayList<>();
    io = tasks::add;
    tick();
    submit(1);
    await().until(() -> tasks.size() == 1);
    wallet.tell(new WalletActor.Hold());
    tasks.getFirst().run();
    submit(2);
    await().untilAsserted(() -> assertThat(facts()).hasSize(2));
    assertThat(facts()).hasOnlyElementsOfType(WalletEvent.IntentAccepted.class);
    assertThat(chain.sent()).isEmpty();
    io = Runnable::run;
    tick();
    awaitSent(2);
  }

  @Test
  void theSameIntentTakesEffectOnceHoweverOftenItIsSubmitted() {
    tick();
    submit(1);
    submit(1);
    awaitSent(1);
    chain.mineSent("a", true);
    tick();
    submit(1);
    chain.mine("a");
    tick();
    awaitFact(WalletEvent.IntentSettled.class);
    submit(1);
    crash();
    tick();
    submit(1);
    await()
        .untilAsserted(() -> assertThat(reports).last().isInstanceOf(SettlementReport.Final.class));
    assertThat(facts()).filteredOn(WalletEvent.TransactionSigned.class::isInstance).hasSize(1);
    assertThat(new HashSet<>(chain.sent())).hasSize(1);
  }

  @Test
  void afterACrashTheSameBytesAreSentAgain() {
    tick();
    submit(1);
    awaitSent(1);
    int before = chain.sent().size();
    crash();
    tick();
    await().untilAsserted(() -> assertThat(chain.sent()).hasSizeGreaterThan(before));
    assertThat(new HashSet<>(chain.sent())).hasSize(1);
  }

  @Test
  void minedIsNotDoneBeforeItsLevel() {
    tick();
    submit(1);
    awaitSent(1);
    chain.mineSent("a", true);
    tick();
    awaitFact(WalletEvent.TransactionMined.class);
    assertThat(facts()).doesNotHaveAnyElementsOfTypes(WalletEvent.IntentSettled.class);
    chain.mine("a");
    tick();
    awaitFact(WalletEvent.IntentSettled.class);
  }

  @Test
  void aRevertedTransactionIsNeverSuccessAndIsTriedAnewAfterMoreBlocksEachTime() {
    tick();
    submit(1);
    for (int sent = 1; sent <= 5; sent++) {
      awaitSent(sent);
      long reverted = chain.mineSent("a", false).number();
      chain.mine("a");
      chain.mine("a");
      tick();
      int reverts = sent;
      await()
          .untilAsserted(
              () ->
                  assertThat(facts())
                      .filteredOn(WalletEvent.TransactionReverted.class::isInstance)
                      .hasSize(reverts));
      await()
          .untilAsserted(
              () ->
                  assertThat(reports)
                      .last()
                      .isInstanceOfSatisfying(
                          SettlementReport.Refused.class,
                          r -> assertThat(r.refusal()).isEqualTo(Refusal.REVERTED)));
      while (chain.clock().head().number() < reverted + (1L << (sent - 1))) {
        assertThat(new HashSet<>(chain.sent())).hasSize(sent);
        chain.mine("a");
        tick();
      }
      tick();
    }
    awaitSent(6);
    chain.mineSent("a", true);
    chain.mine("a");
    tick();
    awaitFact(WalletEvent.IntentSettled.class);
    await()
        .untilAsserted(
            () ->
                assertThat(reports)
                    .last()
                    .isInstanceOfSatisfying(
                        SettlementReport.Final.class, f -> assertThat(f.success()).isTrue()));
  }

  @Test
  void aRevertingSimulationSendsNothingAndIsTriedAgain() {
    chain.revertWith(Optional.of("LilypadToken: not enough funds in escrow"));
    tick();
    submit(1);
    await()
        .untilAsserted(
            () ->
                assertThat(reports)
                    .last()
                    .isInstanceOfSatisfying(
                        SettlementReport.Refused.class,
                        r -> assertThat(r.refusal()).isEqualTo(Refusal.ESCROW_SHORT)));
    assertThat(chain.sent()).isEmpty();
    chain.revertWith(Optional.empty());
    chain.mine("a");
    tick();
    awaitSent(1);
  }

  @Test
  void aRefusalIsReportedAsWhatItMeans() {
    for (Map.Entry<String, Refusal> refusal :
        Map.of(
                "ResultsChecked", Refusal.DECIDED,
                "execution reverted: Only mediation", Refusal.WRONG_CONTRACT,
                "tx.origin must be the mediator", Refusal.NOT_OURS,
                "ERC20Pausable: token transfer while paused", Refusal.TOKEN_PAUSED,
                "something new", Refusal.UNKNOWN)
            .entrySet()) {
      chain.revertWith(Optional.of(refusal.getKey()));
      chain.mine("a");
      tick();
      submit(1);
      await()
          .untilAsserted(
              () ->
                  assertThat(reports)
                      .last()
                      .isEqualTo(
                          new SettlementReport.Refused(
                              intent(1).id(), refusal.getKey(), refusal.getValue())));
    }
    assertThat(chain.sent()).isEmpty();
  }

  @Test
  void aVerdictThatLooksDecidedIsSentOnceAReorganisationUndoesWhatDecidedIt() {
    chain.revertWith(Optional.of("ResultsChecked"));
    tick();
    submit(1);
    await().untilAsserted(() -> assertThat(reports).isNotEmpty());
    chain.revertWith(Optional.empty());
    chain.mine("a");
    tick();
    awaitSent(1);
  }

  @Test
  void whatWasGivenUpUnsentIsSentWhenItIsWantedAgain() {
    chain.revertWith(Optional.of("ResultsChecked"));
    tick();
    submit(1);
    await().untilAsserted(() -> assertThat(reports).isNotEmpty());
    order(new WalletActor.Abandon(intent(1).id(), "the chain says TIMEOUT"));
    awaitFact(WalletEvent.IntentRefused.class);
    assertThat(reports)
        .last()
        .isEqualTo(
            new SettlementReport.Refused(
                intent(1).id(), "the chain says TIMEOUT", Refusal.ABANDONED));
    chain.revertWith(Optional.empty());
    submit(1);
    awaitSent(1);
    chain.mineSent("a", true);
    chain.mine("a");
    tick();
    awaitFact(WalletEvent.IntentSettled.class);
    submit(1);
    crash();
    tick();
    submit(1);
    await()
        .untilAsserted(() -> assertThat(reports).last().isInstanceOf(SettlementReport.Final.class));
    assertThat(facts()).filteredOn(WalletEvent.TransactionSigned.class::isInstance).hasSize(1);
  }

  @Test
  void whatComesTogetherIsJournaledAtOnceAndSentInItsOrder() {
    tick();
    order(
        new WalletActor.Submit(intent(3)),
        new WalletActor.Submit(intent(1)),
        new WalletActor.Submit(intent(3)),
        new WalletActor.Submit(intent(2)),
        new WalletActor.Abandon(intent(1).id(), "the chain says TIMEOUT"));
    awaitSent(2);
    assertThat(facts().subList(0, 4))
        .containsExactly(
            new WalletEvent.IntentAccepted(intent(3)),
            new WalletEvent.IntentAccepted(intent(1)),
            new WalletEvent.IntentAccepted(intent(2)),
            new WalletEvent.IntentRefused(intent(1).id(), "the chain says TIMEOUT"));
    assertThat(facts())
        .filteredOn(WalletEvent.TransactionSigned.class::isInstance)
        .extracting(fact -> ((WalletEvent.TransactionSigned) fact).intent())
        .containsExactly(intent(3).id(), intent(2).id());
    assertThat(reports)
        .contains(
            new SettlementReport.Refused(
                intent(1).id(), "the chain says TIMEOUT", Refusal.ABANDONED));
  }

  @Test
  void anAbandonedIntentThatWasNotSentNeverIs() {
    chain.revertWith(Optional.of("ResultsChecked"));
    tick();
    submit(1);
    await().untilAsserted(() -> assertThat(reports).isNotEmpty());
    order(new WalletActor.Abandon(intent(1).id(), "the chain says TIMEOUT"));
    awaitFact(WalletEvent.IntentRefused.class);
    chain.revertWith(Optional.empty());
    chain.mine("a");
    tick();
    submit(2);
    awaitSent(1);
    assertThat(facts())
        .filteredOn(WalletEvent.TransactionSigned.class::isInstance)
        .extracting(e -> ((WalletEvent.TransactionSigned) e).intent())
        .containsExactly(intent(2).id());
  }

  @Test
  void whatAReorganisationTookOutOfItsBlockIsDrivenAgain() {
    tick();
    submit(1);
    awaitSent(1);
    chain.mineSent("a", true);
    tick();
    awaitFact(WalletEvent.TransactionMined.class);
    chain.drop(1);
    chain.mine("b");
    tick();
    awaitFact(WalletEvent.TransactionUnmined.class);
    chain.mineSent("b", true);
    chain.mine("b");
    tick();
    awaitFact(WalletEvent.IntentSettled.class);
    assertThat(facts()).filteredOn(WalletEvent.TransactionSigned.class::isInstance).hasSize(1);
  }

  @Test
  void intentsInFlightHaveNoncesInTheirOrder() {
    tick();
    submit(1);
    submit(2);
    submit(3);
    awaitSent(3);
    assertThat(facts())
        .filteredOn(WalletEvent.TransactionSigned.class::isInstance)
        .extracting(e -> ((WalletEvent.TransactionSigned) e).nonce())
        .containsExactly(0L, 1L, 2L);
  }

  @Test
  void intentsThatComeWhileAnotherIsLookedAfterKeepTheirOrder() {
    Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    kit.stop(wallet);
    io = waiting::add;
    wallet = start();
    tick();
    submit(1);
    submit(2);
    submit(3);
    await()
        .untilAsserted(
            () ->
                assertThat(facts())
                    .filteredOn(WalletEvent.IntentAccepted.class::isInstance)
                    .hasSize(3));
    await()
        .until(
            () -> {
              Runnable next = waiting.poll();
              if (next != null) {
                next.run();
              }
              return signed().size() == 3;
            });
    assertThat(signed())
        .extracting(WalletEvent.TransactionSigned::intent)
        .containsExactly(intent(1).id(), intent(2).id(), intent(3).id());
    assertThat(signed())
        .extracting(WalletEvent.TransactionSigned::nonce)
        .containsExactly(0L, 1L, 2L);
  }

  @Test
  void aSettlementThatIsTakenBackIsToldAndDrivenAgain() {
    tick();
    submit(1);
    awaitSent(1);
    chain.mineSent("a", true);
    chain.mine("a");
    tick();
    awaitFact(WalletEvent.IntentSettled.class);
    chain.drop(2);
    chain.mine("b");
    chain.mine("b");
    tick();
    awaitFact(WalletEvent.SettlementUndone.class);
    await()
        .untilAsserted(
            () -> assertThat(reports).last().isInstanceOf(SettlementReport.Unmined.class));
    crash();
    tick();
    chain.mineSent("b", true);
    chain.mine("b");
    tick();
    await()
        .untilAsserted(() -> assertThat(reports).last().isInstanceOf(SettlementReport.Final.class));
    assertThat(signed()).hasSize(1);
  }

  @Test
  void aLowBalanceIsToldBeforeAnythingIsSent() {
    kit.stop(wallet);
    reserve = Wei.ofWhole(2);
    wallet = start();
    tick();
    await().untilAsserted(() -> assertThat(funds).isNotEmpty());
    assertThat(funds.getLast().low()).isTrue();
    assertThat(funds.getLast().needed()).isEqualTo(reserve);
    submit(1);
    awaitSent(1);
    chain.mine("a");
    tick();
    await().untilAsserted(() -> assertThat(funds.getLast().needed()).isGreaterThan(reserve));
  }

  @Test
  void aFeeCapBelowTheBaseFeeIsToldAndIsOverOnceTheFeeFalls() {
    chain.asks(new Wei(ScriptedChain.cap().value().add(BigInteger.ONE)));
    tick();
    submit(1);
    await().untilAsserted(() -> assertThat(funds).isNotEmpty());
    assertThat(funds.getLast().outpriced()).isTrue();
    chain.asks(ScriptedChain.cap());
    chain.mine("a");
    tick();
    await().untilAsserted(() -> assertThat(funds.getLast().outpriced()).isFalse());
    chain.mineSent("a", true);
    chain.mine("a");
    tick();
    awaitFact(WalletEvent.IntentSettled.class);
  }

  private List<WalletEvent.TransactionSigned> signed() {
    return facts().stream()
        .filter(WalletEvent.TransactionSigned.class::isInstance)
        .map(WalletEvent.TransactionSigned.class::cast)
        .toList();
  }

  @Test
  void aTransactionThatIsNotMinedIsOfferedAgainWithHigherFeesAndTheSameNonce() {
    tick();
    submit(1);
    awaitSent(1);
    for (int i = 0; i < 3; i++) {
      chain.mine("a");
    }
    tick();
    awaitSent(2);
    List<WalletEvent.TransactionSigned> signed =
        facts().stream()
            .filter(WalletEvent.TransactionSigned.class::isInstance)
            .map(WalletEvent.TransactionSigned.class::cast)
            .toList();
    assertThat(signed).extracting(WalletEvent.TransactionSigned::nonce).containsExactly(0L, 0L);
    assertThat(signed.getLast().maxFee()).isGreaterThan(signed.getFirst().maxFee());
  }
}
