package lilypad.mediator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.mediator.deal.DealPorts;
import lilypad.mediator.panel.Cashier;
import lilypad.mediator.panel.VerifierActor;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.sign.PrivateKey;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole mediator on a chain that the test writes, stopped and started again on its journal. */
class MediatorServiceIT {

  private static final PrivateKey KEY = PrivateKey.fromHex("11".repeat(32));
  private static final Address STORAGE =
      Address.fromHex("0x00000000000000000000000000000000000000a3");
  private static final Address MEDIATION =
      Address.fromHex("0x00000000000000000000000000000000000000a4");
  private static final DealPorts.Outbox NO_WALLET =
      new DealPorts.Outbox() {
        @Override
        public void submit(SettlementIntent intent) {
          throw new AssertionError("expected no payout, got " + intent);
        }

        @Override
        public void abandon(Hash32 intent, String why) {
          throw new AssertionError("expected no payout, got an end of " + intent);
        }
      };

  private static final DealId OURS = new DealId("QmOurs");
  private static final DealId OTHERS = new DealId("QmOthers");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ScriptedChain chain = new ScriptedChain();
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private MediatorService service;

  @BeforeEach
  void start() throws IOException {
    Config config =
        MediatorProcess.layered(
            ConfigFactory.parseString(
                """
                lilypad.mediator {
                  key-file = "unused"
                  data-folder = "%s"
                  chain {
                    chain-id = 31337
                    poll-interval = 20ms
                    second-look = 50ms
                    contracts {
                      token = "0x00000000000000000000000000000000000000a1"
                      payments = "0x00000000000000000000000000000000000000a2"
                      storage = "%s"
                      mediation = "%s"
                    }
                  }
                  recheck {
                    every = 50ms
                    below = 3
                  }
                  solver.url = "http://127.0.0.1:1"
                  difference.timeout = 100ms
                  deals.idle = 1s
                  verifiers.port = 0
                  api.port = 0
                }
                """
                    .formatted(folder, STORAGE, MEDIATION)));
    service =
        MediatorService.start(
            config,
            MediatorSettings.read(config),
            new ServedContracts(
                ContractProfile.OURS, ContractProfile.OURS.route(MEDIATION, Optional.empty())),
            KEY,
            chain.pool());
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void restart() throws IOException {
    service.close();
    start();
  }

  private JsonNode ask(String path) {
    try {
      URI url = URI.create("http://127.0.0.1:" + service.apiPort() + path);
      String body =
          client
              .send(
                  HttpRequest.newBuilder(url).build(),
                  HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
              .body();
      return JsonMapper.builder().build().readTree(body);
    } catch (IOException e) {
      throw new AssertionError("no answer from the mediator", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void awaitHead(BlockRef head) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ask("/api/v1/health").path("chain").path("headHash").asText())
                    .isEqualTo(head.hash().toString()));
  }

  private static DealKey key(DealId deal) {
    return DealKey.of(31_337, STORAGE, deal);
  }

  private static LilypadEvent change(DealId deal, AgreementState state) {
    return new LilypadEvent.DealStateChange(deal, state);
  }

  private JsonNode replaced() {
    return ask("/api/v1/health").path("chain").path("replaced");
  }

  private void awaitReplaced() {
    await().atMost(PATIENCE).until(() -> replaced().isObject());
  }

  @Test
  void aReplacedFinalBlockStandsThroughARestartUntilAnOperatorAcceptsAChain() throws IOException {
    for (int i = 0; i < 6; i++) {
      awaitHead(chain.mine("a"));
    }
    chain.drop(5);
    BlockRef head = chain.mine("b");
    for (int i = 0; i < 7; i++) {
      head = chain.mine("b");
    }
    awaitReplaced();
    assertThat(service.failed()).isFalse();
    String recorded = replaced().path("recorded").path("hash").asText();
    String node = replaced().path("node").path("hash").asText();
    assertThat(ask("/api/v1/health").path("problems").path(0).asText())
        .contains(recorded, node, "--accept-chain");
    assertThat(ask("/ready").path("message").asText()).isEqualTo("starting");

    restart();
    awaitReplaced();
    assertThat(ask("/ready").path("message").asText()).isEqualTo("starting");
    assertThatThrownBy(() -> service.accept(new Acceptance.Chain(Hash32.ZERO)))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining(recorded);

    service.accept(new Acceptance.Chain(Hash32.fromHex(node)));
    awaitHead(head);
    assertThat(replaced().isMissingNode()).isTrue();
    assertThat(ask("/ready").path("message").asText()).isEqualTo("ready");
    service.accept(new Acceptance.Chain(Hash32.fromHex(node)));
    restart();
    awaitHead(chain.mine("b"));
    assertThat(replaced().isMissingNode()).isTrue();
  }

  private JsonNode contradicted() {
    return ask("/api/v1/health").path("chain").path("contradicted");
  }

  /** A block with a log that the node tells only once the block has long been recorded as final. */
  private BlockRef leftOut() {
    BlockRef block = chain.mineWithheld("a", change(OTHERS, AgreementState.DEAL_AGREED));
    awaitHead(block);
    for (int i = 0; i < 4; i++) {
      awaitHead(chain.mine("a"));
    }
    assertThat(ask("/api/v1/deals")).isEmpty();
    // Only now the block is old enough to be read once more.
    chain.tellAll();
    for (int i = 0; i < 2; i++) {
      awaitHead(chain.mine("a"));
    }
    await().atMost(PATIENCE).until(() -> contradicted().isObject());
    assertThat(contradicted().path("block").path("hash").asText())
        .isEqualTo(block.hash().toString());
    assertThat(contradicted().path("recorded").asInt()).isZero();
    assertThat(contradicted().path("told").asInt()).isEqualTo(1);
    assertThat(ask("/api/v1/health").path("problems").path(0).asText())
        .contains(block.hash().toString(), "--accept-logs");
    return block;
  }

  /** The boards hear of it after the intake has journaled it. */
  private void awaitNotContradicted() {
    await().atMost(PATIENCE).until(() -> contradicted().isMissingNode());
  }

  private void awaitRechecked(BlockRef block) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> ask("/api/v1/health").path("chain").path("rechecked").asLong() >= block.number());
  }

