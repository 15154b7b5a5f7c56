package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lilypad.chain.LogBox;
import lilypad.chain.TestChain;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.send.FeeBid;
import lilypad.chain.send.SignedTransaction;
import lilypad.chain.send.Signing;
import lilypad.chain.send.UnsignedTransaction;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowingIT {

  private TestChain test;
  private JsonRpcChain chain;
  private Address box;
  private LogFollower reader;
  private Follower follower;

  @BeforeEach
  void start() throws IOException {
    test = new TestChain();
    chain = test.chain();
    SignedTransaction creation = sign(Optional.empty(), LogBox.INIT_CODE);
    chain.send(creation.raw());
    test.anvil().mine(1);
    box = chain.receipt(creation.hash()).flatMap(r -> r.contract()).orElseThrow();
    FollowSettings settings = new FollowSettings(16, 100, new FinalityDepth(1, 2));
    reader = new LogFollower(chain, Set.of(box), settings);
    follower = new Follower(reader, 1);
  }

  @AfterEach
  void stop() {
    test.close();
  }

  private SignedTransaction sign(Optional<Address> to, Bytes data) {
    FeeBid bid = TestChain.SENDING.fees().first(chain.fees());
    return Signing.sign(
        test.key(0),
        new UnsignedTransaction(
            chain.chainId(),
            chain.pendingNonce(test.key(0).address()),
            to,
            data,
            Wei.ZERO,
            300_000,
            bid.maxFee(),
            bid.maxPriorityFee()));
  }

  /** A block with so many logs. */
  private SignedTransaction mineLogs(int count) {
    SignedTransaction last = sign(Optional.of(box), Bytes.EMPTY);
    for (int i = 0; i < count; i++) {
      last = sign(Optional.of(box), Bytes.EMPTY);
      chain.send(last.raw());
    }
    test.anvil().mine(1);
    return last;
  }

  private List<ChainLog> logsOfTheChain() {
    return chain.logs(1, chain.heads().latest().number(), Set.of(box));
  }

  @Test
  void finalAndRecentLogsOfARealChainArriveOnceAndInOrder() {
    mineLogs(3);
    mineLogs(0);
    mineLogs(2);
    mineLogs(1);
    mineLogs(1);

    follower.catchUp();

    assertThat(follower.scanned).isPositive();
    assertThat(follower.logs()).hasSize(7).isEqualTo(logsOfTheChain());
    assertThat(reader.provability()).containsInstanceOf(Provability.Provable.class);
  }

  @Test
  void aReorgThatMovesATransactionRetractsItAndTellsItsNewBlock() {
    mineLogs(1);
    SignedTransaction moved = mineLogs(1);
    test.anvil().mine(1);
    follower.catchUp();
    ChainLog before = follower.logs().getLast();

    test.anvil().reorg(2, List.of(new Anvil.Replayed(moved.raw(), 1)));
    follower.catchUp();

    assertThat(follower.retracted).isEqualTo(2);
    assertThat(follower.logs()).hasSize(2).isEqualTo(logsOfTheChain());
    ChainLog after = follower.logs().getLast();
    assertThat(after.transactionHash()).isEqualTo(before.transactionHash());
    assertThat(after.blockNumber()).isEqualTo(before.blockNumber() + 1);
  }

  @Test
  void aSilentRollbackIsWaitedForAndThenRetracted() {
    mineLogs(1);
    mineLogs(1);
    mineLogs(1);
    follower.catchUp();
    assertThat(follower.logs()).hasSize(3);

    test.anvil().rollback(1);
    assertThat(follower.catchUp()).isEmpty();

    test.anvil().mine(2);
    follower.catchUp();
    assertThat(follower.retracted).isEqualTo(1);
    assertThat(follower.logs()).hasSize(2).isEqualTo(logsOfTheChain());
  }

  @Test
  void aReplacedFinalBlockIsAViolation() {
    mineLogs(1);
    test.anvil().mine(4);
    follower.catchUp();

    test.anvil().reorg(4);

    assertThatThrownBy(() -> follower.next()).isInstanceOf(FinalityViolation.class);
  }

  @Test
  void theLogsOfAReplacedBlockAreUnknown() {
    mineLogs(1);
    BlockRef replaced = chain.heads().latest();
    test.anvil().reorg(1);

    assertThat(chain.logs(replaced, Set.of(box)))
        .isEqualTo(new BlockLogs.UnknownBlock(replaced.hash()));
    assertThat(chain.block(replaced.number() + 5)).isEmpty();
  }
}
