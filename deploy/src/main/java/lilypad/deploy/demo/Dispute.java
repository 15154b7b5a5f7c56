package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.MediatorSite;
import lilypad.deploy.devnet.Waiting;
import lilypad.market.DealScript;
import lilypad.market.PlayedDeal;
import lilypad.market.contracts.Ledger;
import lilypad.market.offer.JobRequest;
import lilypad.market.offer.ModuleFolder;
import lilypad.market.provider.Conduct;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.Members;
import lilypad.protocol.job.SolverDeal;

/** One scenario's deal, from its making to its end, and what is found out about it on the way. */
final class Dispute {

  /** By what the money is told that a deal of the market's usual parties moved. */
  enum Reckoning {
    /** What the parties have, before and after: no other deal may be under way. */
    BALANCES,
    /** The chain's own account of the deal's payments. */
    PAYMENTS
  }

  /** What is told of the deal, whoever made it. */
  private record Shown(DealId id, Members members, String module, String claim) {

    static Shown of(PlayedDeal played) {
      return new Shown(
          played.id(),
          played.deal().members(),
          played.script().request().module().name(),
          played.claim().dataId().toString());
    }
  }

  private final ScenarioName name;
  private final Optional<String> expectedVerdict;
  private final Devnet devnet;
  private final Reckoning reckoning;
  private final Waiting waiting;
  private final Consumer<String> progress;
  private final ChainEvidence chain;
  private final Expectations expect = new Expectations();
  private MediatorSite site;
  private Optional<PlayedDeal> deal = Optional.empty();
  private Optional<Shown> shown = Optional.empty();
  private Optional<TransactionReceipt> ending = Optional.empty();
  private JsonNode record = MissingNode.getInstance();
  private OptionalLong checkedNanos = OptionalLong.empty();
  private OptionalLong checkedToVerdictMillis = OptionalLong.empty();

  Dispute(
      ScenarioName name,
      Optional<String> expectedVerdict,
      Devnet devnet,
      Reckoning reckoning,
      Waiting waiting,
      Consumer<String> progress) {
    this.name = name;
    this.expectedVerdict = expectedVerdict;
    this.devnet = devnet;
    this.reckoning = reckoning;
    this.site = devnet.site();
    this.waiting = waiting;
    this.progress = progress;
    this.chain = new ChainEvidence(devnet);
  }

  Devnet devnet() {
    return devnet;
  }

  /** The mediator whose record and money are looked at. */
  MediatorSite site() {
    return site;
  }

  /** From now on, another mediator's record and money. */
  void lookAt(MediatorSite other) {
    site = other;
  }

  Waiting waiting() {
    return waiting;
  }

  ChainEvidence chain() {
    return chain;
  }

  Expectations expect() {
    return expect;
  }

  /** Tells the person who watches what happens now. */
  void tell(String step) {
    progress.accept(step);
  }

  /** A deal on cowsay among honest parties who trust the one mediator, on the devnet's terms. */
  DealScript script() {
    return script("cowsay", Map.of("Message", message(name)));
  }

  /** What a scenario's cow says. */
  static String message(ScenarioName scenario) {
    return "moo, " + scenario.text();
  }

  /** The same of another job. */
  DealScript script(String module, Map<String, String> inputs) {
    return DealScript.honest(
        new JobRequest(ModuleFolder.bundled(module), new TreeMap<>(inputs)),
        devnet.settings().terms(),
        site.signer().address());
  }

  /** Brings a deal up to its claim; it is the one that is reported. */
  PlayedDeal play(DealScript script) throws InterruptedException {
    tell("playing a deal up to its claim");
    PlayedDeal played = devnet.market().play(script);
    report(played);
    expect.equal(
        "the claim on chain",
        Optional.of(played.claim().dataId().toString()),
        chain.claim(played.id()));
    expect.equal(
        "that the claim is the honest result",
        script.provider() == Conduct.HONEST,
        played.claim().dataId().equals(played.honest()));
    return played;
  }

  /** The deal that is reported. */
  PlayedDeal deal() {
    return deal.orElseThrow();
  }

  /** From now on, an earlier deal of the same scenario is looked at and reported. */
  void report(PlayedDeal earlier) {
    deal = Optional.of(earlier);
    shown = Optional.of(Shown.of(earlier));
  }

