package lilypad.market.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.rules.Probability;
import lilypad.verifier.config.KnownJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryServiceTest {

  private static final Wei PLENTY = Wei.of(1_000_000_000);
  private static final Class<?> BEGUN = CanaryService.Beginning.Begun.class;
  private static final Class<?> REFUSED = CanaryService.Beginning.Refused.class;
  private static final Cid MODULE = cid(1);
  private static final Cid RESULT = cid(2);
  private static final List<Address> CREATORS = List.of(account(1), account(2));
  private static final List<Address> PROVIDERS = List.of(account(3), account(4));

  /** What changes something in one canary: two offers in one, two agreements, claim, acceptance. */
  private static final int STEPS = 5;

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

  private void letEnd(CanaryService service) {
    for (int i = 0; i < 5; i++) {
      market.pass(FakeCanaryMarket.JUDGE_SECONDS);
      service.tend();
    }
  }

  @Test
  void aCanaryIsClaimedAtOnceAndAcceptedLater() throws Exception {
    CanaryService service = service(plan("0", PLENTY, PLENTY));

    assertThat(service.begin()).isInstanceOf(BEGUN);
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
    CanaryPlan plan = plan("0", PLENTY, Wei.of(20));
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

  private void killedAt(CanaryPlan plan, int step, boolean before, boolean backSoon) {
    int known = market.states().size();
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
    assertThat(book.open()).as("open after step %d, before %s", step, before).isEmpty();
    assertThat(market.states()).allMatch(AgreementState::terminal);
    boolean begun = step > 2 || (step == 2 && !before);
    assertThat(market.states()).hasSize(begun ? known + 1 : known);
  }

  @Test
  void whatWasSentAndNotWrittenDownCountsAsAllThatWasSetAside() throws Exception {
    CanaryPlan plan = plan("0", Wei.of(1_500), PLENTY);
    market.diesIn(3, false);
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

    assertThat(book.all()).isEmpty();
    assertThat(market.states()).isEmpty();
  }

  @Test
  void whatIsOnItsWayIsNotSentAgain() throws Exception {
    CanaryPlan plan = plan("0", PLENTY, PLENTY);
    market.diesIn(2, true);
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
    market.diesIn(3, false);
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
