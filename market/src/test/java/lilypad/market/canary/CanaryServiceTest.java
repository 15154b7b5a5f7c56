package lilypad.market.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.OfferPricing;
import lilypad.protocol.rules.Probability;
import lilypad.verifier.config.KnownJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CanaryServiceTest {

  private static final Wei PLENTY = Wei.ofWhole(1_000_000);
  private static final Class<?> BEGUN = CanaryService.Beginning.Begun.class;
  private static final Class<?> REFUSED = CanaryService.Beginning.Refused.class;
  private static final Cid MODULE = cid(1);
  private static final Cid RESULT = cid(2);
  private static final List<Address> CREATORS = List.of(account(1), account(2));
  private static final List<Address> PROVIDERS = List.of(account(3), account(4));

  /** What changes something in one canary: two offers, two agreements, claim, acceptance. */
  private static final int STEPS = 6;

  /** How long a run of ours takes here, unless the market shows something else. */
  private static final long RUN = 30;

  private static final long LONGEST_RUN = 73;

  @TempDir private Path folder = Path.of("");

  private final FakeCanaryMarket market = new FakeCanaryMarket();
  private CanaryBook book;

  private static Cid cid(int number) {
    return new Cid(Keccak.hash(new byte[] {(byte) number}));
  }

  private static Address account(int number) {
    return Address.fromHex("%040x".formatted(number));
  }

  private static KnownJob job(int number) {
    return new KnownJob(
        new KnownJob.Job(
            MODULE, new TreeMap<>(Map.of("Message", "moo " + number)), new TreeMap<>()),
        "cowsay",
        RESULT);
  }

  private static CanaryPlan plan(String wrong, Wei coins, Wei tokens) {
    return new CanaryPlan(
        4,
        Probability.of(wrong),
        coins,
        tokens,
        Probability.of("0.5"),
        Probability.of("0.9"),
        Duration.ofMillis(10),
        new Between(Duration.ZERO, Duration.ZERO),
        new Between(Duration.ofSeconds(RUN), Duration.ofSeconds(RUN)),
        3,
        Duration.ofSeconds(LONGEST_RUN),
        Duration.ofMillis(1));
  }

  @BeforeEach
  void open() {
    book = CanaryBook.open(folder);
  }

  @AfterEach
  void close() {
    book.close();
  }

  /** The process again, as it finds its folder. */
  private CanaryService restarted(CanaryPlan plan) {
    book.close();
    book = CanaryBook.open(folder);
    return service(plan);
  }

  private CanaryService service(CanaryPlan plan) {
    return new CanaryService(
        plan,
        new CanaryService.Cast(
            IntStream.range(0, 5).mapToObj(CanaryServiceTest::job).toList(), CREATORS, PROVIDERS),
        market,
        book,
        new Random(7),
        market,
        new CanaryLog());
  }

  private void letEnd(CanaryService service) throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      market.pass(FakeCanaryMarket.JUDGE_SECONDS);
      service.tend();
    }
  }

  @Test
  void aCanaryIsClaimedWhenARunWouldBeOverAndAcceptedLater() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));

    assertThat(service.begin()).isInstanceOf(BEGUN);
    assertThat(market.states()).containsExactly(AgreementState.DEAL_AGREED);
    market.pass(RUN - 1);
    service.tend();
    assertThat(market.claims).isEmpty();
    market.pass(1);
    service.tend();
    assertThat(market.states()).containsExactly(AgreementState.RESULTS_SUBMITTED);
    assertThat(market.claims).containsValue(RESULT);
    market.pass(FakeCanaryMarket.JUDGE_SECONDS / 2 - 1);
    service.tend();
    assertThat(market.states()).containsExactly(AgreementState.RESULTS_SUBMITTED);
    market.pass(FakeCanaryMarket.JUDGE_SECONDS * 4 / 10 + 1);
    service.tend();
    assertThat(market.states()).containsExactly(AgreementState.RESULTS_ACCEPTED);
    assertThat(book.open()).isEmpty();
  }

  @Test
  void aMachineOfOursComesSomeTimeAfterTheJob() throws Exception {
    CanaryPlan plan = plan("0", PLENTY, PLENTY);
    CanaryService service =
        service(
            new CanaryPlan(
                plan.aDay(),
                plan.wrongClaims(),
                plan.mostCoins(),
                plan.mostTokens(),
                plan.judgeEarliest(),
                plan.judgeLatest(),
                Duration.ofSeconds(100_000),
                new Between(Duration.ofSeconds(1_000), Duration.ofSeconds(9_000)),
                plan.run(),
                plan.learnFrom(),
                plan.longestRun(),
                plan.poll()));
    market.moves = true;
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      assertThat(service.begin()).isInstanceOf(BEGUN);
      waits.add(market.machines.getLast() - market.jobs.getLast().createdAt());
    }
    assertThat(waits).allMatch(wait -> wait >= 1_000 && wait <= 10_000);
    assertThat(new HashSet<>(waits)).hasSizeGreaterThan(2);
  }

  @Test
  void aRunOfOursTakesAsLongAsThoseThatTheMarketShows() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));
    market.shown = List.of(71L, 72L);
    service.begin();
    assertThat(book.open().getFirst().timing().run()).as("too few are shown").isEqualTo(RUN);
    market.shown = List.of(71L, 72L, 73L);
    for (int i = 0; i < 20; i++) {
      service.begin();
    }
    assertThat(book.open().stream().skip(1).map(canary -> canary.timing().run()))
        .containsOnly(71L, 72L, 73L)
        .contains(71L, 72L, 73L);
  }

  @Test
  void runsThatAllButUsedUpTheTimeToClaimAreNotLearntFrom() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));
    market.shown = List.of(71L, 72L, LONGEST_RUN + 1, 10_000_000L);
    service.begin();
    assertThat(book.open().getFirst().timing().run()).as("too few are left").isEqualTo(RUN);
    market.shown = List.of(71L, 72L, LONGEST_RUN, LONGEST_RUN + 1, 10_000_000L);
    for (int i = 0; i < 20; i++) {
      service.begin();
    }
    assertThat(book.open().stream().skip(1).map(canary -> canary.timing().run()))
        .containsOnly(71L, 72L, LONGEST_RUN);
  }

  @Test
  void noMachineOfOursComesForAJobWhoseOfferFailed() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));
    market.solverAnswers = false;
    assertThat(service.begin()).isInstanceOf(REFUSED);
    market.solverAnswers = true;
    market.pass(100);
    service.tend();
    assertThat(market.machines).as("it would get a stranger's job").isEmpty();
    assertThat(book.open()).as("its offer may have left the house").hasSize(1);
  }

  @Test
  void whatAStrangersClaimCostsCountsFromWhenItIsPaid() throws Exception {
    CanaryService service = service(plan("0", PLENTY, FakeCanaryMarket.MOST));
    DealId deal = taken(service);
    market.pass(Duration.ofHours(23).toSeconds());
    market.strangerClaims(deal, RESULT.toString(), 2);
    letEnd(service);
    assertThat(market.states()).containsExactly(AgreementState.RESULTS_ACCEPTED);

    market.pass(Duration.ofHours(2).toSeconds());
    assertThat(service.begin()).as("it was paid two hours ago").isInstanceOf(REFUSED);
    market.pass(Duration.ofHours(22).toSeconds());
    assertThat(service.begin()).isInstanceOf(BEGUN);
  }

  @Test
  void aStrangersClaimIsShownCutAndWithoutWhatATerminalWouldObey() throws Exception {
    Logger operator = (Logger) LoggerFactory.getLogger("lilypad.operator");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    operator.addAppender(lines);
    try {
      CanaryService service = service(plan("0", PLENTY, PLENTY));
      DealId deal = taken(service);
      market.strangerClaims(deal, "Qm\u001b[2J\n" + "x".repeat(1_000), 1);
      market.pass(FakeCanaryMarket.JUDGE_SECONDS);
      service.tend();
      assertThat(market.agreement(deal).state()).isEqualTo(AgreementState.RESULTS_CHECKED);
    } finally {
      operator.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.contains("claimed"))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .contains("claimed Qm??2J?" + "x".repeat(57) + ", the result is ")
                    .doesNotContain("\u001b"));
  }

  @Test
  void eitherPartyMayBeTheFirstToAgree() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));
    for (int i = 0; i < 20; i++) {
      service.begin();
    }
    assertThat(market.firstAgreed).contains(true, false);
  }

  @Test
  void aStrangersRightClaimIsPaidAndItsPriceCounted() throws Exception {
    CanaryService service = service(plan("1", PLENTY, PLENTY));
    DealId deal = taken(service);
    assertThat(book.all()).allMatch(canary -> canary.tokens().equals(FakeCanaryMarket.MOST));
    market.strangerClaims(deal, RESULT.toString(), 2);
    letEnd(service);

    assertThat(market.states()).containsExactly(AgreementState.RESULTS_ACCEPTED);
    assertThat(book.open()).isEmpty();
    assertThat(book.all().iterator().next().tokens())
        .as("two instructions were claimed")
        .isEqualTo(Wei.ofWhole(20));
    assertThat(market.machines).as("no machine of ours is left with the solver").isEmpty();
    assertThat(market.claims).as("nothing is claimed by us").isEmpty();
  }

  @Test
  void aStrangersWrongClaimIsCheckedLateAndTheVerdictEndsIt() throws Exception {
    for (AgreementState verdict :
        List.of(AgreementState.MEDIATION_REJECTED, AgreementState.MEDIATION_ACCEPTED)) {
      CanaryService service = restarted(plan("0", PLENTY, PLENTY));
      DealId deal = taken(service);
      market.strangerClaims(deal, "Qm, so it says", 1_000);
      market.pass(FakeCanaryMarket.JUDGE_SECONDS / 2 - 1);
      service.tend();
      assertThat(market.agreement(deal).state()).isEqualTo(AgreementState.RESULTS_SUBMITTED);
      market.pass(FakeCanaryMarket.JUDGE_SECONDS * 4 / 10 + 1);
      service.tend();
      assertThat(market.agreement(deal).state()).isEqualTo(AgreementState.RESULTS_CHECKED);
      market.judged(deal, verdict);
      service.tend();
      assertThat(book.open()).isEmpty();
    }
    // Lilypad's contracts keep the fee of who was right; a claim costs at most what was put down.
    assertThat(book.all().stream().map(Canary::tokens))
        .containsExactly(Wei.ofWhole(5), Wei.ofWhole(35));
  }

  @Test
  void aStrangerThatDoesNotClaimOrNotAgreeCostsNothing() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));
    taken(service);
    letEnd(service);
    assertThat(market.states()).containsExactly(AgreementState.TIMEOUT_SUBMIT_RESULTS);

    market.strangersWait = 1;
    service.begin();
    letEnd(service);
    assertThat(market.states())
        .containsExactlyInAnyOrder(
            AgreementState.TIMEOUT_SUBMIT_RESULTS, AgreementState.TIMEOUT_AGREE);
    assertThat(book.open()).isEmpty();
    assertThat(book.all()).allMatch(canary -> canary.tokens().equals(Wei.ZERO));
  }

  @Test
  void aStrangerThatAgreesToSomethingElseIsNotJoined() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));
    assertThat(unmatched(service)).isInstanceOf(REFUSED);
    market.takes(FakeCanaryMarket.STRANGER);
    LilypadCall.Agree offered = market.onlyDeal();
    market.strangerAgrees(
        new LilypadCall.Agree(
            offered.dealId(),
            offered.members(),
            offered.timeouts(),
            OfferPricing.of(10, 3_000, 4, 5).onChain()));
    letEnd(service);

    assertThat(book.open()).isEmpty();
    assertThat(book.all())
        .as("nothing of ours is in it")
        .allMatch(canary -> canary.tokens().equals(Wei.ZERO));
    assertThat(market.agreement(offered.dealId()).jobCreatorAgreedAt()).isZero();
  }

  @Test
  void anOfferThatStandsIsTheirsWhoTakeItWithinADayAlsoAfterARestart() throws Exception {
    CanaryPlan plan = plan("0", PLENTY, PLENTY);
    CanaryService service = service(plan);
    assertThat(unmatched(service)).isInstanceOf(REFUSED);
    CanaryService again = restarted(plan);
    again.tend();
    assertThat(book.open()).hasSize(1);
    market.takes(FakeCanaryMarket.STRANGER);
    again = restarted(plan);
    again.tend();
    market.strangerAgrees(market.onlyDeal());
    assertThat(market.states()).containsExactly(AgreementState.DEAL_AGREED);

    unmatched(again);
    market.pass(Duration.ofDays(1).toSeconds());
    letEnd(again);
    assertThat(book.open()).isEmpty();
    assertThat(market.states()).containsExactly(AgreementState.TIMEOUT_SUBMIT_RESULTS);
  }

  @Test
  void whatAStrangerWasToAgreeToIsAskedForAgainAfterARestart() throws Exception {
    CanaryPlan plan = plan("0", PLENTY, PLENTY);
    for (boolean agreedAlready : List.of(true, false)) {
      market.strangersWait = 1;
      market.diesIn(2, true);
      CanaryService service = restarted(plan);
      assertThatThrownBy(service::begin).isInstanceOf(FakeCanaryMarket.Killed.class);
      Canary open = book.open().getFirst();
      LilypadCall.Agree call = market.match(open).orElseThrow();
      if (agreedAlready) {
        market.strangerAgrees(call);
      }
      restarted(plan).tend();
      assertThat(market.agreement(call.dealId()).jobCreatorAgreedAt()).isNotZero();
      letEnd(restarted(plan));
      assertThat(book.open()).isEmpty();
    }
  }

  @Test
  void whatAStrangerGotLateIsNotForgottenForANodeThatIsBehind() throws Exception {
    CanaryPlan plan = plan("0", PLENTY, PLENTY);
    CanaryService service = service(plan);
    unmatched(service);
    market.pass(Duration.ofHours(3).toSeconds());
    market.takes(FakeCanaryMarket.STRANGER);
    service.tend();
    assertThat(market.states()).as("our creator's stake is in it").hasSize(1);
    market.behind = true;
    market.solverForgets();
    CanaryService again = restarted(plan);
    again.tend();
    assertThat(book.open()).hasSize(1);

    market.behind = false;
    letEnd(again);
    assertThat(market.states()).containsExactly(AgreementState.TIMEOUT_AGREE);
  }

  /** What comes of it if the solver makes no deal while that is waited for. */
  private CanaryService.Beginning unmatched(CanaryService service) throws InterruptedException {
    market.matches = false;
    market.moves = true;
    CanaryService.Beginning beginning = service.begin();
    market.moves = false;
    return beginning;
  }

  /** A canary that a stranger's machine got; both have agreed. */
  private DealId taken(CanaryService service) throws InterruptedException {
    market.strangersWait = 1;
    assertThat(service.begin()).isInstanceOf(BEGUN);
    Canary open = book.open().getFirst();
    assertThat(open.provider()).isEqualTo(FakeCanaryMarket.STRANGER);
    market.strangerAgrees(market.match(open).orElseThrow());
    return open.deal().orElseThrow();
  }

  @Test
  void asManyClaimsAreWrongAsIsSaidAndNoTwoOfThemAlike() throws Exception {
    CanaryService service = service(plan("0.3", PLENTY, PLENTY));
    for (int i = 0; i < 200; i++) {
      service.begin();
      letEnd(service);
      market.pass(Duration.ofDays(1).toSeconds());
    }

    List<Cid> wrong =
        market.claims.values().stream().filter(claim -> !claim.equals(RESULT)).toList();
    // Four standard deviations of a binomial of 200 and 0.3.
    assertThat(wrong.size()).isBetween(60 - 26, 60 + 26);
    assertThat(new HashSet<>(wrong)).hasSameSizeAs(wrong);
  }

  @Test
  void eachJobComesOnceBeforeAnyComesAgain() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));
    for (int i = 0; i < 15; i++) {
      service.begin();
    }
    for (int round = 0; round < 3; round++) {
      assertThat(new HashSet<>(market.brought.subList(round * 5, round * 5 + 5))).hasSize(5);
    }
  }

  @Test
  void whatTheDayMayCostIsNotExceededAndIsThereAgainTheNextDay() throws Exception {
    // Two canaries at what is set aside for each; when over they count what they cost.
    CanaryService service = service(plan("0", Wei.of(2_000), PLENTY));
    service.begin();
    service.begin();
    assertThat(service.begin()).isInstanceOf(REFUSED);
    assertThat(market.states()).hasSize(2);

    letEnd(service);
    assertThat(service.begin()).isInstanceOf(BEGUN);
    assertThat(service.begin()).isInstanceOf(REFUSED);

    market.pass(Duration.ofDays(1).toSeconds());
    assertThat(service.begin()).isInstanceOf(BEGUN);
    assertThat(service.begin()).as("two are open").isInstanceOf(REFUSED);
    market.pass(Duration.ofDays(1).toSeconds());
    assertThat(service.begin()).as("however old they are").isInstanceOf(REFUSED);
    letEnd(service);
    assertThat(service.begin()).isInstanceOf(BEGUN);
  }

  @Test
  void theDaysTokensCountAfterARestartToo() throws Exception {
    // The second may cost 40 until it is known who gets it.
    CanaryPlan plan = plan("0", PLENTY, Wei.of(50));
    CanaryService service = service(plan);
    service.begin();
    service.begin();
    letEnd(service);

    CanaryService again = restarted(plan);
    assertThat(again.begin()).isInstanceOf(REFUSED);
    market.pass(Duration.ofDays(1).toSeconds());
    assertThat(again.begin()).isInstanceOf(BEGUN);
  }

  @Test
  void killedAtAnyStepNothingStaysHalfDone() throws Exception {
    CanaryPlan plan = plan("1", PLENTY, PLENTY);
    for (boolean before : List.of(true, false)) {
      for (int step = 1; step <= STEPS; step++) {
        killedAt(plan, step, before, true);
        killedAt(plan, step, before, false);
      }
    }
  }

  private void killedAt(CanaryPlan plan, int step, boolean before, boolean backSoon)
      throws InterruptedException {
    int known = market.states().size();
    market.solverForgets();
    market.diesIn(step, before);
    CanaryService service = restarted(plan);
    assertThatThrownBy(
            () -> {
              service.begin();
              letEnd(service);
            })
        .as("killed at step %d", step)
        .isInstanceOf(FakeCanaryMarket.Killed.class);

    CanaryService again = restarted(plan);
    if (backSoon) {
      again.tend();
    }
    letEnd(again);
    // Of a job whose offer or machine did not leave the house nobody makes a deal.
    market.pass(Duration.ofDays(1).toSeconds());
    again.tend();
    assertThat(book.open()).as("open after step %d, before %s", step, before).isEmpty();
    assertThat(market.states()).allMatch(AgreementState::terminal);
    // With both offers out it goes on; with a deal that nobody has agreed to it does not.
    boolean begun = step > 3 || (step > 1 && !before);
    assertThat(market.states()).hasSize(begun ? known + 1 : known);
  }

  @Test
  void whatWasSentAndNotWrittenDownCountsAsAllThatWasSetAside() throws Exception {
    CanaryPlan plan = plan("0", Wei.of(1_500), PLENTY);
    market.diesIn(4, false);
    CanaryService service = service(plan);
    assertThatThrownBy(service::begin).isInstanceOf(FakeCanaryMarket.Killed.class);
    CanaryService again = restarted(plan);
    letEnd(again);
    assertThat(book.open()).isEmpty();
    assertThat(again.begin()).isInstanceOf(REFUSED);
  }

  @Test
  void withoutASolverOrAMatchOrTokensNothingIsLeftBehind() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));
    market.solverAnswers = false;
    assertThat(service.begin()).isInstanceOf(REFUSED);
    market.solverAnswers = true;
    market.matches = false;
    market.moves = true;
    assertThat(service.begin()).isInstanceOf(REFUSED);
    market.matches = true;
    market.tokensShort = true;
    assertThat(service.begin()).isInstanceOf(REFUSED);
    assertThatThrownBy(service::once).isInstanceOf(CannotGoOn.class);

    market.pass(Duration.ofDays(2).toSeconds());
    service.tend();
    assertThat(book.all()).isEmpty();
    assertThat(market.states()).isEmpty();
  }

  @Test
  void whatIsOnItsWayIsNotSentAgain() throws Exception {
    CanaryPlan plan = plan("0", PLENTY, PLENTY);
    market.diesIn(3, true);
    CanaryService service = service(plan);
    assertThatThrownBy(service::begin).isInstanceOf(FakeCanaryMarket.Killed.class);
    market.onItsWay = true;
    CanaryService again = restarted(plan);
    letEnd(again);
    assertThat(book.open()).as("kept, for it may be mined yet").hasSize(1);
    assertThat(market.states()).isEmpty();

    market.onItsWay = false;
    letEnd(again);
    assertThat(book.open()).isEmpty();
  }

  @Test
  void whatANodeThatIsBehindDoesNotShowIsNotForgotten() throws Exception {
    CanaryPlan plan = plan("0", PLENTY, PLENTY);
    market.diesIn(4, false);
    CanaryService service = service(plan);
    assertThatThrownBy(service::begin).isInstanceOf(FakeCanaryMarket.Killed.class);
    assertThat(market.states()).as("somebody's stake is in it").hasSize(1);
    market.behind = true;
    CanaryService again = restarted(plan);
    again.tend();
    market.pass(100);
    again.tend();
    assertThat(book.open()).hasSize(1);

    market.behind = false;
    letEnd(again);
    assertThat(book.open()).isEmpty();
    assertThat(market.states()).allMatch(AgreementState::terminal);
  }

  @Test
  void whatFailedInItsBlockCountsAsAllThatWasSetAside() throws Exception {
    // Enough for one, and for what the steps of another really cost.
    CanaryService service = service(plan("0", Wei.of(1_900), PLENTY));
    market.fails = true;
    service.begin();
    letEnd(service);
    assertThat(book.open()).isEmpty();
    assertThat(service.begin()).isInstanceOf(REFUSED);
  }

  @Test
  void whatIsStoppedWhileItsOffersAreOutIsNoFaultOfTheSolvers() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));
    market.matches = false;
    service.stop();
    assertThat(service.begin())
        .isInstanceOfSatisfying(
            CanaryService.Beginning.Refused.class,
            refused -> assertThat(refused.why()).contains("stopped"));
  }

  @Test
  void onceEndsWhenTheClaimIsAccepted() throws Exception {
    market.moves = true;
    service(plan("1", PLENTY, PLENTY)).once();
    assertThat(market.states()).containsExactly(AgreementState.RESULTS_ACCEPTED);
  }

  @Test
  void itRunsUntilItIsStopped() throws Exception {
    market.moves = true;
    CanaryService service = service(plan("1", Wei.of(1_000), PLENTY));
    Thread runs =
        new Thread(
            () -> {
              try {
                service.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    runs.start();
    await().until(() -> market.acceptedSoFar() >= 3);
    service.stop();
    runs.join();
    assertThat(market.states()).hasSizeGreaterThanOrEqualTo(3);
  }
}