  /** From now on, a deal that others made is looked at and reported. */
  void show(SolverDeal others, String claim) {
    shown =
        Optional.of(
            new Shown(others.id(), others.members(), others.jobOffer().module().name(), claim));
  }

  private DealId id() {
    return shown.orElseThrow().id();
  }

  /** Lets the job creator ask for a check. */
  TransactionReceipt check() {
    TransactionReceipt receipt = devnet.market().checkResult(id());
    checkedNanos = OptionalLong.of(System.nanoTime());
    tell("checked in block " + receipt.blockNumber());
    return receipt;
  }

  /** Waits until somebody else than the job creator asked for a check. */
  void awaitCheckBySomebodyElse() {
    tell("the client asks for nothing");
    waiting.until(
        "a check that somebody else asked for",
        () -> chain.state(id()) != AgreementState.RESULTS_SUBMITTED);
    checkedNanos = OptionalLong.of(System.nanoTime());
    List<Hash32> checks = chain.transitions(id(), AgreementState.RESULTS_CHECKED);
    expect.equal("the number of checks on chain", 1, checks.size());
    tell("checked all the same");
  }

  /** As {@link #check}, on a chain that mines only when it is told to. */
  TransactionReceipt checkInOneBlock() {
    var creator = devnet.accounts().creator().address();
    long before = devnet.chain().pendingNonce(creator);
    CompletableFuture<TransactionReceipt> receipt = CompletableFuture.supplyAsync(this::check);
    waiting.until(
        "the check in the node's pool", () -> devnet.chain().pendingNonce(creator) > before);
    devnet.anvil().mine(1);
    return receipt.join();
  }

  /** Waits until the mediator's record of the deal is so. */
  JsonNode awaitRecord(String what, Predicate<JsonNode> condition) {
    record =
        waiting.forValue("a record with " + what, () -> site.api().deal(id()).filter(condition));
    return record;
  }

  /** Waits until the mediator has seen the chain bring the deal there. */
  JsonNode awaitChainState(AgreementState state) {
    return awaitRecord(
        "the chain's state " + state,
        deal -> deal.path("chainState").asText().equals(state.name()));
  }

  /** Waits until the record says where the claim differs, or why it cannot say. */
  JsonNode awaitDifference() {
    return awaitRecord("a difference", deal -> deal.path("difference").isObject())
        .path("difference");
  }

  /** Waits until the deal's record has a verdict. */
  JsonNode awaitVerdictOnRecord() {
    return awaitRecord("a verdict", deal -> VoteRow.text(deal, "verdict").isPresent());
  }

  /**
   * Waits until the chain says that the deal has ended so, and takes the one transaction that did
   * it.
   */
  void awaitEnding(AgreementState state) {
    waiting.until("the deal on chain in " + state, () -> chain.state(id()).terminal());
    checkedToVerdictMillis =
        checkedNanos.isPresent()
            ? OptionalLong.of((System.nanoTime() - checkedNanos.getAsLong()) / 1_000_000)
            : OptionalLong.empty();
    expect.equal("the deal's state on chain", state, chain.state(id()));
    // A node may show a block's state a moment before it shows the block's logs.
    List<Hash32> transactions =
        waiting.forValue(
            "the transaction that ended the deal in " + state,
            () -> Optional.of(chain.transitions(id(), state)).filter(found -> !found.isEmpty()));
    expect.equal("the number of transactions that ended the deal", 1, transactions.size());
    ending = transactions.stream().findFirst().flatMap(chain::receipt);
    expect.holds(
        "the ending's receipt has status 1",
        ending.map(TransactionReceipt::succeeded).orElse(false));
  }

  /** When the chain lets the parties time the mediation out, in its time. */
  long deadline() {
    PlayedDeal played = deal();
    return played
        .deal()
        .timeouts()
        .mediateResults()
        .deadline(devnet.market().ledger().agreement(played.id()).resultsCheckedAt());
  }

  /** Moves the chain's clock to where the mediator must have said what it knows. */
  void approachDeadline() {
    long closing = deadline() - devnet.settings().panel().getLong("margin");
    tell("moving the chain's clock near the deadline");
    devnet.anvil().increaseTime(Math.max(0, closing - chain.time()));
  }

