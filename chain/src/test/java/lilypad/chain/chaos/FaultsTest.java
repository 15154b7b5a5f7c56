package lilypad.chain.chaos;

import static lilypad.chain.chaos.FakeNode.HEAD;
import static lilypad.chain.chaos.FakeNode.JSON;
import static lilypad.chain.chaos.FakeNode.hash;
import static lilypad.chain.chaos.FakeNode.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault alone, before a node that is well. */
class FaultsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String RANGE = "eth_getLogs [{\"fromBlock\":\"0x0\",\"toBlock\":\"0x63\"}]";
  private static final String SEND = "eth_sendRawTransaction [\"0x02f8\"]";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<DealtFault> told = Collections.synchronizedList(new ArrayList<>());
  private FakeNode node;
  private ChaosProxy proxy;

  @BeforeEach
  void start() throws IOException {
    node = new FakeNode();
    proxy = ChaosProxy.start(ChaosSettings.scripted(node.url(), List.of()), told::add);
  }

  @AfterEach
  void stop() {
    proxy.close();
    node.close();
    client.close();
  }

  /** One fault, the first time it can come. */
  private void dealing(FaultKind kind, String parameters) throws IOException {
    dealing(kind, parameters, 0, 1);
  }

  private void dealing(FaultKind kind, String parameters, int after, int times) throws IOException {
    Fault fault = Fault.of(kind, ConfigFactory.parseString(parameters), "parameters");
    proxy.close();
    proxy =
        ChaosProxy.start(
            ChaosSettings.scripted(
                node.url(), List.of(new ScriptedFault("*", after, times, fault))),
            told::add);
  }

  private HttpResponse<String> post(String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(proxy.url())
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Of a method, a space and parameters. */
  private static String call(int id, String methodAndParams) {
    String[] parts = methodAndParams.split(" ", 2);
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, parts[0], parts.length > 1 ? parts[1] : "[]");
  }

  private static String batch(String... calls) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < calls.length; i++) {
      all.add(call(i + 1, calls[i]));
    }
    return "[" + String.join(",", all) + "]";
  }

  private JsonNode ask(String methodAndParams) throws Exception {
    return JSON.readTree(post(call(7, methodAndParams)).body());
  }

  private JsonNode result(String methodAndParams) throws Exception {
    JsonNode answer = ask(methodAndParams);
    assertThat(answer.path("id").asInt()).isEqualTo(7);
    assertThat(answer.has("result")).as(answer.toString()).isTrue();
    return answer.get("result");
  }

  private JsonNode error(String methodAndParams) throws Exception {
    JsonNode answer = ask(methodAndParams);
    assertThat(answer.path("id").asInt()).isEqualTo(7);
    assertThat(answer.path("error").isObject()).as(answer.toString()).isTrue();
    assertThat(answer.has("result")).isFalse();
    return answer.get("error");
  }

  private void expectDealt(FaultKind kind) {
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().kind()).isEqualTo(kind);
    assertThat(proxy.dealt().faults()).containsOnlyKeys(kind).containsValue(1L);
    assertThat(told.getFirst().line()).contains(kind.text());
  }

  /** The client is as well off as without a proxy once the fault is over. */
  private void expectAllIsWellAgain() throws Exception {
    assertThat(result("eth_blockNumber").asText()).isEqualTo(hex(HEAD));
  }

  @Test
  void withoutAFaultAnswersGoThroughAsTheyAre() throws Exception {
    dealing(FaultKind.CUT, "", 1000, 1);

    assertThat(result(RANGE)).isEqualTo(FakeNode.logs());
    assertThat(JSON.readTree(post(batch("eth_chainId", "eth_blockNumber")).body())).hasSize(2);
    assertThat(error("eth_unheardOf").path("message").asText()).isEqualTo("no eth_unheardOf");
    assertThat(told).isEmpty();
    assertThat(proxy.dealt()).isEqualTo(new FaultTally(3, Map.of()));
  }

  @Test
  void aDelayHoldsTheAnswerBack() throws Exception {
    dealing(FaultKind.DELAY, "least = 200ms, most = 250ms");

    long begun = System.nanoTime();
    expectAllIsWellAgain();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(199));
    expectDealt(FaultKind.DELAY);
  }

  @Test
  void aRateLimitIsAStatusWithRetryAfter() throws Exception {
    dealing(FaultKind.RATE_LIMIT, "form = http, retry-after = 3");

    HttpResponse<String> response = post(call(1, "eth_blockNumber"));
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("Retry-After")).contains("3");
    assertThat(node.asked).isEmpty();
    expectDealt(FaultKind.RATE_LIMIT);
    expectAllIsWellAgain();
  }

  @Test
  void aRateLimitMayBeAnErrorInASuccess() throws Exception {
    dealing(FaultKind.RATE_LIMIT, "form = json");

    assertThat(error("eth_blockNumber").path("message").asText()).contains("Too many requests");
    expectDealt(FaultKind.RATE_LIMIT);
    expectAllIsWellAgain();
  }

  @Test
  void aServerErrorIsAStatusWithHtml() throws Exception {
    dealing(FaultKind.SERVER_ERROR, "status = 503");

    HttpResponse<String> response = post(call(1, "eth_blockNumber"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("<html>");
    expectDealt(FaultKind.SERVER_ERROR);
    expectAllIsWellAgain();
  }

  @Test
  void aCutEndsTheConnectionWithinTheBody() throws Exception {
    dealing(FaultKind.CUT, "");

    assertThatThrownBy(() -> post(call(1, RANGE)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fixed content-length");
    expectDealt(FaultKind.CUT);
    expectAllIsWellAgain();
  }

  @Test
  void aHalfOpenSocketTakesTheRequestAndSaysNothingUntilItEnds() throws Exception {
    dealing(FaultKind.HALF_OPEN, "patience = 300ms");

    long begun = System.nanoTime();
    assertThatThrownBy(() -> post(call(1, "eth_blockNumber"))).isInstanceOf(IOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(299));
    assertThat(node.asked).isEmpty();
    expectDealt(FaultKind.HALF_OPEN);
    expectAllIsWellAgain();
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated", "html", "empty"})
  void aMalformedAnswerIsNoJsonAndASuccess(String form) throws Exception {
    dealing(FaultKind.MALFORMED, "form = " + form);

    HttpResponse<String> response = post(call(1, RANGE));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).doesNotEndWith("}");
    expectDealt(FaultKind.MALFORMED);
    expectAllIsWellAgain();
  }

  @Test
  void aNullResultMeetsOneCallOfABatch() throws Exception {
    dealing(FaultKind.NULL_RESULT, "");

    JsonNode answers = JSON.readTree(post(batch("eth_chainId", "eth_blockNumber")).body());
    assertThat(answers)
        .filteredOn(answer -> answer.has("result") && answer.get("result").isNull())
        .hasSize(1);
    expectDealt(FaultKind.NULL_RESULT);
    expectAllIsWellAgain();
  }

  @Test
  void theAnswersOfABatchComeInAnotherOrder() throws Exception {
    dealing(FaultKind.REORDERED, "");
    expectAllIsWellAgain();

    JsonNode answers =
        JSON.readTree(post(batch("eth_chainId", "eth_blockNumber", "eth_chainId")).body());
    assertThat(answers)
        .extracting(answer -> answer.path("id").asInt())
        .isNotEqualTo(List.of(1, 2, 3));
    assertThat(answers)
        .extracting(answer -> answer.path("id").asInt())
        .containsExactlyInAnyOrder(1, 2, 3);
    expectDealt(FaultKind.REORDERED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          infura | query returned more than 10000 results. Try with this block range [0x0, 0x31].
          alchemy | Log response size exceeded: this block range should work: [0x0, 0x31]
          alchemy-reversed | Log response size exceeded: this block range should work: [0x31, 0x0]
          quicknode | eth_getLogs is limited to a 50 range
          drpc | ranges over 50 blocks are not supported on freetier
          avalanche | requested too many blocks from 0 to 99, maximum is set to 50
          """)
  void aWideRangeIsRefusedInTheProvidersWords(String provider, String words) throws Exception {
    dealing(FaultKind.RANGE_ERROR, "blocks = 50, provider = " + provider);

    assertThat(result("eth_getLogs [{\"fromBlock\":\"0x0\",\"toBlock\":\"0x31\"}]"))
        .isEqualTo(FakeNode.logs());
    assertThat(error(RANGE).path("message").asText()).isEqualTo(words);
    expectDealt(FaultKind.RANGE_ERROR);
  }

  @Test
  void aRangeUpToATagIsAsWideAsTheNodeSays() throws Exception {
    dealing(FaultKind.RANGE_ERROR, "blocks = 50, provider = ankr");

    assertThat(result("eth_getLogs [{\"fromBlock\":\"0x40\",\"toBlock\":\"latest\"}]"))
        .isNotEmpty();
    assertThat(error("eth_getLogs [{\"fromBlock\":\"0x4\",\"toBlock\":\"latest\"}]"))
        .isEqualTo(JSON.readTree("{\"code\":-32600,\"message\":\"block range is too wide\"}"));
    expectDealt(FaultKind.RANGE_ERROR);
  }

  @Test
  void aStaleHeadIsBehindInEveryTagOfAnExchange() throws Exception {
    dealing(FaultKind.STALE_HEAD, "blocks = 1");

    JsonNode answers =
        JSON.readTree(
            post(batch(
                    "eth_getBlockByNumber [\"latest\",false]",
                    "eth_getBlockByNumber [\"safe\",false]",
                    "eth_blockNumber",
                    "eth_getBlockByNumber [\"0x64\",false]"))
                .body());
    assertThat(answers.get(0).path("result").path("number").asText()).isEqualTo(hex(HEAD - 1));
    assertThat(answers.get(1).path("result").path("number").asText()).isEqualTo(hex(HEAD - 2));
    assertThat(answers.get(2).path("result").asText()).isEqualTo(hex(HEAD - 1));
    assertThat(answers.get(3).path("result").path("number").asText()).isEqualTo(hex(HEAD));
    expectDealt(FaultKind.STALE_HEAD);
    expectAllIsWellAgain();
  }

  @Test
  void aLaggingViewKnowsTheHeadAndNotItsBlock() throws Exception {
    dealing(FaultKind.LAGGING_VIEW, "blocks = 1", 0, 5);

    assertThat(result("eth_blockNumber").asText()).isEqualTo(hex(HEAD));
    assertThat(result("eth_getBlockByNumber [\"0x64\",false]").isNull()).isTrue();
    assertThat(result("eth_getBlockByHash [\"" + hash(HEAD) + "\",false]").isNull()).isTrue();
    assertThat(result("eth_getBlockByNumber [\"0x63\",false]").isNull()).isFalse();
    assertThat(result("eth_getTransactionReceipt [\"0x1\"]").isNull()).isTrue();
    assertThat(
            error("eth_getLogs [{\"blockHash\":\"" + hash(HEAD) + "\"}]").path("message").asText())
        .isEqualTo("unknown block");
    assertThat(
            error("eth_getLogs [{\"fromBlock\":\"0x1\",\"toBlock\":\"0x64\"}]")
                .path("message")
                .asText())
        .contains("beyond current head");
    assertThat(told).hasSize(5).allMatch(fault -> fault.kind() == FaultKind.LAGGING_VIEW);
  }

  @Test
  void safeAndFinalizedMayBeUnknown() throws Exception {
    dealing(FaultKind.MISSING_TAGS, "");

    JsonNode answers =
        JSON.readTree(
            post(batch(
                    "eth_getBlockByNumber [\"latest\",false]",
                    "eth_getBlockByNumber [\"safe\",false]",
                    "eth_getBlockByNumber [\"finalized\",false]"))
                .body());
    assertThat(answers.get(0).has("result")).isTrue();
    assertThat(answers.get(1).path("error").path("message").asText())
        .isEqualTo("safe block not found");
    assertThat(answers.get(2).path("error").path("message").asText())
        .isEqualTo("finalized block not found");
    expectDealt(FaultKind.MISSING_TAGS);
  }

  @Test
  void aLostFilterIsGoneOnTheNodeToo() throws Exception {
    dealing(FaultKind.FILTER_LOST, "", 1, 1);

    assertThat(result("eth_getFilterChanges [\"0x1\"]")).hasSize(3);
    assertThat(error("eth_getFilterChanges [\"0x1\"]").path("message").asText())
        .isEqualTo("filter not found");
    expectDealt(FaultKind.FILTER_LOST);
    assertThat(error("eth_getFilterChanges [\"0x1\"]").path("message").asText())
        .isEqualTo("filter not found");
    assertThat(told).hasSize(1);
  }

  @Test
  void aLostAnswerToASendLeavesTheTransactionWithTheNode() throws Exception {
    dealing(FaultKind.SEND_ANSWER_LOST, "");

    assertThatThrownBy(() -> post(call(1, SEND))).isInstanceOf(IOException.class);
    assertThat(node.sent).containsExactly("0x02f8");
    expectDealt(FaultKind.SEND_ANSWER_LOST);
    assertThat(error(SEND).path("message").asText()).isEqualTo("already known");
  }

  @ParameterizedTest
  @CsvSource({"SEND_ALREADY_KNOWN, already known", "SEND_NONCE_TOO_LOW, nonce too low"})
  void aSendMayBeRefusedAlthoughItIsHandedOn(FaultKind kind, String words) throws Exception {
    dealing(kind, "");

    assertThat(error(SEND).path("message").asText()).isEqualTo(words);
    assertThat(node.sent).containsExactly("0x02f8");
    expectDealt(kind);
  }

  @Test
  void aSendMayReachTheNodeTwice() throws Exception {
    dealing(FaultKind.SEND_TWICE, "");

    assertThat(result(SEND).asText()).startsWith("0x").hasSize(66);
    assertThat(node.sent).containsExactly("0x02f8", "0x02f8");
    expectDealt(FaultKind.SEND_TWICE);
  }

  @Test
  void aDroppedSendIsSaidToBeAcceptedAndNeverArrives() throws Exception {
    dealing(FaultKind.SEND_DROPPED, "");

    String claimed = result(SEND).asText();
    assertThat(node.sent).isEmpty();
    expectDealt(FaultKind.SEND_DROPPED);
    assertThat(result(SEND).asText()).isEqualTo(claimed);
    assertThat(node.sent).hasSize(1);
  }

  @Test
  void truncatedSuccessLacksTheLastLogs() throws Exception {
    dealing(FaultKind.TRUNCATED, "drop = 2");

    assertThat(result(RANGE)).hasSize(1).contains(FakeNode.logs().get(0));
    expectDealt(FaultKind.TRUNCATED);
    assertThat(result(RANGE)).isEqualTo(FakeNode.logs());
  }

  @Test
  void omittedLogsAreAnEmptySuccessAlsoInAReceipt() throws Exception {
    dealing(FaultKind.OMITTED, "", 0, 2);

    assertThat(result(RANGE)).isEmpty();
    assertThat(result("eth_getTransactionReceipt [\"0x1\"]").path("logs")).isEmpty();
    assertThat(told).hasSize(2);
    assertThat(result(RANGE)).isEqualTo(FakeNode.logs());
  }

  @Test
  void aRewrittenLogDiffersInOneByteOfItsData() throws Exception {
    dealing(FaultKind.REWRITTEN, "");

    JsonNode logs = result(RANGE);
    long others =
        StreamSupport.stream(logs.spliterator(), false)
            .filter(
                log ->
                    StreamSupport.stream(FakeNode.logs().spliterator(), false)
                        .noneMatch(log::equals))
            .count();
    assertThat(logs).hasSize(3);
    assertThat(others).isEqualTo(1);
    expectDealt(FaultKind.REWRITTEN);
    assertThat(result(RANGE)).isEqualTo(FakeNode.logs());
  }

  @Test
  void logsMayBeMarkedAsRemoved() throws Exception {
    dealing(FaultKind.REMOVED, "");

    assertThat(result(RANGE)).hasSize(3).allMatch(log -> log.path("removed").asBoolean());
    expectDealt(FaultKind.REMOVED);
  }

  @Test
  void aBloomFilterMayBeZero() throws Exception {
    dealing(FaultKind.ZERO_BLOOM, "");

    assertThat(result("eth_getBlockByNumber [\"latest\",false]").path("logsBloom").asText())
        .matches("0x0{512}");
    expectDealt(FaultKind.ZERO_BLOOM);
  }

  @Test
  void aScriptedFaultComesAfterItsTurnAndSoOftenAsItSays() throws Exception {
    dealing(FaultKind.NULL_RESULT, "", 1, 2);

    List<Boolean> nulls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      nulls.add(result("eth_blockNumber").isNull());
    }
    assertThat(nulls).containsExactly(false, true, true, false, false);
  }

  @Test
  void aNodeThatIsGoneIsABadGatewayAndNoFault() throws Exception {
    dealing(FaultKind.CUT, "", 1000, 1);
    node.close();

    HttpResponse<String> response = post(call(1, "eth_blockNumber"));
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.body()).contains("no answer from " + node.url());
    assertThat(told).isEmpty();
  }
}
