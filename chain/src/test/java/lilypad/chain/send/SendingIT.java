package lilypad.chain.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lilypad.chain.LogBox;
import lilypad.chain.TestChain;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.Submission;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.sign.PrivateKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendingIT {

  private static final Bytes ONCE = Bytes.of((byte) 1);
  private static final FinalityDepth DEPTH = new FinalityDepth(1, 2);

  private TestChain test;
  private JsonRpcChain chain;
  private PrivateKey key;
  private TransactionSender sender;
  private ExecutorService threads;

  @BeforeEach
  void start() throws IOException {
    test = new TestChain();
    chain = test.chain();
    key = test.key(0);
    sender = new TransactionSender(chain, DEPTH);
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    test.close();
  }

  private SignedTransaction transfer(FeeBid bid, long nonce) {
    return transfer(bid, nonce, Wei.of(1));
  }

  private SignedTransaction transfer(FeeBid bid, long nonce, Wei value) {
    return Signing.sign(
        key,
        new UnsignedTransaction(
            chain.chainId(),
            nonce,
            Optional.of(test.key(1).address()),
            Bytes.EMPTY,
            value,
            21_000,
            bid.maxFee(),
            bid.maxPriorityFee()));
  }

  private FeeBid bid() {
    return TestChain.SENDING.fees().first(chain.fees());
  }

  /** Mines one block once so many transactions of the account wait. */
  private void mineWhenWaiting(PrivateKey account, int transactions) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                chain.pendingNonce(account.address()) - chain.nonce(account.address())
                    == transactions);
    test.anvil().mine(1);
  }

  private Address deployed() throws ExecutionException, InterruptedException {
    AccountSender account = new AccountSender(chain, test.key(2), TestChain.SENDING);
    Future<Address> address = threads.submit(() -> account.deploy(LogBox.INIT_CODE));
    mineWhenWaiting(test.key(2), 1);
    return address.get();
  }

  @Test
  void aTransactionIsFollowedFromThePoolToFinality() {
    SignedTransaction transfer = transfer(bid(), 0);
    Address from = key.address();

    assertThat(chain.send(transfer.raw())).isEqualTo(new Submission.Accepted());
    assertThat(chain.send(transfer.raw())).isEqualTo(new Submission.AlreadyKnown());
    assertThat(sender.watch(from, 0, List.of(transfer.hash()))).isEqualTo(new Progress.NotMined(0));

    for (FinalityLevel level : FinalityLevel.values()) {
      test.anvil().mine(1);
      assertThat(sender.watch(from, 0, List.of(transfer.hash())))
          .isInstanceOfSatisfying(
              Progress.Mined.class,
              mined -> {
                assertThat(mined.reached()).isEqualTo(level);
                assertThat(mined.inclusion().succeeded()).isTrue();
              });
    }
    assertThat(chain.send(transfer(bid(), 0).raw())).isEqualTo(new Submission.NonceTooLow());
  }

  @Test
  void aReplacementTakesThePlaceOfAStuckTransaction() {
    FeeBid first = bid();
    SignedTransaction stuck = transfer(first, 0);
    chain.send(stuck.raw());
    FeeBid raised = TestChain.SENDING.fees().replacement(first, chain.fees()).orElseThrow();
    SignedTransaction replacement = transfer(raised, 0);

    assertThat(chain.send(transfer(first, 0, Wei.of(2)).raw()))
        .isInstanceOf(Submission.Underpriced.class);
    assertThat(chain.send(replacement.raw())).isEqualTo(new Submission.Accepted());
    test.anvil().mine(1);

    assertThat(sender.watch(key.address(), 0, List.of(stuck.hash(), replacement.hash())))
        .isInstanceOfSatisfying(
            Progress.Mined.class,
            mined -> assertThat(mined.inclusion().transaction()).isEqualTo(replacement.hash()));
    assertThat(sender.watch(key.address(), 0, List.of(stuck.hash())))
        .isEqualTo(new Progress.Displaced(FinalityLevel.LATEST));
    test.anvil().mine(2);
    assertThat(sender.watch(key.address(), 0, List.of(stuck.hash())))
        .isEqualTo(new Progress.Displaced(FinalityLevel.FINALIZED));
  }

  @Test
  void aTransactionWhoseReceiptIsNotToldIsFoundInItsFinalBlock() {
    SignedTransaction transfer = transfer(bid(), 0);
    chain.send(transfer.raw());
    test.anvil().mine(5);
    TransactionSender blind = new TransactionSender(withoutReceipts(chain), DEPTH);

    assertThat(blind.watch(key.address(), 0, List.of(transfer.hash())))
        .isInstanceOfSatisfying(
            Progress.Mined.class,
            mined -> {
              assertThat(mined.reached()).isEqualTo(FinalityLevel.FINALIZED);
              assertThat(mined.inclusion())
                  .isEqualTo(Inclusion.of(chain.receipt(transfer.hash()).orElseThrow()));
            });
  }

  /** A node that forgot which transaction is in which block. */
  private static EvmChain withoutReceipts(EvmChain chain) {
    return (EvmChain)
        Proxy.newProxyInstance(
            EvmChain.class.getClassLoader(),
            new Class<?>[] {EvmChain.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "session" -> proxy;
                  case "receipt" -> Optional.empty();
                  default -> method.invoke(chain, arguments);
                });
  }

  @Test
  void aMinedTransactionThatAReorgDropsIsNotMinedAgain() {
    SignedTransaction transfer = transfer(bid(), 0);
    chain.send(transfer.raw());
    test.anvil().mine(1);
    test.anvil().reorg(1);

    assertThat(sender.watch(key.address(), 0, List.of(transfer.hash())))
        .isEqualTo(new Progress.NotMined(0));
    assertThat(chain.send(transfer.raw())).isEqualTo(new Submission.Accepted());
  }

  @Test
  void anAccountWithoutFundsIsToldApart() {
    PrivateKey poor = PrivateKey.fromHex("5".repeat(64));
    UnsignedTransaction transaction =
        new UnsignedTransaction(
            chain.chainId(),
            0,
            Optional.of(key.address()),
            Bytes.EMPTY,
            Wei.of(1),
            21_000,
            bid().maxFee(),
            bid().maxPriorityFee());

    assertThat(chain.send(Signing.sign(poor, transaction).raw()))
        .isInstanceOf(Submission.InsufficientFunds.class);
  }

  @Test
  void aRefusalIsFoundBySimulationBeforeAnythingIsSent() throws Exception {
    Address box = deployed();
    AccountSender account = new AccountSender(chain, key, TestChain.SENDING);
    Future<TransactionReceipt> first = threads.submit(() -> account.send(box, ONCE));
    mineWhenWaiting(key, 1);
    assertThat(first.get().logs()).hasSize(1);

    assertThatThrownBy(() -> account.send(box, ONCE))
        .isInstanceOf(CallReverted.class)
        .hasMessageEndingWith("would revert: twice");
    assertThat(chain.pendingNonce(key.address())).isEqualTo(1);
  }

  @Test
  void aTransactionMinedWithStatusZeroFails() throws Exception {
    Address box = deployed();
    AccountSender account = new AccountSender(chain, key, TestChain.SENDING);
    List<Future<TransactionReceipt>> both =
        List.of(
            threads.submit(() -> account.send(box, ONCE)),
            threads.submit(() -> account.send(box, ONCE)));
    mineWhenWaiting(key, 2);

    List<Throwable> failures = new ArrayList<>();
    for (Future<TransactionReceipt> each : both) {
      try {
        assertThat(each.get().succeeded()).isTrue();
      } catch (ExecutionException e) {
        failures.add(e.getCause());
      }
    }
    assertThat(failures).singleElement().isInstanceOf(TransactionFailed.class);
    assertThat(failures.getFirst()).hasMessageContaining("mined with status 0");
  }

  @Test
  void readsArePinnedToTheirBlock() throws Exception {
    Address box = deployed();
    Heads before = chain.heads();
    AccountSender account = new AccountSender(chain, key, TestChain.SENDING);
    Future<TransactionReceipt> sent = threads.submit(() -> account.send(box, ONCE));
    mineWhenWaiting(key, 1);
    sent.get();
    Hash32 after = chain.heads().latest().hash();

    assertThat(chain.call(box, ONCE, before.latest().hash()))
        .isInstanceOf(ReadOutcome.Answered.class);
    assertThat(chain.call(box, ONCE, after))
        .isInstanceOfSatisfying(Reverted.class, r -> assertThat(r.reason()).isEqualTo("twice"));
    assertThat(chain.simulate(key.address(), box, Bytes.EMPTY, Wei.ZERO))
        .isInstanceOf(CallOutcome.Succeeded.class);
    test.anvil().reorg(1);
    assertThat(chain.call(box, ONCE, after)).isEqualTo(new ReadOutcome.UnknownBlock(after));
  }
}
