package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lilypad.deploy.audit.JournalFolder;
import lilypad.deploy.cheat.VerifierConduct;
import lilypad.deploy.devnet.CanarySite;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.DevnetPlan;
import lilypad.deploy.devnet.MediatorSite;
import lilypad.deploy.devnet.VerifierPlan;
import lilypad.market.DevnetAccount;
import lilypad.market.canary.CanaryProcess;
import lilypad.market.offer.DealTerms;
import lilypad.market.offer.JobRequest;
import lilypad.market.offer.ModuleFolder;
import lilypad.market.solver.SolverDoor;
import lilypad.persistence.ReadableJournal;
import lilypad.persistence.audit.JournalExport;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.Trust;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.job.SolverDeal;

/**
 * The operator's canaries bring a job whose result is known, with a wrong claim, through the doors
 * of everybody's jobs. The silent check looks at it; one of the verifiers echoes the claim, and is
 * wrong on its record by what is known, although the votes alone reach no verdict. The only money
 * that moves is the price, between the operator's own accounts.
 */
record CanaryFound() implements Scenario {

  private static final DevnetAccount CREATOR = DevnetAccount.at(30);
  private static final DevnetAccount PROVIDER = DevnetAccount.at(31);

  /** The devnet's solver is in this process: an answer that takes longer is a fault. */
  private static final Duration SOLVERS_TIME = Duration.ofSeconds(5);

  private static final JobRequest JOB =
      new JobRequest(
          ModuleFolder.bundled("cowsay"),
          new TreeMap<>(Map.of("Message", Dispute.message(ScenarioName.CANARY))));

  /**
   * What a market needs for it besides: the mediator knows the result, and one verifier echoes.
   *
   * @param folder of the market
   * @throws InterruptedException if the thread was interrupted during a run
   */
  static DevnetPlan plan(DevnetPlan watched, int verifiers, Path folder)
      throws InterruptedException {
    Map<String, Object> keys = new HashMap<>(watched.more());
    keys.put("canary.answers", List.of(CanarySite.known(folder.resolve("known-run"), JOB)));
    return watched.withMediator(keys).withVerifiers(roster(verifiers));
  }

