package lilypad.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import lilypad.deploy.cheat.VerifierConduct;
import lilypad.deploy.devnet.CanarySite;
import lilypad.deploy.devnet.Deployment;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.DevnetPlan;
import lilypad.deploy.devnet.DevnetSettings;
import lilypad.deploy.devnet.FleetProcess;
import lilypad.deploy.devnet.ProcessFleet;
import lilypad.deploy.devnet.VerifierPlan;
import lilypad.market.DevnetAccount;
import lilypad.market.Marketplace;
import lilypad.market.contracts.Holdings;
import lilypad.market.offer.JobRequest;
import lilypad.market.offer.ModuleFolder;
import lilypad.market.provider.Conduct;
import lilypad.market.solver.MatchedDeal;
import lilypad.market.solver.SolverDoor;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.job.TrustedParties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service that brings canaries as an operator runs it, on a real chain with a real mediator,
 * and verifiers that all live in one process: one that runs jobs, one that echoes claims and one
 * that makes results up.
 */
class CanariesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The devnet's time to judge a claim, and how long before its end a silent check is over. */
  private static final long TIME_TO_JUDGE = 100;

  private static final int CLOSING_BEFORE = 30;

  private static final int HONEST = 0;
  private static final int ECHO = 1;
  private static final int GUESS = 2;
  private static final int VERIFIERS = 3;

  /** One may be brought for what the first service may spend, one more for the second's amount. */
  private static final int FIRST = 1;

  private static final int ALL = 2;

  /** Whole tokens: what a canary costs its creator, and what it may until it is known. */
  private static final int PRICE = 10;

  private static final int MOST = 40;
  private static final List<DevnetAccount> CREATORS =
      List.of(DevnetAccount.at(20), DevnetAccount.at(21));
  private static final List<DevnetAccount> PROVIDERS = List.of(DevnetAccount.at(22));

  @TempDir private Path folder = Path.of("");

  private static JobRequest job(int number) {
    return new JobRequest(
        ModuleFolder.bundled("cowsay"), new TreeMap<>(Map.of("Message", "moo " + number)));
  }

  private static List<VerifierPlan> roster(List<JobRequest> jobs) {
    return List.of(
        new VerifierPlan(HONEST, VerifierPlan.Kind.CHEAT, Map.of()),
        cheat(ECHO, jobs, VerifierConduct.ECHO),
        cheat(GUESS, jobs, VerifierConduct.INVENT));
  }

  private static VerifierPlan cheat(int number, List<JobRequest> jobs, VerifierConduct conduct) {
    Map<String, VerifierConduct> conducts = new HashMap<>();
    jobs.forEach(request -> conducts.put(request.inputs().get("Message"), conduct));
    return new VerifierPlan(number, VerifierPlan.Kind.CHEAT, conducts);
  }

  /**
   * All three sit on each panel and one always dissents, so that more would be asked than there
   * are: the votes reach no verdict, and are told apart by what is known alone.
   */
  private static Map<String, Object> mediator(List<Map<String, Object>> known) {
    return Map.of("sampling.rate", "1", "canary.answers", known, "panel.margin", CLOSING_BEFORE);
  }

  private Path configuration(
      CanarySite site, List<Map<String, Object>> known, String name, String wrong, int tokens)
      throws IOException {
    return Files.writeString(
        folder.resolve(name),
        site.configuration(
                known,
                Map.of(
                    "a-day",
                    86_400,
                    "wrong-claims",
                    wrong,
                    "most-a-day.tokens",
                    tokens,
                    "machine-after.most",
                    "1s",
                    "run.least",
                    "1s",
                    "run.most",
                    "2s",
                    "accept.earliest",
                    "0.99",
                    "accept.latest",
                    "0.99"))
            .root()
            .render(ConfigRenderOptions.concise()));
  }

  private static List<JsonNode> silent(Devnet devnet) {
    return devnet.site().api().deals().stream()
        .flatMap(deals -> StreamSupport.stream(deals.spliterator(), false))
        .filter(deal -> deal.path("silent").asBoolean())
        .toList();
  }

  private static List<Agreement> agreements(Devnet devnet) {
    return silent(devnet).stream()
        .map(deal -> new DealId(deal.path("dealId").asText()))
        .map(devnet.market().ledger()::agreement)
        .toList();
  }

  /** Lets all answer, then moves the clock to where a silent check ends that nobody resolves. */
  private static void letJudge(Devnet devnet, int count) {
    for (int verifier = 0; verifier < VERIFIERS; verifier++) {
      await(devnet, verifier, "work", "revealed", count);
    }
    long last =
        agreements(devnet).stream().mapToLong(Agreement::resultsSubmittedAt).max().orElse(0);
    long until = last + TIME_TO_JUDGE - CLOSING_BEFORE + 1;
    devnet.anvil().increaseTime(Math.max(0, until - devnet.chain().heads().latest().timestamp()));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                silent(devnet).stream().filter(deal -> deal.path("verdict").isTextual()).count()
                    == count);
  }

  /** Waits until the mediator tells so many of something about a verifier. */
  private static JsonNode await(Devnet devnet, int verifier, String part, String what, int count) {
    String address = devnet.site().verifierAccounts().get(verifier).address().checksummed();
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> devnet.site().api().verifier(address).orElseThrow().path(part),
            told -> told.path(what).asInt() == count);
  }

  private static int wrong(Devnet devnet, int verifier) {
    return await(devnet, verifier, "record", "answers", ALL).path("wrong").asInt();
  }

  /** What the operator is shown. */
  private static String table(Devnet devnet) {
    StringWriter table = new StringWriter();
    LilypadCommand.commandLine()
        .setOut(new PrintWriter(table))
        .execute("verifiers", "--api", devnet.site().api().url().toString());
    return table.toString();
  }

  /** As systemd would; waits for its end, whose exit code says that it was told to. */
  private static void terminate(FleetProcess service) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-TERM", Long.toString(service.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
    assertThat(
            Awaitility.await()
                .atMost(PATIENCE)
                .until(service::unexpectedEnd, Optional::isPresent)
                .orElseThrow())
        .contains("exit code 143");
    Awaitility.await().atMost(PATIENCE).until(() -> service.linesPrinted("canaries stopped") == 1);
  }

  private static CompletableFuture<Integer> run(StringWriter said, Path configuration) {
    return CompletableFuture.supplyAsync(
        () ->
            LilypadCommand.commandLine()
                .setErr(new PrintWriter(said))
                .execute("canaries", "--config", configuration.toString(), "--once"));
  }

  /** The market's provider has a machine at the solver before any of ours comes. */
  private static void offerMachine(Devnet devnet) throws InterruptedException {
    Marketplace market = devnet.market();
    try (SolverDoor door = new SolverDoor(market.solverUrl(), PATIENCE)) {
      door.post(
          market
              .provider()
              .offer(
                  devnet.settings().terms(),
                  new TrustedParties(
                      Optional.of(market.book().solver()),
                      List.of(devnet.site().signer().address()),
                      market.solverUrl().toString())));
    }
  }

  /** Waits for its deal, and does its part of it honestly. */
  private static DealId honestStranger(Devnet devnet, JobRequest request) throws Exception {
    Marketplace market = devnet.market();
    MatchedDeal deal;
    try (SolverDoor door = new SolverDoor(market.solverUrl(), PATIENCE)) {
      deal =
          Awaitility.await()
              .atMost(PATIENCE)
              .until(() -> dealOf(market, door), Optional::isPresent)
              .orElseThrow();
    }
    market.provider().agree(deal.agree());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> market.ledger().agreement(deal.id()).state() == AgreementState.DEAL_AGREED);
    market.addResult(
        deal.id(),
        market.provider().claim(deal.id(), market.provider().run(request), Conduct.HONEST));
    return deal.id();
  }

  private static Optional<MatchedDeal> dealOf(Marketplace market, SolverDoor door)
      throws InterruptedException {
    return door.deals().stream()
        .filter(deal -> deal.members().resourceProvider().equals(market.provider().address()))
        .findFirst()
        .flatMap(deal -> market.book().deal(deal.id()));
  }

  @Test
  void whoEchoesOrGuessesIsFoundWhoeverRunsTheJobAndWhoRunsJobsIsNot() throws Exception {
    List<JobRequest> jobs = IntStream.range(0, ALL).mapToObj(CanariesIT::job).toList();
    List<Map<String, Object>> known = new ArrayList<>();
    for (JobRequest request : jobs) {
      known.add(CanarySite.known(folder.resolve("own-runs"), request));
    }
    DevnetPlan plan =
        new DevnetPlan(Deployment.OURS, 1, 1, VERIFIERS)
            .withVerifiers(roster(jobs))
            .withMediator(mediator(known));
    try (ProcessFleet fleet = ProcessFleet.open()) {
      Devnet devnet =
          Devnet.start(fleet, folder.resolve("devnet"), DevnetSettings.load(), plan, step -> {});
      jobs.forEach(devnet.market()::publish);
      CanarySite site = new CanarySite(devnet, folder.resolve("site"), CREATORS, PROVIDERS);
      site.fund();

      // No job twice: an echo would find the older deal's claim.
      Path wrong = configuration(site, known.subList(0, FIRST), "wrong.conf", "1", MOST);
      FleetProcess service =
          fleet.lilypad(
              "canaries",
              List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
              List.of("canaries", "--config", wrong.toString()),
              folder.resolve("canaries.log"),
              "canaries ready: ");
      service.awaitReady(PATIENCE);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  service.linesPrinted("The amount for 24 hours is used up") > 0
                      && service.linesPrinted("claim is posted") == FIRST);
      terminate(service);
      assertThat(service.linesPrinted(FIRST + " are open")).isEqualTo(1);
      assertThat(service.linesPrinted("next try in")).isZero();
      letJudge(devnet, FIRST);
      assertThat(agreements(devnet))
          .hasSize(FIRST)
          .allMatch(deal -> deal.state() == AgreementState.RESULTS_SUBMITTED);

      devnet.anvil().increaseTime(TIME_TO_JUDGE);
      offerMachine(devnet);
      Holdings before = stranger(devnet);
      StringWriter said = new StringWriter();
      CompletableFuture<Integer> once =
          run(
              said,
              configuration(
                  site, known.subList(FIRST, ALL), "right.conf", "1", FIRST * PRICE + MOST));
      DealId taken = honestStranger(devnet, jobs.getLast());
      letJudge(devnet, ALL);
      devnet.anvil().increaseTime(TIME_TO_JUDGE);
      assertThat(once.join()).as("%s", said).isZero();
      assertThat(agreements(devnet))
          .hasSize(ALL)
          .allMatch(deal -> deal.state() == AgreementState.RESULTS_ACCEPTED);
      assertThat(devnet.market().ledger().deal(taken).orElseThrow().members().jobCreator())
          .isIn(CREATORS.stream().map(DevnetAccount::address).toList());
      assertThat(stranger(devnet).total())
          .as("an honest stranger is paid like by any client")
          .isEqualTo(before.total().plus(Wei.ofWhole(PRICE)));

      assertThat(wrong(devnet, HONEST)).isZero();
      assertThat(wrong(devnet, ECHO)).isEqualTo(FIRST);
      assertThat(wrong(devnet, GUESS)).isEqualTo(ALL);
      assertThat(table(devnet))
          .contains("1.0 of 2.0 answers were wrong")
          .contains("2.0 of 2.0 answers were wrong")
          .doesNotContain("0.0 of");
      devnet.close();
    }
  }

  private static Holdings stranger(Devnet devnet) {
    return devnet.market().balances().of(devnet.market().provider().address());
  }
}
