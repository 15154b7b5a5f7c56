package lilypad.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import lilypad.chain.send.AccountSender;
import lilypad.chain.send.CallReverted;
import lilypad.market.contracts.Balances;
import lilypad.market.offer.DealTerms;
import lilypad.market.offer.JobRequest;
import lilypad.market.offer.ModuleFolder;
import lilypad.market.provider.Conduct;
import lilypad.market.provider.RunFailed;
import lilypad.market.solver.ListedState;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.SolverResult;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.settle.Refusal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole deals on a real EVM with real runs; where there is a verdict, the test is the mediator. */
class MarketplaceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What cowsay prints for "moo & <b>", drawn by hand. */
  private static final String COW =
      """
       ___________
      < moo & <b> >
       -----------
              \\   ^__^
               \\  (oo)\\_______
                  (__)\\       )\\/\\
                      ||----w |
                      ||     ||
      """;

  @TempDir static Path folder;
  private static Devnet devnet;
  private static Marketplace market;

  @BeforeAll
  static void open() throws IOException {
    devnet = Devnet.start(folder);
    market = devnet.openMarket();
  }

  @AfterAll
  static void close() {
    market.close();
    devnet.close();
  }

  private static DealTerms terms() {
    return devnet.settings.terms();
  }

  private static JobRequest cowsay() {
    return new JobRequest(
        ModuleFolder.bundled("cowsay"), new TreeMap<>(Map.of("Message", "moo & <b>")));
  }

  private static DealScript honest() {
    return DealScript.honest(cowsay(), terms(), devnet.accounts.mediator().address());
  }

  private static Cid expectedByHand() {
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put("stdout", text(COW));
    files.put("stderr", Bytes.EMPTY);
    files.put("exitCode", text("0"));
    TreeSet<String> empty = new TreeSet<>();
    empty.add("outputs");
    return UnixFs.cid(new FileTree(files, empty));
  }

  private static Bytes text(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anHonestDealIsPaidWhenTheJobCreatorAccepts() throws Exception {
    PlayedDeal played = market.play(honest());
    ChainResult result = market.creator().awaitResult(played.id(), PATIENCE);

    assertThat(result.claim()).isEqualTo(expectedByHand().toString());
    assertThat(result.instructionCount()).isEqualTo(BigInteger.ONE);
    market.acceptResult(played.id());

    assertThat(state(played.id())).isEqualTo(AgreementState.RESULTS_ACCEPTED);
    assertMoved(played.before(), -10, 10, 0, 0);
  }

  @Test
  void aProviderTakesNoJobOfAnotherRuntimeThanItsOwn() {
    ModuleFolder cowsay = ModuleFolder.bundled("cowsay");
    String named = cowsay.manifest().runtime().orElseThrow().toString();
    SortedMap<String, Bytes> files = new TreeMap<>(cowsay.files().files());
    files.computeIfPresent(
        ModuleFolder.MANIFEST,
        (name, manifest) ->
            text(
                new String(manifest.toArray(), StandardCharsets.UTF_8)
                    .replace(named, "0x" + "ab".repeat(32))));
    JobRequest other =
        new JobRequest(
            new ModuleFolder("cowsay", FileTree.of(files)),
            new TreeMap<>(Map.of("Message", "moo")));

    for (ThrowingCallable attempt :
        List.<ThrowingCallable>of(
            () ->
                market.match(
                    DealScript.honest(other, terms(), devnet.accounts.mediator().address())),
            () -> market.provider().run(other))) {
      assertThatThrownBy(attempt)
          .isInstanceOfSatisfying(
              RunFailed.class,
              refused ->
                  assertThat(refused.reason()).isEqualTo(AbstentionReason.UNSUPPORTED_RUNTIME))
          .hasMessageContaining("abab")
          .hasMessageContaining(named);
    }
  }

  @Test
  void aVerdictForTheProviderCostsTheJobCreatorTheFee() throws Exception {
    PlayedDeal played = market.play(honest());
    market.checkResult(played.id());
    assertThat(market.ledger().mediator(played.id())).contains(mediator().address());

    mediator()
        .send(
            devnet.contracts().mediation(),
            new LilypadCall.MediationAcceptResult(played.id()).encode());

    assertThat(state(played.id())).isEqualTo(AgreementState.MEDIATION_ACCEPTED);
    assertMoved(played.before(), -15, 10, 5, 0);
  }

  @Test
  void aVerdictAgainstTheProviderMakesTheJobCreatorWholeOutOfTheSlash() throws Exception {
    PlayedDeal played = market.play(honest().with(Conduct.INVENTED_RESULT));
    market.checkResult(played.id());

    assertThat(played.honest()).isEqualTo(expectedByHand());
    assertThat(played.claim().dataId()).isNotEqualTo(played.honest());
    assertThat(market.ledger().result(played.id()).orElseThrow().claim())
        .isEqualTo(played.claim().dataId().toString());
    assertThat(block(played.claim().dataId()).statusCode()).isEqualTo(404);

    mediator()
        .send(
            devnet.contracts().mediation(),
            new LilypadCall.MediationRejectResult(played.id()).encode());

    assertThat(state(played.id())).isEqualTo(AgreementState.MEDIATION_REJECTED);
    assertMoved(played.before(), 0, -40, 5, 35);
  }

  @Test
  void aWatchmanAsksOnceAndOfThatClaimOnlyAndTheMoneyIsThatOfTheJobCreatorsOwnCheck()
      throws Exception {
    Address watchman = mediator().address();
    PlayedDeal played =
        market.play(honest().with(Conduct.INVENTED_RESULT).watchedBy(mediator().address()));
    DealId deal = played.id();
    assertThat(market.ledger().watchman(deal)).contains(watchman);
    BigInteger submittedAt =
        BigInteger.valueOf(market.ledger().agreement(deal).resultsSubmittedAt());
    Hash32 claim = Keccak.hash(market.ledger().result(deal).orElseThrow().dataId().toArray());

    assertThatThrownBy(() -> ask(new LilypadCall.WatchedCheckResult(deal, claim, BigInteger.ONE)))
        .isInstanceOfSatisfying(CallReverted.class, e -> refused(e, Refusal.CLAIM_DIFFERS));
    assertThatThrownBy(() -> ask(new LilypadCall.CheckResult(deal)))
        .isInstanceOf(CallReverted.class)
        .hasMessageContaining("Only JC");
    ask(new LilypadCall.WatchedCheckResult(deal, claim, submittedAt));
    assertThat(market.ledger().mediator(deal)).contains(watchman);
    assertThatThrownBy(() -> ask(new LilypadCall.WatchedCheckResult(deal, claim, submittedAt)))
        .isInstanceOfSatisfying(CallReverted.class, e -> refused(e, Refusal.CHECK_CLOSED));

    mediator()
        .send(devnet.contracts().mediation(), new LilypadCall.MediationRejectResult(deal).encode());
    assertThat(state(deal)).isEqualTo(AgreementState.MEDIATION_REJECTED);
    assertMoved(played.before(), 0, -40, 5, 35);
  }

  @Test
  void whoIsNoWatchmanOfADealAsksForNothing() throws Exception {
    PlayedDeal played = market.play(honest());
    assertThat(market.ledger().watchman(played.id())).isEmpty();
    assertThatThrownBy(
            () -> ask(new LilypadCall.WatchedCheckResult(played.id(), Hash32.ZERO, BigInteger.ONE)))
        .isInstanceOfSatisfying(CallReverted.class, e -> refused(e, Refusal.NOT_WATCHMAN));
    market.acceptResult(played.id());
  }

  private static void ask(LilypadCall call) {
    mediator().send(devnet.contracts().controller(), call.encode());
  }

  private static void refused(CallReverted reverted, Refusal refusal) {
    assertThat(Refusal.of(reverted.reverted().data(), reverted.reverted().reason()))
        .isEqualTo(refusal);
  }

  @Test
  void withoutAVerdictEverybodyGetsTheirsBackAfterTheDeadlineAndNotBefore() throws Exception {
    PlayedDeal played = market.play(honest().on(terms().withMediateResults(Duration.ofSeconds(3))));
    market.checkResult(played.id());
    assertThatThrownBy(() -> market.timeoutMediateResult(played.id()))
        .isInstanceOf(CallReverted.class)
        .hasMessageContaining("Not timed out");

    long deadline =
        played
            .deal()
            .timeouts()
            .mediateResults()
            .deadline(market.ledger().agreement(played.id()).resultsCheckedAt());
    await().atMost(PATIENCE).until(() -> devnet.chain().heads().latest().timestamp() > deadline);
    market.timeoutMediateResult(played.id());

    assertThat(state(played.id())).isEqualTo(AgreementState.TIMEOUT_MEDIATE_RESULTS);
    assertMoved(played.before(), 0, 0, 0, 0);
  }

  @Test
  void theSolverTellsADealWhoseIdIsThatOfItsContentAndOfTheDealOnChain() throws Exception {
    PlayedDeal played = market.play(honest());
    HttpResponse<byte[]> answer = get("/api/v1/deals/" + played.id().text());
    Bytes json = Bytes.of(answer.body());
    DealContainer container = DealContainer.parse(json);
    ChainDeal onChain = market.ledger().deal(played.id()).orElseThrow();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json).isEqualTo(played.containerJson());
    assertThat(DealIds.recompute(container.dealJson()).toString())
        .isEqualTo(onChain.dealId().text());
    assertThat(container.id()).isEqualTo(onChain.dealId());
    assertThat(container.deal().members()).isEqualTo(onChain.members());
    assertThat(container.deal().pricing().onChain()).isEqualTo(onChain.pricing());
    assertThat(onChain.timeouts()).isEqualTo(terms().timeouts());
    assertThat(container.state()).isEqualTo(ListedState.RESULTS_SUBMITTED.number());
    assertThat(container.deal().jobOffer().module().hash())
        .isEqualTo(cowsay().module().cid().toString());
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("\"Message\":\"moo \\u0026 \\u003cb\\u003e\"");
  }

  @Test
  void theSolverTellsStateMediatorAndClaimAsTheChainHasThem() throws Exception {
    PlayedDeal played = market.play(honest());
    String path = "/api/v1/deals/" + played.id().text();
    market.checkResult(played.id());

    DealContainer container = DealContainer.parse(Bytes.of(get(path).body()));
    assertThat(container.state()).isEqualTo(ListedState.RESULTS_CHECKED.number());
    assertThat(container.mediator()).contains(mediator().address());
    SolverResult result = SolverResult.parse(Bytes.of(get(path + "/result").body()));
    assertThat(result.dataId()).isEqualTo(played.honest().toString());
    assertThat(result.id()).isEqualTo(played.claim().resultsId().toString());
    assertThat(DealIds.result(result)).isEqualTo(played.claim().resultsId());

    String mine = "&job_creator=" + market.creator().address().checksummed();
    assertThat(ids("/api/v1/deals?state=ResultsChecked" + mine)).contains(played.id().text());
    assertThat(ids("/api/v1/deals?state=ResultsSubmitted")).doesNotContain(played.id().text());
    assertThat(ids("/api/v1/deals?mediator=" + mediator().address())).contains(played.id().text());
    assertThat(ids("/api/v1/deals?resource_provider=" + mediator().address())).isEmpty();
    mediator()
        .send(
            devnet.contracts().mediation(),
            new LilypadCall.MediationAcceptResult(played.id()).encode());
  }

  @Test
  void whatTheSolverDoesNotHaveIsRefusedInSoManyWords() throws Exception {
    DealId unmatched = market.match(honest()).id();

    assertThat(get("/api/v1/deals/" + unmatched.text()).statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/deals/" + unmatched.text() + "/result").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/deals/none").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/deals?state=Nonsense").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/deals?mediator=Nonsense").statusCode()).isEqualTo(400);
    assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
  }

  @Test
  void theRegistryOnChainNamesTheSolversUrl() {
    assertThat(market.ledger().user(devnet.accounts.solver().address()).url())
        .isEqualTo(market.solverUrl().toString());
  }

  @Test
  void modulesAndHonestResultsCanBeFetchedByContentId() throws Exception {
    PlayedDeal played = market.play(honest());

    for (Cid root : List.of(played.script().request().module().cid(), played.honest())) {
      HttpResponse<byte[]> answer = block(root);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Cid.ofBlock(answer.body())).isEqualTo(root);
    }
  }

  private static AgreementState state(DealId deal) {
    return market.ledger().agreement(deal).state();
  }

  private static AccountSender mediator() {
    return new AccountSender(devnet.chain(), devnet.accounts.mediator().key(), devnet.sending);
  }

  private static void assertMoved(
      Balances before, long creator, long provider, long mediator, long treasury) {
    MoneyAssert.assertMoved(
        devnet.accounts, before, market.balances(), creator, provider, mediator, treasury);
  }

  private static List<String> ids(String path) throws Exception {
    JsonNode listing = new ObjectMapper().readTree(get(path).body());
    return StreamSupport.stream(listing.spliterator(), false)
        .map(deal -> deal.path("id").asText())
        .toList();
  }

  private static HttpResponse<byte[]> get(String path) throws Exception {
    return get(market.solverUrl().resolve(path));
  }

  private static HttpResponse<byte[]> block(Cid cid) throws Exception {
    return get(market.contentUrl().resolve("/ipfs/" + cid + "?format=raw"));
  }

  private static HttpResponse<byte[]> get(URI uri) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }
}
