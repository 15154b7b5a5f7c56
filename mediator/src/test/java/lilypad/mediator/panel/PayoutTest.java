package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.send.FeePolicy;
import lilypad.chain.send.TransactionSender;
import lilypad.mediator.ScriptedChain;
import lilypad.mediator.deal.DealPorts;
import lilypad.mediator.settle.Courier;
import lilypad.mediator.settle.WalletActor;
import lilypad.mediator.settle.WalletSettings;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.roster.Account;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SentTransaction;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.sign.PrivateKey;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A verifier's account and a real wallet on a scripted chain; either ends at any moment. */
class PayoutTest {

  private static final Address NODE = address(1);
  private static final Address TOKEN = address(2);
  private static final Address PAYEE = address(3);
  private static final Address MEDIATOR = address(4);
  private static final String ID = "verifier|" + NODE;

  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(PersistenceTestKitSnapshotPlugin.config())
              .withFallback(ConfigFactory.load("mediator-test")));
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final ScriptedChain chain = new ScriptedChain();
  private final List<SettlementIntent> submitted = new CopyOnWriteArrayList<>();

  /** Whether what the account says to the wallet arrives, and what the wallet says to it. */
  private volatile boolean connected = true;

  private volatile Address payee = PAYEE;

  private volatile ActorRef<WalletActor.Command> wallet = startWallet();
  private volatile ActorRef<VerifierActor.Command> verifier = startVerifier();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static Address address(int n) {
    return new Address(Keccak.hash(new byte[] {(byte) n}).bytes().slice(0, 20));
  }

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n, 1});
  }

  private ActorRef<WalletActor.Command> startWallet() {
    WalletSettings settings =
        new WalletSettings(
            31_337,
            FinalityLevel.SAFE,
            true,
            3,
            16,
            Wei.of(1_000),
            1,
            new FeePolicy(25, 2, 12, ScriptedChain.cap()));
    return kit.spawn(
        WalletActor.create(
            "0xme",
            new Courier(
                chain,
                new TransactionSender(chain, new FinalityDepth(1, 2)),
                PrivateKey.fromHex("11".repeat(32)),
                settings),
            reported -> {
              if (connected) {
                verifier.tell(new VerifierActor.Reported(reported.report()));
              }
            },
            funds -> {},
            unknown -> {},
            3,
            Runnable::run));
  }

  private void order(WalletActor.Order order) {
    wallet.tell(new WalletActor.Take(List.of(order), kit.system().ignoreRef()));
  }

  private ActorRef<VerifierActor.Command> startVerifier() {
    DealPorts.Outbox outbox =
        new DealPorts.Outbox() {
          @Override
          public void submit(SettlementIntent intent) {
            submitted.add(intent);
            if (connected) {
              order(new WalletActor.Submit(intent));
            }
          }

          @Override
          public void abandon(Hash32 intent, String why) {
            if (connected) {
              order(new WalletActor.Abandon(intent, why));
            }
          }
        };
    return kit.spawn(
        VerifierActor.create(
            NODE, 3, (node, record) -> {}, new Cashier(outbox, MEDIATOR, TOKEN, node -> payee)));
  }

  /** As after kill -9: the actors are gone, the journals are not. */
  private void crash() {
    kit.stop(verifier);
    kit.stop(wallet);
    wallet = startWallet();
    verifier = startVerifier();
  }

  private void credit(int assignment, long amount) {
    verifier.tell(
        new VerifierActor.Credit(
            new VerifierEvent.PayCredited(
                hash(assignment), 1, new DealKey(hash(99)), Wei.of(amount), 1)));
  }

  private PayoutAnswer payOut(long least) {
    TestProbe<PayoutAnswer> probe = kit.createTestProbe();
    verifier.tell(new VerifierActor.PayOut(Wei.of(least), probe.getRef()));
    return probe.receiveMessage();
  }

  private List<VerifierEvent> facts() {
    return journal.persistedInStorage(ID).stream().map(VerifierEvent.class::cast).toList();
  }

  private Account account() {
    VerifierState state = VerifierState.EMPTY;
    for (VerifierEvent fact : facts()) {
      state = state.apply(fact);
    }
    return state.account();
  }

  private void block() {
    chain.mine("a");
    tick();
  }

  private void tick() {
    verifier.tell(new VerifierActor.Drive());
    wallet.tell(new WalletActor.Tick(chain.clock()));
  }

  private void awaitSent(int count) {
    await().untilAsserted(() -> assertThat(sent()).hasSize(count));
  }

  private Set<Bytes> sent() {
    return new HashSet<>(chain.sent());
  }

  private void awaitFact(Class<? extends VerifierEvent> kind) {
    await().untilAsserted(() -> assertThat(facts()).hasAtLeastOneElementOfType(kind));
  }

  private void mineAndSettle() {
    chain.mineSent("a", true);
    tick();
    block();
  }

  @Test
  void anAnswerIsCreditedOnceHoweverOftenItIsTold() {
    credit(1, 5);
    credit(1, 5);
    assertThat(payOut(12)).isEqualTo(new PayoutAnswer.TooLittle(Wei.of(5)));
    crash();
    credit(1, 5);
    credit(2, 6);
    assertThat(payOut(12)).isEqualTo(new PayoutAnswer.TooLittle(Wei.of(11)));
    assertThat(facts()).hasSize(2).hasOnlyElementsOfType(VerifierEvent.PayCredited.class);
  }

  @Test
  void aPayoutIsATransferOfAllThereIsAndDoneOnlyAtItsLevel() {
    credit(1, 5);
    block();
    PayoutAnswer answer = payOut(0);
    VerifierEvent.PayoutRequested request =
        new VerifierEvent.PayoutRequested(1, TOKEN, PAYEE, Wei.of(5));
    assertThat(answer).isEqualTo(new PayoutAnswer.Requested(request));
    assertThat(payOut(0)).isEqualTo(new PayoutAnswer.OnItsWay(request));
    awaitSent(1);
    SentTransaction transfer = SentTransaction.read(chain.sent().getFirst()).orElseThrow();
    assertThat(transfer.to()).contains(TOKEN);
    assertThat(transfer.data()).isEqualTo(new LilypadCall.Transfer(PAYEE, Wei.of(5)).encode());
    chain.mineSent("a", true);
    tick();
    assertThat(account().paid()).as("in a block only").isEqualTo(Wei.ZERO);
    block();
    awaitFact(VerifierEvent.PayoutMade.class);
    assertThat(account().paid()).isEqualTo(Wei.of(5));
    assertThat(payOut(0)).isEqualTo(new PayoutAnswer.TooLittle(Wei.ZERO));
  }

  @Test
  void nothingIsPaidToTheMediatorItselfAndTheAccountKeepsIt() {
    payee = MEDIATOR;
    credit(1, 5);
    block();
    assertThat(payOut(6)).isEqualTo(new PayoutAnswer.TooLittle(Wei.of(5)));
    assertThat(payOut(0)).isEqualTo(new PayoutAnswer.ToOurselves(MEDIATOR, Wei.of(5)));
    crash();
    block();
    assertThat(payOut(5)).isEqualTo(new PayoutAnswer.ToOurselves(MEDIATOR, Wei.of(5)));
    assertThat(facts()).hasOnlyElementsOfType(VerifierEvent.PayCredited.class);
    assertThat(account().balance()).isEqualTo(Wei.of(5));
    assertThat(submitted).isEmpty();

    payee = PAYEE;
    assertThat(payOut(0)).isInstanceOf(PayoutAnswer.Requested.class);
    block();
    awaitSent(1);
    assertThat(account().balance()).isEqualTo(Wei.ZERO);
  }

  @Test
  void aCrashAtAnyMomentPaysNeitherTwiceNorNever() {
    credit(1, 5);
    connected = false;
    assertThat(payOut(0)).isInstanceOf(PayoutAnswer.Requested.class);
    crash();
    connected = true;
    block();
    awaitSent(1);
    crash();
    block();
    assertThat(payOut(0)).isInstanceOf(PayoutAnswer.OnItsWay.class);
    crash();
    connected = false;
    chain.mineSent("a", true);
    tick();
    block();
    await()
        .untilAsserted(
            () ->
                assertThat(journal.persistedInStorage("wallet|0xme"))
                    .hasAtLeastOneElementOfType(WalletEvent.IntentSettled.class));
    assertThat(facts()).doesNotHaveAnyElementsOfTypes(VerifierEvent.PayoutMade.class);
    connected = true;
    crash();
    block();
    awaitFact(VerifierEvent.PayoutMade.class);
    block();
    assertThat(sent()).hasSize(1);
    assertThat(account().balance()).isEqualTo(Wei.ZERO);
    assertThat(account().paid()).isEqualTo(Wei.of(5));
  }

  @Test
  void aRefusedPayoutIsGivenUpByItsKindAndTheAccountHasItAgain() {
    chain.revertWith(Optional.of("ERC20: transfer amount exceeds balance"));
    credit(1, 5);
    block();
    payOut(0);
    awaitFact(VerifierEvent.PayoutReturned.class);
    assertThat(facts())
        .contains(
            new VerifierEvent.PayoutStopped(
                1, Refusal.TOKENS_SHORT, "ERC20: transfer amount exceeds balance"));
    assertThat(account().balance()).isEqualTo(Wei.of(5));
    int before = submitted.size();
    chain.revertWith(Optional.empty());
    block();
    block();
    assertThat(sent()).as("never wanted again").isEmpty();
    assertThat(submitted).hasSize(before);

    credit(2, 6);
    assertThat(payOut(0)).isInstanceOf(PayoutAnswer.Requested.class);
    block();
    awaitSent(1);
    mineAndSettle();
    awaitFact(VerifierEvent.PayoutMade.class);
    assertThat(account().paid()).isEqualTo(Wei.of(11));
  }

  @Test
  void thatAPayoutWasGivenUpIsNotForgottenInACrash() {
    chain.revertWith(Optional.of("ERC20Pausable: token transfer while paused"));
    credit(1, 5);
    block();
    payOut(0);
    awaitFact(VerifierEvent.PayoutStopped.class);
    connected = false;
    crash();
    connected = true;
    chain.revertWith(Optional.empty());
    block();
    block();
    awaitFact(VerifierEvent.PayoutReturned.class);
    assertThat(sent()).isEmpty();
    assertThat(account().balance()).isEqualTo(Wei.of(5));
  }
}
