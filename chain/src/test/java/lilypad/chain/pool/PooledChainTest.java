package lilypad.chain.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lilypad.chain.follow.FinalityViolation;
import lilypad.chain.follow.FollowCursor;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.FollowStep;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.follow.SecondLook;
import lilypad.chain.rpc.Evidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.chain.rpc.Submission;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.Test;

/** One test a rule; agreement has a class of its own. */
class PooledChainTest {

  private static final Address SOMEBODY =
      Address.fromHex("00000000000000000000000000000000000000aa");
  private static final Bytes RAW = Bytes.of((byte) 2);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ScriptedNode a = new ScriptedNode("a");
  private final ScriptedNode b = new ScriptedNode("b");
  private final ScriptedNode c = new ScriptedNode("c");

  private static TransactionReceipt receipt() {
    return new TransactionReceipt(
        Hash32.ZERO,
        true,
        ScriptedNode.hash("main50"),
        50,
        21_000,
        Wei.of(1),
        Optional.empty(),
        List.of());
  }

  @Test
  void aQuestionGoesToTheFirstEndpointAlone() {
    Pool pool = Pool.of(a, b);
    int before = b.asked();

    assertThat(pool.chain.balance(SOMEBODY)).isEqualTo(Wei.of(1));

    assertThat(a.asked("balance")).isEqualTo(1);
    assertThat(b.asked()).isEqualTo(before);
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.IN_USE);
    assertThat(pool.status(b).state()).isEqualTo(EndpointState.READY);
  }

  @Test
  void aFailureIsAnsweredByTheNextEndpointWhichStaysInUse() {
    Pool pool = Pool.of(a, b);
    a.down();

    assertThat(pool.chain.balance(SOMEBODY)).isEqualTo(Wei.of(1));
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.PAUSED);
    assertThat(pool.status(a).trouble().orElseThrow()).contains("down");

    a.up();
    pool.pass(SECOND);
    pool.chain.heads();
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.READY);
    assertThat(pool.events(PoolEvent.Returned.class)).hasSize(1);
    pool.chain.balance(SOMEBODY);
    assertThat(b.asked("balance")).isEqualTo(2);
    assertThat(pool.events(PoolEvent.Chosen.class))
        .singleElement()
        .satisfies(
            chosen -> {
              assertThat(chosen.endpoint()).isEqualTo(b.url);
              assertThat(chosen.why()).contains("does not answer usably").contains("down");
            });
  }

  @Test
  void aPassSeesOneEndpointAndItsFailureIsToldInsteadOfMixedWithAnothersView() {
    Pool pool = Pool.of(a, b);
    b.fork = "other";
    b.forkedFrom = 95;
    EvmChain session = pool.chain.session();
    assertThat(session.heads().latest()).isEqualTo(a.at(100));
    a.faultOf = Map.of("block", new RpcUnavailable(a.url, "half down"));

    assertThatThrownBy(() -> session.block(99)).hasMessageContaining("half down");
    assertThatThrownBy(() -> session.block(98)).hasMessageContaining("half down");
    session.logs(a.at(99), Set.of());
    assertThat(b.asked("logsOfBlock")).isZero();

    assertThat(session.heads().latest()).isEqualTo(b.at(100));
    assertThat(session.block(99)).contains(b.at(99));
  }

  @Test
  void anotherReadersFailoverDoesNotMoveAPassInBetween() {
    Pool pool = Pool.of(a, b);
    EvmChain session = pool.chain.session();
    session.heads();
    a.faultOf = Map.of("balance", new RpcUnavailable(a.url, "busy"));
    pool.chain.balance(SOMEBODY);
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.PAUSED);

    session.block(99);
    session.logs(90, 95, Set.of());

    assertThat(a.asked("logs")).isEqualTo(1);
    assertThat(b.asked("logs")).isZero();
  }

  @Test
  void pausesDoubleUpToTheLongestAndEndWithOneAnswer() {
    Pool pool = Pool.of(a, b);
    a.down();
    pool.chain.heads();
    for (int i = 0; i < 10; i++) {
      pool.pass(Duration.ofSeconds(61));
      pool.chain.heads();
    }
    assertThat(pool.events(PoolEvent.Paused.class).stream().map(PoolEvent.Paused::pause))
        .startsWith(SECOND, Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8))
        .endsWith(Duration.ofSeconds(60), Duration.ofSeconds(60));

    int asked = a.asked();
    pool.pass(Duration.ofSeconds(30));
    pool.chain.heads();
    assertThat(a.asked()).as("not before the pause ends").isEqualTo(asked);

    a.up();
    pool.pass(Duration.ofSeconds(31));
    pool.chain.heads();
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.READY);
  }

  @Test
  void whatSeveralReadersFindOutAtOnceIsOneFailure() {
    Pool pool = Pool.of(a, b);
    EvmChain session = pool.chain.session();
    session.heads();
    a.down();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> session.block(99)).isInstanceOf(RpcUnavailable.class);
    }
    assertThat(pool.events(PoolEvent.Paused.class))
        .extracting(PoolEvent.Paused::pause)
        .containsExactly(SECOND);
  }

  @Test
  void whereAllArePausedEachIsTriedSinceOneMayBeBack() {
    Pool pool = Pool.of(a, b);
    a.down();
    b.down();
    assertThatThrownBy(() -> pool.chain.balance(SOMEBODY)).isInstanceOf(RpcUnavailable.class);
    b.up();
    assertThat(pool.chain.balance(SOMEBODY)).isEqualTo(Wei.of(1));
    assertThat(pool.status(b).state()).isEqualTo(EndpointState.IN_USE);
  }

  @Test
  void anAnswerThatCannotBeReadIsAFailureAndNoLie() {
    Pool pool = Pool.of(a, b);
    a.fault = () -> new RpcMalformed("a JSON answer", "<html>");

    assertThat(pool.chain.heads().latest()).isEqualTo(b.at(100));
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.PAUSED);
  }

  @Test
  void anAnswerToAnotherQuestionIsALieAndItsTellerIsNotAskedAgain() {
    Pool pool = Pool.of(a, b);
    a.faultOf = Map.of("block", RpcMalformed.contradiction("block 5", "block 6"));

    assertThat(pool.chain.block(5)).contains(b.at(5));
    a.faultOf = Map.of();
    pool.pass(Duration.ofDays(1));
    int asked = a.asked();
    pool.chain.heads();

    assertThat(a.asked()).isEqualTo(asked);
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.QUARANTINED);
    assertThat(pool.events(PoolEvent.Quarantined.class))
        .containsExactly(
            new PoolEvent.Quarantined(
                a.url,
                new Evidence("eth_getBlockByNumber", "5", "block 5", "block 6"),
                Optional.empty()));
    assertThat(pool.events(PoolEvent.Alone.class)).containsExactly(new PoolEvent.Alone(b.url));
  }

  @Test
  void theLastEndpointIsKeptWhateverItTells() {
    Pool pool = Pool.of(a, b);
    Evidence evidence = new Evidence("eth_getLogs", "5", "3 logs", "none");
    pool.chain.quarantine(b.url, evidence);
    pool.chain.quarantine(a.url, evidence);
    pool.chain.quarantine(a.url, evidence);

    assertThat(pool.chain.heads().latest()).isEqualTo(a.at(100));
    assertThat(pool.events(PoolEvent.Kept.class))
        .containsExactly(new PoolEvent.Kept(a.url, evidence));
    assertThatThrownBy(() -> pool.chain.quarantine("http://nobody", evidence))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoReadsTellsThatTheEndpointOfItsPassWasProvedWrong() {
    Pool pool = Pool.of(a, b);
    EvmChain session = pool.chain.session();
    session.heads();

    session.disprove(new Evidence("eth_getLogs", "5", "3 logs", "none"));

    assertThat(pool.status(a).state()).isEqualTo(EndpointState.QUARANTINED);
    assertThatThrownBy(() -> session.block(5)).hasMessageContaining("proved wrong");
    assertThat(session.heads().latest()).isEqualTo(b.at(100));
    assertThat(session.block(5)).contains(b.at(5));
  }

  @Test
  void aQuarantineThatEndsBeginsWithTheCheckOfTheChain() {
    PoolSettings hour =
        new PoolSettings(1, 5, SECOND, SECOND, SECOND, SECOND, 0, Optional.of(Duration.ofHours(1)));
    Pool pool = Pool.of(hour, a, b);
    pool.chain.quarantine(a.url, new Evidence("eth_getLogs", "5", "3 logs", "none"));
    pool.pass(Duration.ofMinutes(59));
    pool.chain.heads();
    assertThat(a.asked("chainId")).isEqualTo(1);

    pool.pass(Duration.ofMinutes(2));
    pool.chain.heads();
    assertThat(a.asked("chainId")).isEqualTo(2);
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.READY);
  }

  @Test
  void aNodeThatWantsToBeLeftAloneIsNotAskedBefore() {
    Pool pool = Pool.of(a, b);
    a.fault =
        () -> new RpcUnavailable(a.url, "HTTP status 429", Optional.of(SECOND.multipliedBy(20)));
    pool.chain.balance(SOMEBODY);
    a.up();
    b.down();
    int asked = a.asked();

    pool.pass(SECOND.multipliedBy(19));
    assertThatThrownBy(() -> pool.chain.balance(SOMEBODY)).hasMessageContaining("down");
    assertThat(a.asked()).isEqualTo(asked);

    pool.pass(SECOND);
    assertThat(pool.chain.balance(SOMEBODY)).isEqualTo(Wei.of(1));
    assertThat(a.asked("balance")).isEqualTo(2);
  }

  @Test
  void aLonelyEndpointIsAskedAgainAtOnceUnlessItWantsToBeLeftAlone() {
    Pool pool = Pool.of(a);
    a.down();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> pool.chain.heads()).isInstanceOf(RpcUnavailable.class);
    }
    assertThat(a.asked("heads")).isEqualTo(3);

    a.fault = () -> new RpcUnavailable(a.url, "HTTP status 429", Optional.of(Duration.ofDays(9)));
    assertThatThrownBy(() -> pool.chain.heads()).hasMessageContaining("429");
    assertThatThrownBy(() -> pool.chain.heads())
        .hasMessageContaining("left alone for another 60 s");
    assertThat(a.asked("heads")).isEqualTo(4);
    assertThat(pool.events(PoolEvent.Paused.class)).as("nothing to tell an operator").isEmpty();
  }

  @Test
  void anEndpointThatStaysBehindIsPassedOverAndOneThatIsBehindForAMomentIsNot() {
    Pool pool = Pool.of(a, b, c);
    pool.chain.heads();
    b.head = 106;
    c.head = 106;
    pool.pass(SECOND.multipliedBy(5));
    assertThat(pool.chain.heads().latest().number()).as("nobody knows yet").isEqualTo(100);
    pool.pass(SECOND.multipliedBy(14));
    assertThat(pool.chain.heads().latest().number()).isEqualTo(100);

    pool.pass(SECOND.multipliedBy(5));
    pool.chain.heads();
    assertThat(pool.chain.heads().latest()).isEqualTo(b.at(106));
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.LATE);
    assertThat(pool.events(PoolEvent.Chosen.class).getLast().why()).contains("6 blocks behind");

    a.head = 106;
    pool.pass(SECOND.multipliedBy(5));
    pool.chain.heads();
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.READY);
  }

  @Test
  void oneEndpointAloneCannotMakeTheOthersLookLate() {
    Pool pool = Pool.of(a, b, c);
    c.head = 1_000_000;
    for (int i = 0; i < 10; i++) {
      pool.chain.heads();
      pool.pass(SECOND.multipliedBy(5));
    }
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.IN_USE);
    assertThat(pool.status(b).state()).isEqualTo(EndpointState.READY);
  }

  @Test
  void anotherEndpointsHeadIsNotBelowOneThatWasGivenUntilNobodyComesUpToIt() {
    Pool pool = Pool.of(a, b);
    EvmChain session = pool.chain.session();
    session.heads();
    b.head = 98;
    a.down();

    assertThatThrownBy(session::heads)
        .isInstanceOf(RpcUnavailable.class)
        .hasMessageContaining("head 98 is below one that another endpoint gave");
    b.head = 100;
    assertThat(session.heads().latest()).isEqualTo(b.at(100));

    b.head = 97;
    assertThat(session.heads().latest()).as("its own head may shrink").isEqualTo(b.at(97));

    b.head = 101;
    session.heads();
    a.up();
    pool.pass(SECOND.multipliedBy(60));
    session.heads();
    b.down();
    assertThatThrownBy(session::heads).hasMessageContaining("head 100 is below");
    pool.pass(SECOND.multipliedBy(15));
    assertThat(session.heads().latest()).isEqualTo(a.at(100));
    assertThat(pool.events(PoolEvent.Lowered.class))
        .containsExactly(new PoolEvent.Lowered(a.url, 100, 101));
  }

  @Test
  void aHeadThatALiarGaveHoldsNobodyUp() {
    Pool pool = Pool.of(a, b);
    a.head = 500;
    pool.chain.heads();

    pool.chain.quarantine(a.url, new Evidence("eth_getLogs", "5", "3 logs", "none"));

    assertThat(pool.chain.heads().latest()).isEqualTo(b.at(100));
  }

  @Test
  void aTransactionGoesToAllAndIsTakenIfOneTakesIt() {
    Pool pool = Pool.of(a, b, c);
    a.submission = new Submission.Refused(-32000, "pool is full");
    b.down();
    c.submission = new Submission.AlreadyKnown();

    assertThat(pool.chain.send(RAW)).isEqualTo(new Submission.AlreadyKnown());
    assertThat(List.of(a.asked("send"), b.asked("send"), c.asked("send"))).containsOnly(1);
  }

  @Test
  void ofSeveralRefusalsTheOneThatSaysMostIsToldAndWithoutAnyTheFault() {
    Pool pool = Pool.of(a, b, c);
    a.submission = new Submission.Refused(-32000, "pool is full");
    b.submission = new Submission.NonceTooLow();
    c.submission = new Submission.Underpriced("low");
    assertThat(pool.chain.send(RAW)).isEqualTo(new Submission.NonceTooLow());

    b.down();
    assertThat(pool.chain.send(RAW)).isEqualTo(new Submission.Underpriced("low"));

    a.down();
    c.down();
    assertThatThrownBy(() -> pool.chain.send(RAW)).isInstanceOf(RpcUnavailable.class);
  }

  private static FollowCursor followed(LogFollower follower, FollowCursor from) {
    FollowCursor cursor = from;
    for (FollowStep step : follower.next(from)) {
      cursor = cursor.apply(step);
    }
    return cursor;
  }

  @Test
  void aFinalBlockThatOneEndpointAloneReplacesIsItsLieAndNoViolation() {
    Pool pool = Pool.of(a, b, c);
    LogFollower follower =
        new LogFollower(
            pool.chain, Set.of(SOMEBODY), new FollowSettings(64, 1000, new FinalityDepth(32, 64)));
    FollowCursor cursor = followed(follower, FollowCursor.startAt(1));
    assertThat(cursor.finalized()).isEqualTo(80);
    a.fork = "lie";
    a.forkedFrom = 70;
    a.head = 101;

    assertThat(follower.next(cursor)).isEmpty();
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.QUARANTINED);
    b.head = 101;
    assertThat(followed(follower, cursor).tip()).contains(b.at(101));

    for (ScriptedNode node : List.of(b, c)) {
      node.fork = "reorganised";
      node.forkedFrom = 70;
      node.head = 102;
    }
    assertThatThrownBy(() -> follower.next(cursor))
        .as("where all say so, the chain broke its word")
        .isInstanceOf(FinalityViolation.class);
  }

  private LogFollower follower(Pool pool) {
    return new LogFollower(
        pool.chain, Set.of(Address.ZERO), new FollowSettings(64, 1000, new FinalityDepth(32, 64)));
  }

  /** A second look at block 5, after a range in which it had no logs. */
  private SecondLook lookedAgain(LogFollower follower, List<ChainLog> recorded) {
    assertThat(follower.again(1, 80)).isPresent();
    return follower.secondLook(a.at(5), recorded, List.of());
  }

  @Test
  void whoAloneTellsOtherLogsOfAFinalBlockThanAreRecordedIsProvedWrong() {
    Pool pool = Pool.of(a, b, c);
    List<ChainLog> recorded = List.of(a.log(5));
    b.logsOf = Map.of(5L, recorded);
    c.logsOf = Map.of(5L, recorded);

    assertThat(lookedAgain(follower(pool), recorded)).isEqualTo(new SecondLook.Confirmed());
    assertThat(pool.events(PoolEvent.Quarantined.class))
        .singleElement()
        .satisfies(
            quarantined -> {
              assertThat(quarantined.endpoint()).isEqualTo(a.url);
              assertThat(quarantined.evidence().expected()).isEqualTo(recorded.toString());
              assertThat(quarantined.evidence().actual()).isEqualTo("[]");
            });
  }

  @Test
  void whatTheNodeDoesNotCallFinalYetIsNotReadAgain() {
    Pool pool = Pool.of(a, b);
    assertThat(follower(pool).again(80, 90))
        .hasValueSatisfying(range -> assertThat(range.to()).isEqualTo(80));
    assertThat(follower(pool).again(81, 90)).isEmpty();
  }

  @Test
  void logsThatAsManyTellAsDoNotAreAContradiction() {
    Pool pool = Pool.of(a, b);
    List<ChainLog> recorded = List.of(a.log(5));
    b.logsOf = Map.of(5L, recorded);
    assertThat(lookedAgain(follower(pool), recorded))
        .isEqualTo(new SecondLook.Contradicted(List.of(), false));
    assertThat(pool.events(PoolEvent.Quarantined.class)).isEmpty();
  }

  @Test
  void aRecordedBlockThatNobodyHasIsAContradictionAndOneThatIsMissedByOneAloneIsItsLie() {
    Pool pool = Pool.of(a, b, c);
    LogFollower follower = follower(pool);
    BlockRef invented =
        new BlockRef(5, ScriptedNode.hash("invented"), a.at(4).hash(), a.at(5).timestamp());
    assertThat(follower.again(1, 80)).isPresent();
    assertThat(follower.secondLook(invented, List.of(a.log(5)), List.of()))
        .isEqualTo(new SecondLook.Contradicted(List.of(), false));
    assertThat(pool.events(PoolEvent.Quarantined.class)).isEmpty();

    BlockRef recorded = b.at(5);
    a.fork = "lie";
    a.forkedFrom = 5;
    assertThat(follower.secondLook(recorded, List.of(b.log(5)), List.of()))
        .isEqualTo(new SecondLook.Confirmed());
    assertThat(pool.events(PoolEvent.Quarantined.class))
        .extracting(PoolEvent.Quarantined::endpoint)
        .containsExactly(a.url);
  }

  @Test
  void whoTellsTwoThingsOfOneFinalBlockIsProvedWrong() {
    Pool pool = Pool.of(a, b);
    List<ChainLog> recorded = List.of(a.log(5));
    a.logsOf = Map.of(5L, recorded);
    assertThat(lookedAgain(follower(pool), recorded)).isEqualTo(new SecondLook.Confirmed());
    assertThat(pool.events(PoolEvent.Quarantined.class))
        .extracting(PoolEvent.Quarantined::endpoint)
        .containsExactly(a.url);
  }

  @Test
  void whoTellsWhatIsRecordedIsNotBlamedForWhatAnotherToldBefore() {
    Pool pool = Pool.of(a, b);
    List<ChainLog> recorded = List.of(a.log(5));
    b.logsOf = Map.of(5L, recorded);
    LogFollower follower = follower(pool);
    assertThat(follower.again(1, 80))
        .hasValueSatisfying(told -> assertThat(told.withLogs()).isEmpty());
    a.down();
    pool.chain.heads();
    assertThat(pool.status(b).state()).isEqualTo(EndpointState.IN_USE);

    assertThatThrownBy(() -> follower.secondLook(a.at(5), recorded, List.of()))
        .isInstanceOf(RpcUnavailable.class);
    assertThat(pool.events(PoolEvent.Quarantined.class)).isEmpty();
  }

  @Test
  void twoThatContradictEachOtherAboutAFinalBlockAreAViolation() {
    Pool pool = Pool.of(a, b);
    LogFollower follower =
        new LogFollower(
            pool.chain, Set.of(SOMEBODY), new FollowSettings(64, 1000, new FinalityDepth(32, 64)));
    FollowCursor cursor = followed(follower, FollowCursor.startAt(1));
    a.fork = "lie";
    a.forkedFrom = 70;
    a.head = 101;
    assertThatThrownBy(() -> follower.next(cursor)).isInstanceOf(FinalityViolation.class);
    assertThat(pool.events(PoolEvent.Quarantined.class)).isEmpty();
  }

  @Test
  void anEndpointThatHangsHoldsNoTransactionUp() {
    CountDownLatch hanging = new CountDownLatch(1);
    a.beforeSend =
        () -> {
          try {
            hanging.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Pool pool = new Pool(Pool.SETTINGS, threads, a, b);
      pool.begin();
      try {
        assertThat(pool.chain.send(RAW)).isEqualTo(new Submission.Accepted());
        assertThat(a.asked("send")).isZero();
      } finally {
        hanging.countDown();
      }
    }
    assertThat(a.asked("send")).as("it gets it nevertheless").isEqualTo(1);
  }

  @Test
  void whatOneDoesNotHaveTheOthersAreAskedFor() {
    Pool pool = Pool.of(a, b);
    EvmChain session = pool.chain.session();
    session.heads();
    assertThat(session.receipt(Hash32.ZERO)).isEmpty();
    assertThat(b.asked("receipt")).isEqualTo(1);
    b.receipt = Optional.of(receipt());
    assertThat(session.receipt(Hash32.ZERO)).contains(receipt());

    a.called = new ReadOutcome.UnknownBlock(Hash32.ZERO);
    assertThat(pool.chain.call(SOMEBODY, RAW, Hash32.ZERO)).isEqualTo(b.called);
    b.called = a.called;
    assertThat(pool.chain.call(SOMEBODY, RAW, Hash32.ZERO)).isEqualTo(a.called);
  }

  @Test
  void aNonceIsTheHighestOfTwoAndOfThreeTheHighestThatTwoReach() {
    b.nonce = 9;
    assertThat(Pool.of(a, b).chain.nonce(SOMEBODY)).isEqualTo(9);
    assertThat(Pool.of(a, b, c).chain.nonce(SOMEBODY)).isEqualTo(3);
    c.nonce = 8;
    assertThat(Pool.of(a, b, c).chain.pendingNonce(SOMEBODY)).isEqualTo(8);
  }

  @Test
  void aRefusalIsNoFailureButAnotherEndpointMayAnswer() {
    Pool pool = Pool.of(a, b);
    RpcRefused pruned = new RpcRefused("eth_estimateGas", -32000, "missing trie node", Bytes.EMPTY);
    a.faultOf = Map.of("estimateGas", pruned, "logs", pruned, "balance", pruned);
    pool.chain.estimateGas(SOMEBODY, Optional.empty(), RAW, Wei.ZERO);
    assertThat(b.asked("estimateGas")).isEqualTo(1);
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.IN_USE);

    b.down();
    assertThatThrownBy(() -> pool.chain.balance(SOMEBODY)).isSameAs(pruned);
    b.up();
    pool.pass(SECOND);

    EvmChain session = pool.chain.session();
    session.heads();
    for (int i = 0; i < 12; i++) {
      assertThatThrownBy(() -> session.logs(1, 1000, Set.of())).isSameAs(pruned);
    }
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.IN_USE);
    assertThatThrownBy(() -> session.logs(1, 1, Set.of())).isSameAs(pruned);
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.PAUSED);
  }

  @Test
  void aRefusalThatMeansTooOftenIsAFailure() {
    Pool pool = Pool.of(a, b);
    a.fault = () -> new RpcRefused("eth_call", -32005, "daily request limit reached", Bytes.EMPTY);
    pool.chain.balance(SOMEBODY);
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.PAUSED);
  }

  @Test
  void anEndpointOfAnotherChainIsRefusedByItsNameAtStart() {
    b.chainId = 8;
    assertThatThrownBy(() -> Pool.of(a, b))
        .isInstanceOf(CannotGoOn.class)
        .hasMessage(
            "The RPC endpoint http://b serves chain 8, and chain 7 is configured. Set chain.rpc to"
                + " endpoints of chain 7, or correct chain.id.");

    b.chainId = 7;
    b.genesis = "another";
    assertThatThrownBy(() -> Pool.of(a, b))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContainingAll("http://a and http://b", "block 0", "endpoints of one chain");
  }

  @Test
  void whereNobodyAnswersAtStartThatIsTold() {
    a.down();
    assertThatThrownBy(() -> Pool.of(a))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContainingAll("The chain's RPC endpoint does not answer", "http://a");
    b.down();
    assertThatThrownBy(() -> Pool.of(a, b)).hasMessageContaining("None of the chain's");
  }

  @Test
  void anEndpointThatWasDownAtStartIsCheckedBeforeItsFirstUse() {
    a.down();
    b.down();
    Pool pool = Pool.of(a, b, c);
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.UNCHECKED);
    assertThat(pool.chain.heads().latest()).isEqualTo(c.at(100));
    a.up();
    b.up();
    b.genesis = "another";
    pool.pass(SECOND);
    pool.chain.heads();

    assertThat(pool.status(a).state()).isEqualTo(EndpointState.READY);
    assertThat(pool.status(a).capabilities()).contains(ScriptedNode.CAPABLE);
    assertThat(pool.status(b).state()).isEqualTo(EndpointState.QUARANTINED);
    assertThat(b.asked("heads")).isZero();
  }

  @Test
  void aPassNeverUsesAnEndpointThatWasNotCheckedEvenIfItIsTheOnlyOneLeft() {
    a.down();
    Pool pool = Pool.of(a, b);
    a.up();
    a.chainId = 8;
    b.down();
    pool.pass(Duration.ofMinutes(5));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> pool.chain.heads());
      pool.pass(SECOND);
    }
    assertThat(a.asked("heads")).isZero();
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.QUARANTINED);
  }

  @Test
  void moreThanASecondsWorthOfRequestsIsWaitedFor() {
    PoolSettings slow =
        new PoolSettings(1, 5, SECOND, SECOND, SECOND, SECOND, 20, Optional.empty());
    Pool pool = Pool.of(slow, a);
    for (int i = 0; i < 19; i++) {
      pool.chain.balance(SOMEBODY);
    }
    long before = System.nanoTime();
    pool.chain.balance(SOMEBODY);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(50_000_000L);
  }

  @Test
  void twoEndpointsOfOneHostAreToldApartAndAllAreClosed() {
    ScriptedNode twin = new ScriptedNode("a");
    Pool pool = Pool.of(a, twin);
    assertThat(pool.chain.endpoints())
        .extracting(EndpointStatus::url)
        .containsExactly("http://a", "http://a (2)");
    pool.chain.close();
    assertThat(a.closed && twin.closed).isTrue();
  }
}
