package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.mediator.SmallPanels;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.ProgressBoard;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.abi.RecordedAgreement;
import lilypad.protocol.abi.Timeout;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.Comparison;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Decision;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Score;
import lilypad.protocol.deal.TimedCommand;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.journal.BoardsSnapshot.Lent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.SamplingRule;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.sign.Commitment;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A deal's actor whose claim nobody challenged, from the claim's log to the warning and beyond. */
class SilentDealTest {

  private static final Address MEDIATOR = address(2);
  private static final DealId DEAL = new DealId("QmUnchallenged");
  private static final DealSettings SETTINGS =
      SmallPanels.of(MEDIATOR, address(3), address(4))
          .by(Rulebook.Polling.DEFAULT.sampling(SamplingRule.share(Probability.ONE, 3_600)));
  private static final DealKey KEY =
      DealKey.of(SETTINGS.domain().chainId(), SETTINGS.domain().verifyingContract(), DEAL);
  private static final Members MEMBERS =
      new Members(address(5), address(6), address(7), List.of(MEDIATOR));
  private static final Pricing PRICING =
      new Pricing(Wei.ofWhole(10), Wei.ofWhole(30), BigInteger.valueOf(4), Wei.ofWhole(5));
  private static final Timeouts TIMEOUTS =
      new Timeouts(
          Timeout.of(100, Wei.ZERO),
          Timeout.of(100, Wei.ZERO),
          Timeout.of(100, Wei.ZERO),
          Timeout.of(300, Wei.ZERO));
  private static final Hash32 RUNTIME = hash(8);
  private static final Hash32 EXECUTION = hash(9);
  private static final Hash32 RESULT = hash(10);
  private static final Cid WRONG = new Cid(hash(11));
  private static final long START = 1_700_000_000L;
  private static final Address CONTROLLER = address(15);
  private static final BlockRef AGREED = block(8);
  private static final BlockRef CLAIM = block(10);
  private static final BlockRef CHECK = block(20);

  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(ConfigFactory.load("mediator-test")));
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
  private final Map<Address, PanelMember> lent = new ConcurrentHashMap<>();
  private final AtomicInteger drawn = new AtomicInteger();
  private final List<Score> scores = new CopyOnWriteArrayList<>();
  private final List<Hash32> cancelled = new CopyOnWriteArrayList<>();
  private final Set<Hash32> asked = ConcurrentHashMap.newKeySet();
  private final Map<Hash32, VerifierEvent.Conclusion> ended = new ConcurrentHashMap<>();
  private final List<Hash32> revealed = new CopyOnWriteArrayList<>();
  private final List<SettlementIntent> submitted = new CopyOnWriteArrayList<>();

  /** As if the process was killed after each fact, before anything followed from it. */
  private volatile boolean beforeEffects;

  private final List<Hash32> abandoned = new CopyOnWriteArrayList<>();

  /** What the actor tells of its state. */
  private final DealBoard mirror = DealBoard.withoutSettings();

  private final List<DealState> told = new CopyOnWriteArrayList<>();

  /** Whether the client appointed us: only then anything is ever given up. */
  private volatile boolean appointed;

  private final ActorRef<DealActor.Command> deal =
      kit.spawn(DealActor.create(KEY, new Deal(KEY, SETTINGS), ports()));

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  private static Address address(int n) {
    return new Address(hash(n).bytes().slice(0, 20));
  }

  /** A block a second. */
  private static BlockRef block(int number) {
    return new BlockRef(number, hash(100 + number), hash(99 + number), START + number);
  }

  private static ChainClock at(int number) {
    return new ChainClock(block(number), number - 1, number - 2);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aWrongClaimReachesTheRecordsAndNeverTheWallet() {
    silentVerdict();
    assertThat(scores).extracting(score -> score.member().verifier()).hasSize(3);
    assertThat(state().warning()).isPresent();
    for (int number = 13; number < 19; number++) {
      deal.tell(new DealActor.Tick(at(number)));
    }
    deliver(block(19), List.of());
    assertThat(submitted).isEmpty();
    assertThat(facts()).noneMatch(DealEvent.SettlementRequested.class::isInstance);
  }

  @Test
  void anOpenDealIsInMemoryOnceAndNotOnceMoreForThoseWhoReadIt() {
    silentVerdict();
    List<DealEvent> facts = facts();
    for (int i = 0; i < facts.size(); i++) {
      mirror.happened(KEY, i + 1, facts.get(i));
    }
    DealState held = told.getLast();
    assertThat(held).isEqualTo(state()).isNotSameAs(state());
    assertThat(mirror.find(KEY).orElseThrow().state())
        .as("the board came after the actor")
        .isSameAs(held);

    kit.stop(deal);
    told.clear();
    kit.spawn(DealActor.create(KEY, new Deal(KEY, SETTINGS), ports()));
    await().untilAsserted(() -> assertThat(told).hasSize(1));
    assertThat(told.getFirst()).isEqualTo(held).isNotSameAs(held);
    await()
        .untilAsserted(
            () ->
                assertThat(mirror.find(KEY).orElseThrow().state())
                    .as("the actor came back after the board")
                    .isSameAs(told.getFirst()));
  }

  @Test
  void afterACrashTheRecordsAreToldAgainAndTheWalletStillNothing() {
    silentVerdict();
    kit.stop(deal);
    scores.clear();
    ActorRef<DealActor.Command> again =
        kit.spawn(DealActor.create(KEY, new Deal(KEY, SETTINGS), ports()));
    again.tell(new DealActor.Tick(at(14)));
    await().untilAsserted(() -> assertThat(scores).hasSize(3));
    assertThat(submitted).isEmpty();
  }

  @Test
  void aWatchmansRequestIsHandedToTheWalletAgainAfterACrashBetweenDecisionAndSending() {
    watchedVerdict();
    await().untilAsserted(() -> assertThat(submitted).hasSize(1));
    SettlementIntent request = submitted.getFirst();
    assertThat(request.to()).isEqualTo(CONTROLLER);
    kit.stop(deal);
    submitted.clear();
    assertThat(new Deal(KEY, SETTINGS).open(state())).as("so that it is woken").isTrue();
    ActorRef<DealActor.Command> again =
        kit.spawn(DealActor.create(KEY, new Deal(KEY, SETTINGS), ports()));
    again.tell(new DealActor.Tick(at(14)));
    await().untilAsserted(() -> assertThat(submitted).containsExactly(request));
    assertThat(facts().stream().filter(DealEvent.WatchDecided.class::isInstance)).hasSize(1);
    assertThat(abandoned).isEmpty();
  }

  @Test
  void aWatchmansRequestIsGivenUpWhereTheClientAskedAtTheSameMoment() {
    watchedVerdict();
    await().untilAsserted(() -> assertThat(submitted).hasSize(1));
    Hash32 request = submitted.getFirst().id();
    hear(new DealCommand.SettlementReported(new SettlementReport.Broadcast(request, hash(16))));
    lent.clear();
    deliver(CHECK, checkLogs());
    await().untilAsserted(() -> assertThat(abandoned).containsExactly(request));
    hear(
        new DealCommand.SettlementReported(
            new SettlementReport.Refused(request, "ResultsSubmitted", Refusal.CHECK_CLOSED)));
    assertThat(abandoned).as("the wallet tries in vain: it is told again").hasSize(2);
    deal.tell(new DealActor.Tick(at(21)));
    votes(3);
    deal.tell(new DealActor.Tick(at(22)));
    await().untilAsserted(() -> assertThat(submitted).hasSize(2));
    assertThat(submitted.getLast().to()).as("the verdict").isNotEqualTo(CONTROLLER);
  }

  @Test
  void aWatchmansRequestThatIsTheCheckOnChainIsNotGivenUp() {
    watchedVerdict();
    await().untilAsserted(() -> assertThat(submitted).hasSize(1));
    Hash32 request = submitted.getFirst().id();
    // The transaction of every log here.
    hear(new DealCommand.SettlementReported(new SettlementReport.Broadcast(request, hash(13))));
    lent.clear();
    deliver(CHECK, checkLogs());
    deal.tell(new DealActor.Tick(at(21)));
    votes(3);
    deal.tell(new DealActor.Tick(at(22)));
    await().untilAsserted(() -> assertThat(submitted).hasSize(2));
    assertThat(abandoned).isEmpty();
    assertThat(facts().stream().filter(DealEvent.PanelDrawn.class::isInstance)).hasSize(2);
  }

  @Test
  void aWatchmansRequestIsWithdrawnWithItsClaim() {
    watchedVerdict();
    await().untilAsserted(() -> assertThat(submitted).hasSize(1));
    TestProbe<Done> probe = kit.createTestProbe();
    deal.tell(
        new DealActor.Deliver(
            List.of(new TimedCommand(new DealCommand.RetractBlock(CLAIM), at(14))),
            probe.getRef()));
    probe.receiveMessage(Duration.ofSeconds(20));
    await().untilAsserted(() -> assertThat(abandoned).containsExactly(submitted.getFirst().id()));
    deal.tell(new DealActor.Tick(at(15)));
    deliver(block(16), List.of());
    assertThat(submitted).hasSize(1);
  }

  /** A crash may have come between the end of the claim and the wallet's being told of it. */
  @Test
  void aWalletThatStillTriesTheRequestOfAClaimThatIsNoMoreIsToldSoAgain() {
    watchedVerdict();
    await().untilAsserted(() -> assertThat(submitted).hasSize(1));
    Hash32 request = submitted.getFirst().id();
    TestProbe<Done> probe = kit.createTestProbe();
    deal.tell(
        new DealActor.Deliver(
            List.of(new TimedCommand(new DealCommand.RetractBlock(CLAIM), at(14))),
            probe.getRef()));
    probe.receiveMessage(Duration.ofSeconds(20));
    SettlementReport refused =
        new SettlementReport.Refused(request, "another claim", Refusal.CLAIM_DIFFERS);
    hear(new DealCommand.SettlementReported(refused));
    assertThat(abandoned).containsExactly(request, request);
    BlockRef again = block(15);
    deliver(
        again,
        List.of(
            log(
                again,
                0,
                new LilypadEvent.DealStateChange(DEAL, AgreementState.RESULTS_SUBMITTED))));
    deal.tell(new DealActor.Tick(at(15 + 3_600)));
    await()
        .untilAsserted(
            () -> assertThat(facts()).last().isInstanceOf(DealEvent.ClaimPassedOver.class));
    abandoned.clear();
    hear(new DealCommand.SettlementReported(refused));
    assertThat(abandoned).as("with nothing looked at any more").containsExactly(request);
  }

  @Test
  void aWatchmansRequestIsNotMadeWhenTheClientsTimeIsOver() {
    watchedVerdict();
    await().untilAsserted(() -> assertThat(submitted).hasSize(1));
    Hash32 request = submitted.getFirst().id();
    kit.stop(deal);
    submitted.clear();
    ActorRef<DealActor.Command> again =
        kit.spawn(DealActor.create(KEY, new Deal(KEY, SETTINGS), ports()));
    again.tell(new DealActor.Tick(at(110)));
    await().untilAsserted(() -> assertThat(abandoned).containsExactly(request));
    assertThat(submitted).isEmpty();
  }

  @Test
  void theClientsCheckIsPlayedFromItsBeginningAndSettles() {
    silentVerdict();
    lent.clear();
    deliver(CHECK, checkLogs());
    deal.tell(new DealActor.Tick(at(21)));
    votes(3);
    deal.tell(new DealActor.Tick(at(22)));
    await().untilAsserted(() -> assertThat(submitted).hasSize(1));
    assertThat(facts().stream().filter(DealEvent.PanelDrawn.class::isInstance)).hasSize(2);
    assertThat(facts().stream().filter(DealEvent.MediationOpened.class::isInstance)).hasSize(1);
    assertThat(state().warning()).isEmpty();
  }

  @Test
  void whoeverSitsWhenTheClientAsksIsSentHome() {
    claimed();
    await().untilAsserted(() -> assertThat(lent).hasSize(3));
    List<Hash32> seats = lent.values().stream().map(PanelMember::assignment).toList();
    lent.clear();
    deliver(CHECK, checkLogs());
    await().untilAsserted(() -> assertThat(cancelled).containsExactlyInAnyOrderElementsOf(seats));
    deal.tell(new DealActor.Tick(at(21)));
    votes(3);
    assertThat(scores).as("of the client's panel alone").hasSize(3);
  }

  @Test
  void whoDidNotShowInTimeIsAskedAgainAfterACrashAndSentHomeWhenItShows() {
    claimed();
    await().untilAsserted(() -> assertThat(lent).hasSize(3));
    List<PanelMember> members = List.copyOf(lent.values());
    members.forEach(member -> hear(commit(member)));
    hear(reveal(members.getFirst()));
    int over = (int) (12 + SETTINGS.revealWindow() + 1);
    deal.tell(new DealActor.Tick(at(over)));
    await()
        .untilAsserted(
            () ->
                assertThat(facts().stream().filter(DealEvent.AssignmentExpired.class::isInstance))
                    .hasSize(2));
    kit.stop(deal);
    asked.clear();
    ended.clear();
    ActorRef<DealActor.Command> again =
        kit.spawn(DealActor.create(KEY, new Deal(KEY, SETTINGS), ports()));
    again.tell(new DealActor.Tick(at(over + 1)));
    Hash32 late = members.get(1).assignment();
    await()
        .untilAsserted(
            () -> assertThat(asked).containsExactlyInAnyOrder(late, members.get(2).assignment()));
    assertThat(ended).as("it is still waited for").isEmpty();
    assertThat(boards().deals().waitingFor(members.get(1).verifier(), lease(members.get(1))))
        .as("also before the deal is told the time")
        .contains(KEY);
    hear(again, reveal(members.get(1)));
    await()
        .untilAsserted(
            () -> assertThat(ended).containsEntry(late, VerifierEvent.Conclusion.NO_REVEAL));
    assertThat(ended).doesNotContainKey(members.get(2).assignment());
  }

  @Test
  void whoeverSatWhenTheClientAskedIsSentHomeAlsoIfACrashCameBetween() {
    claimed();
    await().untilAsserted(() -> assertThat(lent).hasSize(3));
    List<PanelMember> seats = List.copyOf(lent.values());
    assertThat(leftOpen(seats)).as("they are waited for").isEmpty();
    beforeEffects = true;
    deliver(CHECK, checkLogs());
    await()
        .untilAsserted(
            () -> assertThat(facts()).hasAtLeastOneElementOfType(DealEvent.MediationOpened.class));
    kit.stop(deal);
    assertThat(cancelled).isEmpty();
    beforeEffects = false;
    ActorRef<DealActor.Command> again =
        kit.spawn(DealActor.create(KEY, new Deal(KEY, SETTINGS), ports()));
    again.tell(new DealActor.Tick(at(21)));
    List<Lent> left = leftOpen(seats);
    assertThat(left).hasSize(3);
    left.forEach(lease -> again.tell(new DealActor.Lent(lease.verifier(), lease.key())));
    await()
        .untilAsserted(
            () ->
                assertThat(cancelled)
                    .containsExactlyInAnyOrderElementsOf(
                        seats.stream().map(PanelMember::assignment).toList()));
  }

  @Test
  void whoeverSitsWhenASilentCheckIsDecidedIsSentHomeAlsoIfACrashCameBetween() {
    claimed();
    beforeEffects = true;
    votes(3);
    kit.stop(deal);
    beforeEffects = false;
    scores.clear();
    assertThat(state().mediation().flatMap(m -> m.verdict())).isPresent();
    ActorRef<DealActor.Command> again =
        kit.spawn(DealActor.create(KEY, new Deal(KEY, SETTINGS), ports()));
    List<Lent> left = leftOpen(List.copyOf(lent.values()));
    assertThat(left).hasSize(3);
    left.forEach(lease -> again.tell(new DealActor.Lent(lease.verifier(), lease.key())));
    await().untilAsserted(() -> assertThat(revealed).hasSize(3));
    await()
        .untilAsserted(
            () ->
                assertThat(scores)
                    .as("what the verdict showed, although nobody tells the deal the time")
                    .extracting(score -> score.member().verifier())
                    .contains(lent.keySet().toArray(Address[]::new)));
  }

  @Test
  void whoIsWaitedForIsNotSentHomeHoweverOftenItsLeaseIsTold() {
    claimed();
    await().untilAsserted(() -> assertThat(lent).hasSize(3));
    for (PanelMember member : lent.values()) {
      deal.tell(new DealActor.Lent(member.verifier(), lease(member)));
    }
    votes(3);
    assertThat(cancelled).isEmpty();
    assertThat(revealed).hasSize(3);
  }

  private Boards boards() {
    Boards boards = new Boards(DealBoard.withoutSettings(), new ProgressBoard());
    long number = 0;
    for (DealEvent fact : facts()) {
      number++;
      boards.happened(DealActor.persistenceId(KEY).id(), number, fact, 0);
    }
    return boards;
  }

  private static AssignmentRound lease(PanelMember member) {
    return new AssignmentRound(member.assignment(), 1);
  }

  /** What the boards know, if the records of these still show their leases open. */
  private List<Lent> leftOpen(List<PanelMember> seats) {
    Boards boards = boards();
    for (PanelMember member : seats) {
      String record = "verifier|" + member.verifier();
      boards.happened(
          record, 1, new VerifierEvent.AssignmentLeased(member.assignment(), 1, KEY), 0);
    }
    return boards.leftOpen();
  }

  /** The client appoints us, the claim is wrong, and nobody asks. */
  private void watchedVerdict() {
    appointed = true;
    deliver(
        AGREED,
        List.of(
            log(AGREED, 0, new LilypadEvent.DealStateChange(DEAL, AgreementState.DEAL_AGREED)),
            log(AGREED, 1, new LilypadEvent.WatchmanAppointed(DEAL, MEDIATOR, CONTROLLER))));
    silentVerdict();
  }

  private void claimed() {
    deliver(
        CLAIM,
        List.of(
            log(
                CLAIM,
                0,
                new LilypadEvent.DealStateChange(DEAL, AgreementState.RESULTS_SUBMITTED))));
    deal.tell(new DealActor.Tick(at(12)));
  }

  private void silentVerdict() {
    claimed();
    votes(3);
    assertThat(state().mediation().flatMap(m -> m.verdict()).map(v -> v.verdict()))
        .contains(Verdict.REJECT);
  }

  /** All who were lent the job commit to the right result and show it. */
  private void votes(int panel) {
    await().untilAsserted(() -> assertThat(lent).hasSize(panel));
    List<PanelMember> members = List.copyOf(lent.values());
    members.forEach(member -> hear(commit(member)));
    members.forEach(member -> hear(reveal(member)));
  }

  private static DealCommand commit(PanelMember member) {
    return new DealCommand.Commit(
        member.assignment(),
        1,
        member.verifier(),
        RUNTIME,
        commitment(member),
        Bytes.of(new byte[65]));
  }

  private static DealCommand reveal(PanelMember member) {
    return new DealCommand.Reveal(
        member.assignment(),
        1,
        member.verifier(),
        RUNTIME,
        RESULT,
        EXECUTION,
        hash(12),
        Bytes.of(new byte[65]),
        5);
  }

  @Test
  void anAnswerForAnotherRuntimeThanTheSeatsIsRefusedByItsKind() {
    claimed();
    await().untilAsserted(() -> assertThat(lent).hasSize(3));
    PanelMember member = List.copyOf(lent.values()).getFirst();
    TestProbe<StatusReply<Done>> probe = kit.createTestProbe();
    deal.tell(
        new DealActor.Hear(
            new DealCommand.Commit(
                member.assignment(),
                1,
                member.verifier(),
                hash(99),
                commitment(member),
                Bytes.of(new byte[65])),
            probe.getRef()));
    StatusReply<Done> answer = probe.receiveMessage(Duration.ofSeconds(20));
    assertThat(answer.isError()).isTrue();
    assertThat(answer.getError())
        .isInstanceOfSatisfying(
            DealRefused.class,
            refused ->
                assertThat(refused.rejection())
                    .isEqualTo(new Decision.OtherRuntime(RUNTIME, hash(99))));
    assertThat(facts()).noneMatch(DealEvent.CommitmentRecorded.class::isInstance);
  }

  private static Hash32 commitment(PanelMember member) {
    return Commitment.commitmentHash(
        member.assignment(),
        1,
        member.verifier(),
        RUNTIME,
        RESULT,
        EXECUTION,
        hash(12),
        SETTINGS.domain());
  }

  private void hear(DealCommand command) {
    hear(deal, command);
  }

  private void hear(ActorRef<DealActor.Command> told, DealCommand command) {
    TestProbe<StatusReply<Done>> probe = kit.createTestProbe();
    told.tell(new DealActor.Hear(command, probe.getRef()));
    assertThat(probe.receiveMessage(Duration.ofSeconds(20)).isSuccess()).isTrue();
  }

  private void deliver(BlockRef block, List<ChainLog> logs) {
    TestProbe<Done> probe = kit.createTestProbe();
    deal.tell(
        new DealActor.Deliver(
            List.of(
                new TimedCommand(
                    new DealCommand.RecordLogs(DEAL, block, logs), at((int) block.number()))),
            probe.getRef()));
    probe.receiveMessage(Duration.ofSeconds(20));
  }

  private List<DealEvent> facts() {
    return journal.persistedInStorage(DealActor.persistenceId(KEY).id()).stream()
        .map(DealEvent.class::cast)
        .toList();
  }

  private DealState state() {
    DealState state = DealState.EMPTY;
    for (DealEvent event : facts()) {
      state = state.apply(event);
    }
    return state;
  }

  private static List<ChainLog> checkLogs() {
    return List.of(
        log(CHECK, 0, new LilypadEvent.DealStateChange(DEAL, AgreementState.RESULTS_CHECKED)),
        log(CHECK, 1, new LilypadEvent.MediationRequested(DEAL, MEDIATOR)));
  }

  private static ChainLog log(BlockRef block, int index, LilypadEvent event) {
    EncodedEvent encoded = EncodedEvent.of(event);
    return new ChainLog(
        SETTINGS.domain().verifyingContract(),
        encoded.topics(),
        encoded.data(),
        block.hash(),
        block.number(),
        hash(13),
        index);
  }

  private DealPorts ports() {
    return new DealPorts(
        new Contracts(),
        asked ->
            CompletableFuture.completedFuture(
                new DealCommand.JobFound(
                    DEAL.text(),
                    MEMBERS,
                    PRICING,
                    new JobToRun(
                        new Cid(hash(14)),
                        Profile.DETERMINISTIC,
                        Optional.of(RUNTIME),
                        new TreeMap<>(),
                        new TreeMap<>()))),
        new Nodes(),
        new DealPorts.Outbox() {
          @Override
          public void submit(SettlementIntent intent) {
            if (!submitted.contains(intent)) {
              submitted.add(intent);
            }
          }

          @Override
          public void abandon(Hash32 intent, String why) {
            if (!appointed) {
              throw new AssertionError("nothing is given up: " + why);
            }
            abandoned.add(intent);
          }
        },
        wanted -> new CompletableFuture<Comparison>(),
        () ->
            Keccak.hash(Integer.toString(drawn.incrementAndGet()).getBytes(StandardCharsets.UTF_8)),
        (key, facts, state) -> {
          told.add(state);
          mirror.reached(key, facts, state);
        },
        new DealLog());
  }

  private static final class Contracts implements DealPorts.Chain {
    @Override
    public CompletionStage<AgreementReading> agreement(DealId asked, BlockRef at) {
      return CompletableFuture.completedFuture(
          new AgreementReading(
              at,
              RecordedAgreement.deal(DEAL, MEMBERS, TIMEOUTS, PRICING),
              at.equals(CLAIM)
                  ? RecordedAgreement.submitted(CLAIM.timestamp())
                  : RecordedAgreement.checked(CLAIM.timestamp(), at.timestamp()),
              RecordedAgreement.result(DEAL, RecordedAgreement.utf8(WRONG.toString()))));
    }

    @Override
    public CompletionStage<DealCommand.BeaconBlock> beacon(long height) {
      return CompletableFuture.completedFuture(
          new DealCommand.BeaconBlock(block((int) height), hash(50 + (int) height)));
    }
  }

  private final class Nodes implements DealPorts.Panel {
    @Override
    public DealCommand.Candidates candidates(long time) {
      return new DealCommand.Candidates(
          List.of(
              new Candidate(address(30), "ann", RUNTIME),
              new Candidate(address(31), "bob", RUNTIME),
              new Candidate(address(32), "cid", RUNTIME)),
          3);
    }

    @Override
    public CompletionStage<Done> assign(
        DealKey key, PanelMember member, int round, JobToRun job, long seconds) {
      lent.put(member.verifier(), member);
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public void requestReveal(DealKey key, PanelMember member, int round, long seconds) {
      asked.add(member.assignment());
    }

    @Override
    public void conclude(Address verifier, AssignmentRound key, VerifierEvent.Conclusion how) {
      if (beforeEffects) {
        return;
      }
      ended.put(key.assignment(), how);
      if (how == VerifierEvent.Conclusion.CANCELLED) {
        cancelled.add(key.assignment());
      }
      if (how == VerifierEvent.Conclusion.REVEALED) {
        revealed.add(key.assignment());
      }
    }

    @Override
    public void observe(Score score) {
      scores.add(score);
    }
  }
}
