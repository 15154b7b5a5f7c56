package lilypad.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpTransportTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Address SOMEBODY =
      Address.fromHex("00000000000000000000000000000000000000aa");

  private final List<Optional<String>> authorizations = new ArrayList<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private HttpServer server;
  private volatile Function<JsonNode, String> answer = request -> "";
  private volatile int status = 200;
  private volatile Optional<String> retryAfter = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          authorizations.add(
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
          byte[] body =
              answer
                  .apply(JSON.readTree(exchange.getRequestBody()))
                  .getBytes(StandardCharsets.UTF_8);
          retryAfter.ifPresent(value -> exchange.getResponseHeaders().set("Retry-After", value));
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    finished.countDown();
    server.stop(0);
  }

  private JsonRpcChain chain(String user, Duration timeout, int limit) {
    URI url =
        URI.create(
            "http://"
                + user
                + "127.0.0.1:"
                + server.getAddress().getPort()
                + "/v2/secret?key=secret");
    return JsonRpcChain.connect(new RpcSettings(url, Duration.ofSeconds(2), timeout, limit));
  }

  private JsonRpcChain chain() {
    return chain("", Duration.ofSeconds(10), 1 << 20);
  }

  private static String result(JsonNode request, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":" + result + "}";
  }

  private static String error(JsonNode request, int code, String message, String data) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + request.get("id")
        + ",\"error\":{\"code\":"
        + code
        + ",\"message\":\""
        + message
        + "\",\"data\":"
        + data
        + "}}";
  }

  private static String block(long number) {
    return "{\"number\":\"0x%x\",\"hash\":\"0x%064x\",\"parentHash\":\"0x%064x\",\"timestamp\":\"0x%x\"}"
        .formatted(number, number, number - 1, 1000 + number);
  }

  private static long height(JsonNode request) {
    return switch (request.get("params").get(0).asText()) {
      case "latest" -> 90;
      case "safe" -> 60;
      case "finalized" -> 30;
      default -> throw new IllegalArgumentException(request.toString());
    };
  }

  @Test
  void answersOfABatchInAnyOrderGoToTheirQuestions() {
    answer =
        batch ->
            IntStream.rangeClosed(1, batch.size())
                .mapToObj(i -> batch.get(batch.size() - i))
                .map(request -> result(request, block(height(request))))
                .toList()
                .toString();

    Heads heads = chain().heads();

    assertThat(heads.latest().number()).isEqualTo(90);
    assertThat(heads.safe().orElseThrow().number()).isEqualTo(60);
    assertThat(heads.finalized().orElseThrow().number()).isEqualTo(30);
  }

  @Test
  void aTagThatTheNodeDoesNotKnowIsAbsentButAnOverloadedNodeIsAFault() {
    answer =
        batch ->
            List.of(
                    result(batch.get(0), block(90)),
                    error(batch.get(1), -39001, "safe block not found", "null"),
                    result(batch.get(2), "null"))
                .toString();
    Heads heads = chain().heads();
    assertThat(heads.safe()).isEmpty();
    assertThat(heads.finalized()).isEmpty();

    answer =
        batch ->
            List.of(
                    result(batch.get(0), block(90)),
                    error(batch.get(1), -32005, "too many requests", "null"),
                    result(batch.get(2), block(30)))
                .toString();
    assertThatThrownBy(() -> chain().heads()).isInstanceOf(RpcRefused.class);
  }

  @Test
  void aTagThatWasAnsweredOnceAndHasNoBlockForAMomentStaysWhereItWas() {
    JsonRpcChain chain = chain();
    answer =
        batch ->
            List.of(
                    result(batch.get(0), block(90)),
                    result(batch.get(1), block(60)),
                    result(batch.get(2), block(30)))
                .toString();
    Heads before = chain.heads();
    answer =
        batch ->
            List.of(
                    result(batch.get(0), block(95)),
                    error(batch.get(1), -39001, "safe block not found", "null"),
                    result(batch.get(2), "null"))
                .toString();
    Heads after = chain.heads();

    assertThat(after.latest().number()).isEqualTo(95);
    assertThat(after.safe()).isEqualTo(before.safe());
    assertThat(after.finalized()).isEqualTo(before.finalized());
  }

  @Test
  void aFinalBlockAboveTheHeadIsNotBelieved() {
    answer =
        batch ->
            List.of(
                    result(batch.get(0), block(5)),
                    result(batch.get(1), block(5)),
                    result(batch.get(2), block(6)))
                .toString();

    assertThatThrownBy(() -> chain().heads())
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining("a finalized block up to the head");
  }

  @Test
  void aMissingAnswerOfABatchIsMalformed() {
    answer = batch -> List.of(result(batch.get(0), block(90))).toString();

    assertThatThrownBy(() -> chain().heads()).isInstanceOf(RpcMalformed.class);
  }

  @Test
  void anAnswerWithAnotherIdIsNotTaken() {
    answer = request -> "{\"jsonrpc\":\"2.0\",\"id\":-7,\"result\":\"0x1\"}";

    assertThatThrownBy(() -> chain().chainId())
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining("with id -7");
  }

  @Test
  void anErrorObjectIsRefusedWithCodeTextAndData() {
    answer = request -> error(request, -32005, "rate limited", "\"0x0102\"");

    assertThatThrownBy(() -> chain().balance(SOMEBODY))
        .isInstanceOfSatisfying(
            RpcRefused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(-32005);
              assertThat(refused.text()).isEqualTo("rate limited");
              assertThat(refused.data()).isEqualTo(Bytes.fromHex("0102"));
              assertThat(refused.method()).isEqualTo("eth_getBalance");
            });
  }

  @Test
  void anErrorObjectIsReadBehindAnHttpErrorToo() {
    status = 400;
    answer = request -> error(request, -32005, "range too wide", "null");

    assertThatThrownBy(() -> chain().chainId()).isInstanceOf(RpcRefused.class);
  }

  @Test
  void whoIsAskedTooOftenSaysWhenToComeAgain() {
    status = 429;
    retryAfter = Optional.of("17");
    answer = request -> error(request, -32005, "slow down", "null");
    assertThatThrownBy(() -> chain().chainId())
        .isInstanceOfSatisfying(
            RpcUnavailable.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(17)))
        .hasMessageContaining("HTTP status 429");

    status = 503;
    answer = request -> "<html>busy</html>";
    assertThatThrownBy(() -> chain().chainId())
        .isInstanceOfSatisfying(
            RpcUnavailable.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(17)));

    retryAfter = Optional.empty();
    assertThatThrownBy(() -> chain().chainId())
        .isInstanceOfSatisfying(RpcUnavailable.class, e -> assertThat(e.retryAfter()).isEmpty());
  }

  @Test
  void theHeaderIsSecondsOrADateToComeAndAnythingElseIsNone() {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    assertThat(RetryAfter.read("120", now)).contains(Duration.ofMinutes(2));
    assertThat(RetryAfter.read("Fri, 02 Jan 2026 03:05:05 GMT", now))
        .contains(Duration.ofMinutes(1));
    assertThat(RetryAfter.read("Fri, 02 Jan 2026 03:03:05 GMT", now)).isEmpty();
    for (String none : List.of("", "-1", "soon", "9".repeat(40))) {
      assertThat(RetryAfter.read(none, now)).as(none).isEmpty();
    }
  }

  @Test
  void anAnswerToAnotherQuestionIsAContradictionAndAnUnreadableOneIsNot() {
    answer = request -> result(request, block(6));
    assertThatThrownBy(() -> chain().block(5))
        .isInstanceOfSatisfying(
            RpcMalformed.class,
            e -> {
              assertThat(e.isContradiction()).isTrue();
              assertThat(e.expected()).isEqualTo("block 5");
              assertThat(e.actual()).startsWith("block 6 0x00");
            });
    answer = request -> result(request, "[" + log(Address.ZERO, 5, 0) + "]");
    assertThatThrownBy(() -> chain().logs(5, 5, Set.of(SOMEBODY)))
        .isInstanceOfSatisfying(RpcMalformed.class, e -> assertThat(e.isContradiction()).isTrue());
    answer = request -> "<html>";
    assertThatThrownBy(() -> chain().block(5))
        .isInstanceOfSatisfying(RpcMalformed.class, e -> assertThat(e.isContradiction()).isFalse());
  }

  @Test
  void aReceiptWithoutLogsIsMalformed() {
    String receipt =
        "{'transactionHash':'H','blockHash':'H','blockNumber':'0x5','status':'0x1',"
            + "'gasUsed':'0x5208','effectiveGasPrice':'0x1','logs':L}";
    for (String logs : List.of("null", "[null]")) {
      String told =
          receipt.replace("H", Hash32.ZERO.toString()).replace("L", logs).replace('\'', '"');
      answer = request -> result(request, told);
      assertThatThrownBy(() -> chain().receipt(Hash32.ZERO))
          .as(logs)
          .isInstanceOf(RpcMalformed.class);
    }
  }

  @Test
  void anHttpErrorIsUnavailable() {
    status = 503;
    answer = request -> "<html>busy</html>";

    assertThatThrownBy(() -> chain().chainId())
        .isInstanceOf(RpcUnavailable.class)
        .hasMessageContaining("HTTP status 503");
  }

  @Test
  void anAnswerAboveTheLimitIsUnavailable() {
    answer = request -> result(request, "\"0x" + "1".repeat(5000) + "\"");

    assertThatThrownBy(() -> chain("", Duration.ofSeconds(10), 1000).chainId())
        .isInstanceOf(RpcUnavailable.class)
        .hasMessageContaining("longer than 1000 bytes");
  }

  @Test
  void anAnswerThatDoesNotComeInTimeIsUnavailable() {
    answer =
        request -> {
          try {
            finished.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "";
        };

    assertThatThrownBy(() -> chain("", Duration.ofMillis(200), 1000).chainId())
        .isInstanceOf(RpcUnavailable.class);
  }

  @Test
  void credentialsTravelInAHeaderAndAppearInNoMessage() {
    status = 503;

    assertThatThrownBy(() -> chain("me:hunter2@", Duration.ofSeconds(10), 1000).chainId())
        .isInstanceOf(RpcUnavailable.class)
        .hasMessageContaining("http://127.0.0.1:" + server.getAddress().getPort() + ":")
        .hasMessageNotContainingAny("hunter2", "secret");
    assertThat(authorizations).containsExactly(Optional.of("Basic bWU6aHVudGVyMg=="));
  }

  @Test
  void logsOfAnotherBlockOrContractOrOutOfOrderAreMalformed() {
    Hash32 hash = Hash32.fromHex("0".repeat(63) + "5");
    BlockRef block = new BlockRef(5, hash, Hash32.ZERO, 0);

    answer =
        request -> result(request, "[" + log(SOMEBODY, 5, 0) + "," + log(SOMEBODY, 5, 3) + "]");
    assertThat(((BlockLogs.Found) chain().logs(block, Set.of(SOMEBODY))).logs()).hasSize(2);

    answer =
        request -> result(request, "[" + log(SOMEBODY, 5, 3) + "," + log(SOMEBODY, 5, 3) + "]");
    assertThatThrownBy(() -> chain().logs(block, Set.of(SOMEBODY)))
        .isInstanceOf(RpcMalformed.class);

    answer = request -> result(request, "[" + log(SOMEBODY, 6, 0) + "]");
    assertThatThrownBy(() -> chain().logs(block, Set.of(SOMEBODY)))
        .isInstanceOf(RpcMalformed.class);

    answer = request -> result(request, "[" + log(Address.ZERO, 5, 0) + "]");
    assertThatThrownBy(() -> chain().logs(block, Set.of(SOMEBODY)))
        .isInstanceOf(RpcMalformed.class);

    answer = request -> result(request, "null");
    assertThatThrownBy(() -> chain().logs(block, Set.of(SOMEBODY)))
        .isInstanceOf(RpcMalformed.class);

    answer = request -> error(request, -32000, "unknown block", "null");
    assertThat(chain().logs(block, Set.of(SOMEBODY))).isEqualTo(new BlockLogs.UnknownBlock(hash));
  }

  private static String log(Address address, long block, int index) {
    return ("{\"address\":\"%s\",\"topics\":[],\"data\":\"0x\",\"blockHash\":\"0x%064x\",\"blockNumber\":\"0x%x\","
            + "\"transactionHash\":\"0x%064x\",\"logIndex\":\"0x%x\",\"removed\":false}")
        .formatted(address, block, block, 1, index);
  }
}