  /** So many verifiers, of whom the last echoes the canary and runs whatever else there is. */
  private static List<VerifierPlan> roster(int verifiers) {
    List<VerifierPlan> all = new ArrayList<>();
    for (int verifier = 0; verifier < verifiers - 1; verifier++) {
      all.add(VerifierPlan.honest(verifier, VerifierPlan.Kind.USUAL));
    }
    all.add(
        new VerifierPlan(
            verifiers - 1,
            VerifierPlan.Kind.CHEAT,
            Map.of(Dispute.message(ScenarioName.CANARY), VerifierConduct.ECHO)));
    return List.copyOf(all);
  }

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("INCONCLUSIVE");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    long nonce = dispute.chain().nonce(dispute.site());
    Path folder = devnet.folder().resolve("canary");
    Map<String, Object> known = CanarySite.known(folder.resolve("own-run"), JOB);
    devnet.market().publish(JOB);
    CanarySite site = new CanarySite(devnet, folder, List.of(CREATOR), List.of(PROVIDER));
    site.fund();
    dispute.tell("the canaries' service brings a job whose result is known");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> service = threads.submit(service(site, known));
      try {
        SolverDeal deal = awaitDeal(dispute, service);
        judged(dispute, deal, String.valueOf(known.get("result")));
        accepted(dispute, service);
      } finally {
        service.cancel(true);
      }
    }
    dispute.expectNonce(nonce);
    expectRecords(dispute);
    expectAudit(dispute, folder.resolve("record.audit"));
  }

  private static Callable<Boolean> service(CanarySite site, Map<String, Object> known) {
    return () -> {
      CanaryProcess.run(
          ConfigFactory.load(
              site.configuration(
                  List.of(known),
                  Map.of(
                      "wrong-claims",
                      "1",
                      "run.least",
                      "0s",
                      "run.most",
                      "3s",
                      "machine-after.most",
                      "3s",
                      "accept.earliest",
                      "0.99",
                      "accept.latest",
                      "0.99"))),
          true);
      return true;
    };
  }

  /** As anybody sees it who lists the solver's deals. */
  private static SolverDeal awaitDeal(Dispute dispute, Future<Boolean> service) {
    try (SolverDoor door = new SolverDoor(dispute.devnet().market().solverUrl(), SOLVERS_TIME)) {
      SolverDeal deal =
          dispute
              .waiting()
              .forValue(
                  "the canary's deal at the solver",
                  () -> {
                    requireRunning(service);
                    return listed(door);
                  });
      dispute
          .expect()
          .equal("the provider that the job is for", Optional.empty(), deal.jobOffer().target());
      return deal;
    }
  }

  private static Optional<SolverDeal> listed(SolverDoor door) {
    try {
      return door.deals().stream()
          .filter(deal -> deal.members().jobCreator().equals(CREATOR.address()))
          .findFirst();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the solver", e);
    }
  }

  private static void requireRunning(Future<Boolean> service) {
    if (service.isDone()) {
      throw new IllegalStateException("the canaries' service ended: " + end(service));
    }
  }

  private static String end(Future<Boolean> service) {
    return switch (service.state()) {
      case FAILED -> service.exceptionNow().toString();
      case SUCCESS -> "it believes to be done";
      case CANCELLED, RUNNING -> service.state().toString();
    };
  }

  /** All have shown their result; nobody dissolves the dissent, and the check ends in time. */
  private static void judged(Dispute dispute, SolverDeal deal, String result) {
    Devnet devnet = dispute.devnet();
    dispute.waiting().until("a claim", () -> dispute.chain().claim(deal.id()).isPresent());
    String claim = dispute.chain().claim(deal.id()).orElseThrow();
    dispute.show(deal, claim);
    Expectations expect = dispute.expect();
    expect.holds("the claim is wrong", !claim.equals(result));
    dispute.awaitRecord(
        "the results of all verifiers",
        record ->
            VoteRow.of(record).stream().filter(vote -> vote.dataId().isPresent()).count()
                == devnet.settings().verifiers());
    long closing = dispute.judgementDeadline() - devnet.settings().panel().getLong("margin");
    dispute.tell("moving the chain's clock to where a silent check ends");
    devnet.anvil().increaseTime(Math.max(0, closing + 1 - dispute.chain().time()));
    JsonNode record = dispute.awaitVerdictOnRecord();
    dispute.expectVerdict();
    expect.holds("nobody asked for the check", record.path("silent").asBoolean());
    expect.holds("nothing is to be posted", record.path("settlement").isNull());
    String echo = echo(dispute.site());
    for (VoteRow vote : dispute.votes()) {
      boolean echoes = vote.verifier().equals(echo);
      expect.equal(
          "the result of " + vote.verifier(), Optional.of(echoes ? claim : result), vote.dataId());
    }
  }

  private static void accepted(Dispute dispute, Future<Boolean> service)
      throws InterruptedException {
    dispute.tell("moving the chain's clock to where the canary's claim is accepted");
    dispute
        .devnet()
        .anvil()
        .increaseTime(Math.max(0, dispute.judgementDeadline() - dispute.chain().time()));
    dispute.awaitEnding(AgreementState.RESULTS_ACCEPTED);
    DealTerms terms = dispute.devnet().settings().terms();
    long price = Math.min(terms.instructionPrice(), terms.paymentCollateral());
    dispute.expectMoney(MoneyMoved.whole(-price, price, 0, 0));
    try {
      service.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the canaries' service broke off", e.getCause());
    }
  }

  private static String echo(MediatorSite site) {
    return site.verifierAccounts().getLast().address().checksummed();
  }

  /** By the known result, whatever the panel concluded. */
  private static void expectRecords(Dispute dispute) {
    String echo = echo(dispute.site());
    dispute.waiting().until("a wrong answer on the echo's record", () -> wrong(dispute, echo) == 1);
    dispute
        .site()
        .verifierAccounts()
        .forEach(
            account -> {
              String who = account.address().checksummed();
              dispute
                  .expect()
                  .equal(
                      "the wrong answers of " + who, who.equals(echo) ? 1 : 0, wrong(dispute, who));
            });
  }

  private static int wrong(Dispute dispute, String verifier) {
    return dispute
        .site()
        .api()
        .verifier(verifier)
        .map(told -> told.path("record").path("wrong").asInt())
        .orElse(0);
  }

  /** Anybody can reckon it again: choice, known result, votes and records. */
  private static void expectAudit(Dispute dispute, Path file) {
    try (ReadableJournal reader = JournalFolder.open(dispute.site().configuration())) {
      JournalExport.of(reader.auditLog())
          .whole(file, true, Instant.now().getEpochSecond(), (done, all) -> {});
    }
    RecordCheck.Report report =
        RecordCheck.check(file, new RecordCheck.Options(Trust.FILE_ONLY, true), leaves -> {});
    dispute.expect().equal("what contradicts in the record", List.of(), report.findings());
    dispute.tell("the record was audited");
  }
}
