package lilypad.chain.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lilypad.chain.pool.Capabilities.Support;
import lilypad.chain.rpc.RpcSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CapabilityProbeTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private HttpServer server;
  private volatile Function<JsonNode, String> answer = request -> "";
  private volatile boolean batches = true;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode request = JSON.readTree(exchange.getRequestBody());
          byte[] body = body(request).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.length == 0 ? 502 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String body(JsonNode request) {
    if (!request.isArray()) {
      return answer.apply(request);
    }
    if (!batches) {
      return "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"no batch\"}}";
    }
    List<String> answers = new ArrayList<>();
    request.forEach(one -> answers.add(answer.apply(one)));
    return answers.contains("") ? "" : answers.toString();
  }

  private Capabilities probe() {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secret");
    return Endpoint.at(RpcSettings.of(url)).probe().get();
  }

  private static String result(JsonNode request, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":" + result + "}";
  }

  private static String refusal(JsonNode request, String message) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + request.get("id")
        + ",\"error\":{\"code\":-32601,\"message\":\""
        + message
        + "\"}}";
  }

  private static String capable(JsonNode request) {
    return switch (request.get("method").asText()) {
      case "web3_clientVersion" -> result(request, "\"node/\\u001b[31m1\"");
      case "eth_getBlockByNumber" -> result(request, "{\"hash\":\"0x01\",\"number\":\"0x1\"}");
      case "eth_getLogs", "eth_getBlockReceipts" -> result(request, "[]");
      default -> result(request, "\"0x7\"");
    };
  }

  @Test
  void aNodeThatCanAllIsFoundOutAndItsNameIsFitForALog() {
    answer = CapabilityProbeTest::capable;
    assertThat(probe())
        .isEqualTo(
            new Capabilities(
                "node/?[31m1", Support.YES, Support.YES, Support.YES, Support.YES, Support.YES));
  }

  @Test
  void whatANodeRefusesItCannotDo() {
    batches = false;
    answer =
        request ->
            switch (request.get("params").toString()) {
              case "[\"safe\",false]" -> refusal(request, "invalid tag");
              case "[\"finalized\",false]" -> result(request, "null");
              default ->
                  request.get("method").asText().equals("eth_getBlockReceipts")
                      ? refusal(request, "method not found")
                      : request.get("method").asText().equals("eth_getLogs")
                          ? result(request, "null")
                          : capable(request);
            };
    assertThat(probe())
        .isEqualTo(
            new Capabilities(
                "node/?[31m1", Support.NO, Support.NO, Support.NO, Support.NO, Support.NO))
        .hasToString(
            "node/?[31m1: safe no, finalized no, logs by block hash no, block receipts no, batch"
                + " no");
  }

  @Test
  void whatGetsNoAnswerIsUnknown() {
    Capabilities found = probe();
    assertThat(found.safeTag()).isEqualTo(Support.UNKNOWN);
    assertThat(found.logsByBlockHash()).isEqualTo(Support.UNKNOWN);
    assertThat(found.batch()).isEqualTo(Support.UNKNOWN);
  }
}