  /**
   * Moves the chain's clock past the deadline and lets the job creator end the deal; nobody gains
   * or loses.
   */
  void timeOut() {
    long deadline = deadline();
    tell("moving the chain's clock past the deadline");
    devnet.anvil().increaseTime(Math.max(0, deadline - chain.time()));
    waiting.until("the chain's deadline", () -> chain.time() > deadline);
    devnet.market().timeoutMediateResult(id());
    awaitEnding(AgreementState.TIMEOUT_MEDIATE_RESULTS);
    checkedToVerdictMillis = OptionalLong.empty();
    expectMoney(MoneyMoved.whole(0, 0, 0, 0));
  }

  /** When the client's time to judge the claim is over, in the chain's time. */
  long judgementDeadline() {
    Ledger ledger = devnet.market().ledger();
    return ledger
        .deal(id())
        .orElseThrow()
        .timeouts()
        .judgeResults()
        .deadline(ledger.agreement(id()).resultsSubmittedAt());
  }

  /** Moves the chain's clock past the client's time to judge; the provider ends the deal. */
  void timeOutJudgement() {
    PlayedDeal played = deal();
    long deadline = judgementDeadline();
    tell("moving the chain's clock past the client's time to judge");
    devnet.anvil().increaseTime(Math.max(0, deadline - chain.time()));
    waiting.until("the end of the client's time", () -> chain.time() > deadline);
    devnet.market().provider().timeoutJudgeResult(played.id());
    awaitEnding(AgreementState.TIMEOUT_JUDGE_RESULTS);
    checkedToVerdictMillis = OptionalLong.empty();
  }

  /** The mediator's account must have sent so many transactions, and have none under way. */
  void expectNonce(long nonce) {
    expect.equal("the mediator's transactions", nonce, chain.nonce(site));
    expect.equal(
        "the mediator's transactions with those under way", nonce, chain.pendingNonce(site));
  }

  /** What the mediator recorded must be the verdict that the scenario was made for. */
  void expectVerdict() {
    expect.equal("the recorded verdict", expectedVerdict, VoteRow.text(record, "verdict"));
  }

  /** By the chain's balances or payments. */
  void expectMoney(MoneyMoved expected) {
    expect.equal("the money moved", Optional.of(expected), money());
  }

  private Optional<MoneyMoved> money() {
    return shown.map(
        told ->
            deal.filter(played -> reckoning == Reckoning.BALANCES && played.id().equals(told.id()))
                .map(
                    played ->
                        MoneyMoved.between(
                            played.before(),
                            devnet.market().balances(),
                            devnet.accounts(),
                            site.signer()))
                .orElseGet(
                    () -> MoneyMoved.by(chain.payments(told.id()), told.members(), site.signer())));
  }

  /** The votes so far, as the mediator recorded them. */
  List<VoteRow> votes() {
    return VoteRow.of(record);
  }

  private Optional<String> difference() {
    return VoteRow.text(record.path("difference"), "words");
  }

  /** All that was found out; only for a deal that was played or shown. */
  ScenarioReport report() {
    return new ScenarioReport(
        name,
        shown.map(told -> told.id().text()),
        shown.map(Shown::module).orElse(""),
        shown.map(Shown::claim),
        votes(),
        VoteRow.text(record, "verdict"),
        expectedVerdict,
        difference(),
        shown.map(told -> chain.state(told.id()).name()),
        ending.map(receipt -> receipt.transactionHash().toString()),
        money(),
        checkedToVerdictMillis,
        expect.broken());
  }

  /** What is known after the scenario broke off, without another question to the chain. */
  ScenarioReport brokenOff() {
    return new ScenarioReport(
        name,
        shown.map(told -> told.id().text()),
        shown.map(Shown::module).orElse(""),
        shown.map(Shown::claim),
        votes(),
        VoteRow.text(record, "verdict"),
        expectedVerdict,
        difference(),
        Optional.empty(),
        ending.map(receipt -> receipt.transactionHash().toString()),
        Optional.empty(),
        OptionalLong.empty(),
        expect.broken());
  }
}
