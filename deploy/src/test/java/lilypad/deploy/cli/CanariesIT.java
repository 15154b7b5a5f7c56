package lilypad.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.AccountSender;
import lilypad.deploy.cheat.VerifierConduct;
import lilypad.deploy.devnet.Deployment;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.DevnetPlan;
import lilypad.deploy.devnet.DevnetSettings;
import lilypad.deploy.devnet.FleetProcess;
import lilypad.deploy.devnet.ProcessFleet;
import lilypad.deploy.devnet.VerifierPlan;
import lilypad.market.DevnetAccount;
import lilypad.market.contracts.Together;
import lilypad.market.offer.JobRequest;
import lilypad.market.offer.ModuleFolder;
import lilypad.protocol.Bytes;
import lilypad.protocol.ContractSet;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.UnixFs;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.wasm.WasmExecutor;
import lilypad.verifier.executor.wasm.WasmSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canaries on a real chain, with a real mediator and verifiers: three that run jobs, one that
 * echoes claims and one that makes results up.
 */
class CanariesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The devnet's time to judge a claim, and how long before its end a silent check is over. */
  private static final long TIME_TO_JUDGE = 100;

  private static final int CLOSING_BEFORE = 30;

  private static final int HONEST = 3;
  private static final int ECHO = 3;
  private static final int GUESS = 4;
  private static final int VERIFIERS = 5;

  /** Two may be brought for what the first service may spend, one more for the second's amount. */
  private static final int FIRST = 2;

  private static final int ALL = 3;
  private static final List<DevnetAccount> CREATORS =
      List.of(DevnetAccount.at(20), DevnetAccount.at(21));
  private static final List<DevnetAccount> PROVIDERS = List.of(DevnetAccount.at(22));

  @TempDir private Path folder = Path.of("");

  private static JobRequest job(int number) {
    return new JobRequest(
        ModuleFolder.bundled("cowsay"), new TreeMap<>(Map.of("Message", "moo " + number)));
  }

  /** What the operator knows of a job, having run it. */
  private Map<String, Object> known(JobRequest request) {
    WasmExecutor executor = new WasmExecutor(WasmSettings.in(folder.resolve("own-runs")));
    try {
      ExecutionOutcome outcome =
          executor.run(
              new Execution(
                  request.module().files(),
                  request.inputs(),
                  new TreeMap<>(),
                  request.job().seed(),
                  false),
              ExecutionLimits.DEFAULT);
      assertThat(outcome).isInstanceOf(ExecutionOutcome.Completed.class);
      Cid result = UnixFs.cid(((ExecutionOutcome.Completed) outcome).output());
      return Map.of(
          "name", request.module().name(),
          "module", request.module().cid().toString(),
          "inputs", Map.copyOf(request.inputs()),
          "result", result.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static List<VerifierPlan> roster(List<JobRequest> jobs) {
    return List.of(
        VerifierPlan.honest(0, VerifierPlan.Kind.USUAL),
        VerifierPlan.honest(1, VerifierPlan.Kind.USUAL),
        new VerifierPlan(2, VerifierPlan.Kind.CHEAT, Map.of()),
        cheat(ECHO, jobs, VerifierConduct.ECHO),
        cheat(GUESS, jobs, VerifierConduct.INVENT));
  }

  private static VerifierPlan cheat(int number, List<JobRequest> jobs, VerifierConduct conduct) {
    Map<String, VerifierConduct> conducts = new HashMap<>();
    jobs.forEach(request -> conducts.put(request.inputs().get("Message"), conduct));
    return new VerifierPlan(number, VerifierPlan.Kind.CHEAT, conducts);
  }

  /**
   * All five sit on each panel and one always dissents, so that more would be asked than there are:
   * the votes reach no verdict, and are told apart by what is known alone.
   */
  private static Map<String, Object> mediator(List<Map<String, Object>> known) {
    return Map.of(
        "sampling.rate",
        "1",
        "canary.answers",
        known,
        "panel.size",
        5,
        "panel.margin",
        CLOSING_BEFORE);
  }

  private Path configuration(
      Devnet devnet, List<Map<String, Object>> known, String name, String wrong, int tokens)
      throws IOException {
    ContractSet contracts = devnet.market().contracts();
    Map<String, Object> values = new HashMap<>();
    values.put("data-folder", folder.resolve("canaries").toString());
    values.put("chain.rpc", devnet.anvil().url().toString());
    values.put("chain.chain-id", Devnet.CHAIN_ID);
    values.put("chain.contracts.token", contracts.token().toString());
    values.put("chain.contracts.payments", contracts.payments().toString());
    values.put("chain.contracts.storage", contracts.storage().toString());
    values.put("chain.contracts.users", contracts.users().toString());
    values.put("chain.contracts.mediation", contracts.mediation().toString());
    values.put("chain.contracts.controller", contracts.controller().toString());
    values.put("solver.url", devnet.market().solverUrl().toString());
    values.put("solver.address", devnet.accounts().solver().address().toString());
    values.put("mediators", List.of(devnet.site().signer().address().toString()));
    values.put("gateways", List.of(devnet.market().contentUrl().toString()));
    values.put("creators", keys(CREATORS));
    values.put("providers", keys(PROVIDERS));
    values.put("jobs", known);
    values.put("a-day", 86_400);
    values.put("wrong-claims", wrong);
    values.put("most-a-day.tokens", tokens);
    values.put("most-a-day.coins", Wei.ofWhole(1).toString());
    values.put("accept.earliest", "0.99");
    values.put("accept.latest", "0.99");
    values.put("poll", "200ms");
    return Files.writeString(
        folder.resolve(name),
        ConfigFactory.parseMap(values)
            .atPath("lilypad.canaries")
            .root()
            .render(ConfigRenderOptions.concise()));
  }

  private List<Map<String, Object>> keys(List<DevnetAccount> accounts) throws IOException {
    List<Map<String, Object>> keys = new ArrayList<>();
    for (DevnetAccount account : accounts) {
      Path file = folder.resolve("key-" + account.index());
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, account.publicSecret().toString().substring(2));
      }
      keys.add(Map.of("key-file", file.toString()));
    }
    return keys;
  }

  private static void fund(Devnet devnet) {
    AccountSender admin =
        new AccountSender(
            devnet.chain(), devnet.accounts().admin().key(), devnet.settings().sending());
    List<Supplier<TransactionReceipt>> all = new ArrayList<>();
    for (List<DevnetAccount> accounts : List.of(CREATORS, PROVIDERS)) {
      for (DevnetAccount account : accounts) {
        all.add(() -> admin.send(account.address(), Bytes.EMPTY, Wei.ofWhole(1)));
        all.add(
            () ->
                admin.send(
                    devnet.market().contracts().token(),
                    new LilypadCall.Transfer(account.address(), Wei.ofWhole(500)).encode()));
      }
    }
    Together.all(all);
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

  @Test
  void whoEchoesOrGuessesIsFoundAndWhoRunsJobsIsNot() throws Exception {
    List<JobRequest> jobs = IntStream.range(0, ALL).mapToObj(CanariesIT::job).toList();
    List<Map<String, Object>> known = jobs.stream().map(this::known).toList();
    DevnetPlan plan =
        new DevnetPlan(Deployment.OURS, 1, 1, HONEST)
            .withVerifiers(roster(jobs))
            .withMediator(mediator(known));
    try (ProcessFleet fleet = ProcessFleet.open()) {
      Devnet devnet =
          Devnet.start(fleet, folder.resolve("devnet"), DevnetSettings.load(), plan, step -> {});
      jobs.forEach(devnet.market()::publish);
      fund(devnet);

      // No job twice: an echo would find the older deal's claim.
      Path wrong = configuration(devnet, known.subList(0, FIRST), "wrong.conf", "1", FIRST * 10);
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
          .until(() -> service.linesPrinted("The amount for 24 hours is used up") > 0);
      terminate(service);
      assertThat(service.linesPrinted(FIRST + " are open")).isEqualTo(1);
      assertThat(service.linesPrinted("next try in")).isZero();
      letJudge(devnet, FIRST);
      assertThat(agreements(devnet))
          .hasSize(FIRST)
          .allMatch(deal -> deal.state() == AgreementState.RESULTS_SUBMITTED);

      devnet.anvil().increaseTime(TIME_TO_JUDGE);
      StringWriter said = new StringWriter();
      CompletableFuture<Integer> once =
          run(said, configuration(devnet, known.subList(FIRST, ALL), "right.conf", "0", ALL * 10));
      letJudge(devnet, ALL);
      devnet.anvil().increaseTime(TIME_TO_JUDGE);
      assertThat(once.join()).as("%s", said).isZero();
      assertThat(agreements(devnet))
          .hasSize(ALL)
          .allMatch(deal -> deal.state() == AgreementState.RESULTS_ACCEPTED);

      for (int verifier = 0; verifier < HONEST; verifier++) {
        assertThat(wrong(devnet, verifier)).isZero();
      }
      assertThat(wrong(devnet, ECHO)).isEqualTo(FIRST);
      assertThat(wrong(devnet, GUESS)).isEqualTo(ALL);
      assertThat(table(devnet))
          .contains("2.0 of 3.0 answers were wrong")
          .contains("3.0 of 3.0 answers were wrong")
          .doesNotContain("0.0 of");
      devnet.close();
    }
  }
}
