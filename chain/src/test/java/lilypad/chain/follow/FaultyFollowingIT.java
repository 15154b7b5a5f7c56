package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import lilypad.chain.LogBox;
import lilypad.chain.TestChain;
import lilypad.chain.chaos.ChaosProxy;
import lilypad.chain.chaos.ChaosSettings;
import lilypad.chain.chaos.Fault;
import lilypad.chain.chaos.FaultKind;
import lilypad.chain.chaos.FaultProfile;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcSettings;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real chain that mines and reorganises, followed through the fault proxy. */
class FaultyFollowingIT {

  private static final int ROUNDS = 12;
  private static final int MOST_CALLS = 2000;

  private TestChain test;
  private JsonRpcChain chain;
  private Address box;

  @BeforeEach
  void start() throws IOException {
    test = new TestChain();
    chain = test.chain();
    SignedTransaction creation = sign(Optional.empty(), LogBox.INIT_CODE);
    chain.send(creation.raw());
    test.anvil().mine(1);
    box = chain.receipt(creation.hash()).flatMap(r -> r.contract()).orElseThrow();
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

  private void mineLogs(int count) {
    for (int i = 0; i < count; i++) {
      chain.send(sign(Optional.of(box), Bytes.EMPTY).raw());
    }
    test.anvil().mine(1);
  }

  /** Mild, more often, and in less of a test's time. */
  private static FaultProfile hurried() {
    FaultProfile mild = FaultProfile.named("mild");
    return new FaultProfile(
        "hurried",
        0.2,
        mild.inARow(),
        mild.faults().stream()
            .map(
                weighted -> new FaultProfile.Weighted(hurried(weighted.fault()), weighted.weight()))
            .toList());
  }

  private static Fault hurried(Fault fault) {
    String shorter =
        switch (fault.kind()) {
          case HALF_OPEN -> "patience = 100ms";
          case DELAY -> "least = 1ms, most = 20ms";
          default -> "";
        };
    return shorter.isEmpty()
        ? fault
        : Fault.of(fault.kind(), ConfigFactory.parseString(shorter), "hurried");
  }

  /** Asks until our newest block is the chain's own. */
  private int catchUp(Follower follower) {
    BlockRef head = chain.heads().latest();
    int failed = 0;
    for (int calls = 0; calls < MOST_CALLS; calls++) {
      try {
        List<FollowStep> steps = follower.next();
        steps.forEach(follower::record);
        if (steps.isEmpty() && follower.cursor().tip().equals(Optional.of(head))) {
          return failed;
        }
      } catch (RpcFault e) {
        failed++;
      }
    }
    throw new AssertionError("expected to reach " + head + ", got to " + follower.cursor().tip());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatIsFollowedThroughFaultsIsExactlyTheCanonicalChain(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20; i++) {
      mineLogs(random.nextInt(3));
    }
    int failed = 0;
    try (ChaosProxy proxy =
            ChaosProxy.start(
                ChaosSettings.seeded(test.anvil().url(), seed, hurried()), fault -> {});
        JsonRpcChain faulty = JsonRpcChain.connect(RpcSettings.of(proxy.url()))) {
      Follower follower =
          new Follower(
              new LogFollower(
                  faulty, Set.of(box), new FollowSettings(16, 100, new FinalityDepth(1, 2))),
              1);
      failed += catchUp(follower);
      for (int round = 0; round < ROUNDS; round++) {
        mineLogs(random.nextInt(4));
        if (random.nextInt(3) == 0) {
          test.anvil().reorg(1);
          mineLogs(random.nextInt(2));
        }
        failed += catchUp(follower);
      }

      List<ChainLog> canonical = chain.logs(1, chain.heads().latest().number(), Set.of(box));
      assertThat(follower.logs()).isNotEmpty().isEqualTo(canonical);
      assertThat(failed).as("what the follower had to ask again").isPositive();
      assertThat(proxy.dealt().total()).isGreaterThan(10);
      assertThat(proxy.dealt().faults().keySet()).hasSizeGreaterThan(3).noneMatch(FaultKind::lie);
    }
  }
}