  @Test
  void aLogThatTheNodeLeftOutIsFoundLaterAndReachesItsDealWhenAnOperatorSaysSo()
      throws IOException {
    BlockRef block = leftOut();
    restart();
    await().atMost(PATIENCE).until(() -> contradicted().isObject());
    assertThatThrownBy(() -> service.accept(new Acceptance.Chain(block.hash())))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("was not replaced");

    service.accept(new Acceptance.Logs(false));
    awaitNotContradicted();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ask("/api/v1/deals/" + OTHERS.text()).path("chainState").asText())
                    .isEqualTo("DEAL_AGREED"));
    awaitRechecked(block);
    assertThat(contradicted().isMissingNode()).isTrue();
  }

  @Test
  void logsThatAnOperatorKeptAreNotHeldAgainstTheRecordAgain() {
    BlockRef block = leftOut();
    service.accept(new Acceptance.Logs(true));
    BlockRef head = chain.mine("a");
    awaitHead(head);
    awaitRechecked(chain.block(block.number() + 1).orElseThrow());
    assertThat(contradicted().isMissingNode()).isTrue();
    assertThat(ask("/api/v1/deals")).isEmpty();
  }

  /** A chain read from a node that tells another block in the place of an old one. */
  private BlockRef invented(LilypadEvent event) throws IOException {
    service.close();
    BlockRef head = chain.mine("a");
    for (int i = 0; i < 5; i++) {
      head = chain.mine("a");
    }
    BlockRef invented = chain.invent(2, event);
    start();
    awaitHead(head);
    chain.tellAll();
    return invented;
  }

  @Test
  void aLogThatANodeInventedIsFoundLaterAndTakenBackWhenAnOperatorSaysSo() throws IOException {
    BlockRef invented = invented(new LilypadEvent.MediationRequested(OTHERS, STORAGE));
    // Only now the block is old enough to be read once more.
    for (int i = 0; i < 2; i++) {
      awaitHead(chain.mine("a"));
    }
    await().atMost(PATIENCE).until(() -> contradicted().isObject());
    assertThat(contradicted().path("block").path("hash").asText())
        .isEqualTo(invented.hash().toString());
    assertThat(contradicted().path("recorded").asInt()).isEqualTo(1);
    assertThat(contradicted().path("told").asInt()).isZero();

    service.accept(new Acceptance.Logs(false));
    awaitNotContradicted();
    awaitRechecked(chain.block(3).orElseThrow());
    assertThat(contradicted().isMissingNode()).isTrue();
  }

  @Test
  void aChangeThatANodeInventedIsTakenBackWhenAnOperatorSaysSo() throws IOException {
    BlockRef invented = invented(change(OTHERS, AgreementState.DEAL_AGREED));
    await().atMost(PATIENCE).until(() -> missing().isObject());
    assertThat(missing().path("since").path("hash").asText()).isEqualTo(invented.hash().toString());

    service.accept(new Acceptance.Logs(false));
    await().atMost(PATIENCE).until(() -> missing().isMissingNode());
    for (int i = 0; i < 2; i++) {
      awaitHead(chain.mine("a"));
    }
    awaitRechecked(chain.block(3).orElseThrow());
    assertThat(ask("/api/v1/deals/" + OTHERS.text()).path("chainState").asText())
        .isNotEqualTo("DEAL_AGREED");
  }

  private JsonNode missing() {
    return ask("/api/v1/health").path("chain").path("missing");
  }

  private void awaitState(AgreementState state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ask("/api/v1/deals/" + OTHERS.text()).path("chainState").asText())
                    .isEqualTo(state.name()));
  }

  /** A log that the node never tells, of a deal that it told of before. */
  private BlockRef moved() {
    BlockRef agreed = chain.mine("a", change(OTHERS, AgreementState.DEAL_AGREED));
    chain.mineWithheld("a", change(OTHERS, AgreementState.RESULTS_SUBMITTED));
    awaitHead(chain.mine("a"));
    awaitState(AgreementState.DEAL_AGREED);
    await().atMost(PATIENCE).until(() -> missing().isObject());
    assertThat(missing().path("deal").asText()).isEqualTo(OTHERS.text());
    assertThat(missing().path("recorded").asText()).isEqualTo("DEAL_AGREED");
    assertThat(missing().path("told").asText()).isEqualTo("RESULTS_SUBMITTED");
    assertThat(missing().path("since").path("hash").asText()).isEqualTo(agreed.hash().toString());
    assertThat(ask("/api/v1/health").path("problems").path(0).asText())
        .contains(OTHERS.text(), "--accept-logs");
    return agreed;
  }

  @Test
  void aLogThatNobodyTellsIsMissedWhereTheContractSaysThatItsDealMoved() throws IOException {
    BlockRef agreed = moved();
    restart();
    await().atMost(PATIENCE).until(() -> missing().isObject());
    assertThatThrownBy(() -> service.accept(new Acceptance.Chain(agreed.hash())))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("logs of deal " + OTHERS + " are missing");

    chain.tellAll();
    service.accept(new Acceptance.Logs(false));
    awaitState(AgreementState.RESULTS_SUBMITTED);
    BlockRef head = chain.mine("a");
    awaitHead(head);
    for (int i = 0; i < 6; i++) {
      awaitHead(chain.mine("a"));
    }
    awaitRechecked(head);
    assertThat(missing().isMissingNode()).isTrue();
  }

  @Test
  void aContractThatGoesOnTellingAnotherStateHaltsTheMediatorAgain() {
    moved();
    long first = missing().path("block").path("number").asLong();
    service.accept(new Acceptance.Logs(true));
    BlockRef head = chain.mine("a");
    awaitHead(head);
    await().atMost(PATIENCE).until(() -> missing().path("block").path("number").asLong() > first);
  }

  @Test
  void aDealThatWaitsForNothingLeavesMemoryAndALaterLogBringsItBackAsItWas() {
    awaitHead(chain.mine("a", change(OTHERS, AgreementState.DEAL_AGREED)));
    await().atMost(PATIENCE).until(() -> service.dealsInMemory().isEmpty());
    BlockRef later = chain.mine("a", change(OTHERS, AgreementState.RESULTS_SUBMITTED));
    awaitHead(later);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode deal = ask("/api/v1/deals/" + OTHERS.text());
              assertThat(deal.path("chainState").asText()).isEqualTo("RESULTS_SUBMITTED");
            });
    await().atMost(PATIENCE).until(() -> service.dealsInMemory().isEmpty());
  }

  /** As an earlier life left it, which ended between a deal's fact and its word to the record. */
  private void lentBefore(Address verifier, AssignmentRound lease, DealId deal) {
    ActorTestKit kit =
        ActorTestKit.create(
            ConfigFactory.parseMap(
                    Map.of(
                        "lilypad.journal.folder", folder.resolve("journal").toString(),
                        "pekko.persistence.journal.plugin", "lilypad.journal.embedded",
                        "pekko.persistence.snapshot-store.plugin", "lilypad.snapshots.embedded"))
                .withFallback(ConfigFactory.load("mediator-test")));
    TestProbe<Done> done = kit.createTestProbe();
    kit.spawn(
            VerifierActor.create(
                verifier,
                1_000,
                (node, record) -> {},
                new Cashier(NO_WALLET, KEY.address(), STORAGE, node -> node)))
        .tell(
            new VerifierActor.Write(List.of(new VerifierActor.Lend(lease, key(deal))), done.ref()));
    done.receiveMessage(PATIENCE);
    kit.shutdownTestKit();
  }

  private JsonNode work(Address verifier) {
    for (JsonNode one : ask("/api/v1/verifiers")) {
      if (one.path("address").asText().equals(verifier.checksummed())) {
        return one.path("work");
      }
    }
    throw new AssertionError("expected the record of " + verifier);
  }

  @Test
  void aLeaseThatACrashLeftOpenIsConcludedAfterTheRestartAlthoughItsDealIsClosed()
      throws IOException {
    Address verifier = Address.fromHex("0x00000000000000000000000000000000000000e1");
    awaitHead(chain.mine("a", change(OTHERS, AgreementState.RESULTS_ACCEPTED)));
    service.close();
    lentBefore(verifier, new AssignmentRound(Hash32.ZERO, 1), OTHERS);
    start();
    assertThat(work(verifier).path("running").asInt() + work(verifier).path("cancelled").asInt())
        .isEqualTo(1);
    awaitHead(chain.mine("a"));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              chain.mine("a");
              return work(verifier).path("cancelled").asInt() == 1;
            });
    restart();
    awaitHead(chain.mine("a"));
    assertThat(work(verifier).path("running").asInt()).isZero();
  }

  @Test
  void anOpenDealStaysInMemoryAndIsToldTheTimeAfterARestartWithoutANewLog() throws IOException {
    awaitHead(
        chain.mine(
            "a",
            change(OTHERS, AgreementState.DEAL_AGREED),
            change(OURS, AgreementState.RESULTS_CHECKED),
            new LilypadEvent.MediationRequested(OURS, KEY.address())));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              chain.mine("a");
              return !service.dealsInMemory().contains(key(OTHERS));
            });
    assertThat(service.dealsInMemory()).containsExactly(key(OURS));

    restart();
    await().atMost(PATIENCE).until(() -> service.dealsInMemory().contains(key(OURS)));
    assertThat(service.dealsInMemory()).doesNotContain(key(OTHERS));

    awaitHead(chain.mine("a", change(OURS, AgreementState.TIMEOUT_MEDIATE_RESULTS)));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              chain.mine("a");
              return service.dealsInMemory().isEmpty();
            });
  }
}
