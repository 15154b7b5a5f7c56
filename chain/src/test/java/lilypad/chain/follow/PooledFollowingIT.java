package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.chain.LogBox;
import lilypad.chain.Relay;
import lilypad.chain.TestChain;
import lilypad.chain.pool.Capabilities.Support;
import lilypad.chain.pool.Endpoint;
import lilypad.chain.pool.EndpointState;
import lilypad.chain.pool.EndpointStatus;
import lilypad.chain.pool.PoolEvent;
import lilypad.chain.pool.PoolSettings;
import lilypad.chain.pool.PooledChain;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.rpc.Submission;
import lilypad.chain.send.FeeBid;
import lilypad.chain.send.SignedTransaction;
import lilypad.chain.send.Signing;
import lilypad.chain.send.UnsignedTransaction;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One chain behind two ways, of which now this one and now that one is cut. */
class PooledFollowingIT {

  private static final PoolSettings SETTINGS =
      new PoolSettings(
          1,
          5,
          Duration.ofSeconds(15),
          Duration.ofMillis(100),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          0,
          Optional.empty());

  private final List<PoolEvent> events = new CopyOnWriteArrayList<>();
  private TestChain test;
  private Relay first;
  private Relay second;
  private PooledChain pool;
  private Address box;
  private Follower follower;

  @BeforeEach
  void start() throws IOException {
    test = new TestChain();
    first = new Relay(test.anvil().url());
    second = new Relay(test.anvil().url());
    pool =
        PooledChain.connect(
            List.of(
                Endpoint.at(RpcSettings.of(first.url())),
                Endpoint.at(RpcSettings.of(second.url()))),
            SETTINGS,
            31_337,
            "rpc",
            "chain-id",
            events::add);
    box = create();
    FollowSettings settings = new FollowSettings(4, 3, new FinalityDepth(1, 2));
    follower = new Follower(new LogFollower(pool, Set.of(box), settings), 1);
  }

  @AfterEach
  void stop() throws IOException {
    pool.close();
    first.close();
    second.close();
    test.close();
  }

  private Address create() {
    SignedTransaction creation = send(Optional.empty(), LogBox.INIT_CODE);
    return pool.receipt(creation.hash()).flatMap(receipt -> receipt.contract()).orElseThrow();
  }

  /** A block with a log. */
  private void log() {
    send(Optional.of(box), Bytes.EMPTY);
  }

  private SignedTransaction send(Optional<Address> to, Bytes data) {
    FeeBid bid = TestChain.SENDING.fees().first(pool.fees());
    SignedTransaction signed =
        Signing.sign(
            test.key(0),
            new UnsignedTransaction(
                pool.chainId(),
                pool.pendingNonce(test.key(0).address()),
                to,
                data,
                Wei.ZERO,
                300_000,
                bid.maxFee(),
                bid.maxPriorityFee()));
    assertThat(pool.send(signed.raw()))
        .isInstanceOfAny(Submission.Accepted.class, Submission.AlreadyKnown.class);
    test.anvil().mine(1);
    return signed;
  }

  /** Follows to the head, over passes that fail. */
  private void catchUp() {
    await()
        .until(
            () -> {
              try {
                List<FollowStep> steps = follower.next();
                steps.forEach(follower::record);
                return steps.isEmpty();
              } catch (RpcFault e) {
                return false;
              }
            });
  }

  private List<ChainLog> logsOfTheChain() {
    return test.chain().logs(1, test.chain().heads().latest().number(), Set.of(box));
  }

  private EndpointState state(Relay relay) {
    return pool.endpoints().stream()
        .filter(endpoint -> endpoint.url().equals(relay.url().toString()))
        .map(EndpointStatus::state)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyLogArrivesOnceAndInOrderWhileOneWayAfterTheOtherIsCut() throws IOException {
    for (int round = 0; round < 3; round++) {
      Relay inUse = round % 2 == 0 ? first : second;
      Relay other = round % 2 == 0 ? second : first;
      log();
      log();
      catchUp();
      assertThat(state(inUse)).isEqualTo(EndpointState.IN_USE);
      log();
      log();
      follower.next().forEach(follower::record);

      inUse.cut();
      log();
      catchUp();
      assertThat(state(other)).isEqualTo(EndpointState.IN_USE);
      assertThat(state(inUse)).isEqualTo(EndpointState.PAUSED);

      inUse.mend();
      await()
          .until(
              () -> {
                pool.heads();
                return state(inUse) == EndpointState.READY;
              });
    }
    catchUp();
    assertThat(follower.logs()).hasSize(15).isEqualTo(logsOfTheChain());
    assertThat(follower.retracted).isZero();
  }

  @Test
  void whenBothWaysAreCutThePassFailsAndGoesOnWhereItWas() throws IOException {
    log();
    catchUp();
    first.cut();
    second.cut();
    int failures = 0;
    for (int i = 0; i < 5; i++) {
      try {
        follower.next().forEach(follower::record);
      } catch (RpcFault e) {
        failures++;
      }
    }
    assertThat(failures).isEqualTo(5);

    second.mend();
    log();
    catchUp();
    assertThat(follower.logs()).hasSize(2).isEqualTo(logsOfTheChain());
  }

  @Test
  void whatARealNodeCanDoIsFoundOut() {
    assertThat(pool.endpoints())
        .allSatisfy(
            endpoint ->
                assertThat(endpoint.capabilities())
                    .hasValueSatisfying(
                        found -> {
                          assertThat(found.clientVersion()).startsWith("anvil/");
                          assertThat(
                                  List.of(
                                      found.safeTag(),
                                      found.finalizedTag(),
                                      found.logsByBlockHash(),
                                      found.blockReceipts(),
                                      found.batch()))
                              .containsOnly(Support.YES);
                        }));
    assertThat(events).filteredOn(PoolEvent.Admitted.class::isInstance).hasSize(2);
  }
}
