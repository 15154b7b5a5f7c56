package lilypad.chain.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import lilypad.protocol.Address;
import org.jspecify.annotations.Nullable;

/**
 * A node over HTTP that has one log in each block and behaves by script. It answers one question at
 * a time.
 */
final class ScriptedNode implements AutoCloseable {

  static final Address CONTRACT = Address.fromHex("00000000000000000000000000000000000000c0");

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Rewrite(String method, UnaryOperator<ObjectNode> reply) {}

  private final HttpServer server;
  private final List<ObjectNode> blocks = new ArrayList<>();
  private final List<Rewrite> rewrites = new ArrayList<>();
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private final long finalityDepth;

  /** What happens before a call of a method is answered, and what becomes of a whole answer. */
  volatile Consumer<String> before = method -> {};

  volatile UnaryOperator<String> body = UnaryOperator.identity();

  ScriptedNode(long finalityDepth) throws IOException {
    this.finalityDepth = finalityDepth;
    mine(1);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::exchange);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized void mine(int count) {
    for (int i = 0; i < count; i++) {
      int number = blocks.size();
      blocks.add(
          JSON.createObjectNode()
              .put("number", "0x" + Integer.toHexString(number))
              .put("hash", hash(number))
              .put("parentHash", hash(number - 1))
              .put("timestamp", "0x" + Integer.toHexString(1_000 + number)));
    }
  }

  synchronized int height() {
    return blocks.size() - 1;
  }

  /** Every hash starts with a byte of zero. */
  static String hash(int number) {
    return "0x00%062x".formatted(number + 0xa0_0000);
  }

  /** The next answer to that method is this one instead. */
  synchronized void next(String method, UnaryOperator<ObjectNode> reply) {
    rewrites.add(new Rewrite(method, reply));
  }

  /** The next answer to that method is an error. */
  void refuseNext(String method, int code, @Nullable String message) {
    next(
        method,
        reply -> {
          reply.remove("result");
          reply.putObject("error").put("code", code).put("message", message);
          return reply;
        });
  }

  /** All calls so far, each as it came. */
  List<JsonNode> asked() {
    return asked;
  }

  private synchronized void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode question = JSON.readTree(exchange.getRequestBody());
      JsonNode answer;
      if (question.isArray()) {
        ArrayNode all = JSON.createArrayNode();
        question.forEach(one -> all.add(reply(one)));
        answer = all;
      } else {
        answer = reply(question);
      }
      byte[] bytes = body.apply(answer.toString()).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private ObjectNode reply(JsonNode question) {
    String method = question.required("method").asText();
    asked.add(question);
    before.accept(method);
    ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
    reply.set("id", question.required("id"));
    reply.set("result", result(method, question.required("params")));
    for (Rewrite rewrite : rewrites) {
      if (rewrite.method().equals(method)) {
        rewrites.remove(rewrite);
        return rewrite.reply().apply(reply);
      }
    }
    return reply;
  }

  private JsonNode result(String method, JsonNode params) {
    return switch (method) {
      case "eth_getBlockByNumber" -> block(params.path(0).asText());
      case "eth_getBlockByHash" -> blockOf(params.path(0).asText());
      case "eth_getLogs" -> logs(params.path(0));
      // What gateways say to eth_newFilter and its kin.
      default -> JSON.nullNode();
    };
  }

  private JsonNode block(String which) {
    int number =
        switch (which) {
          case "latest" -> height();
          case "safe", "finalized" -> (int) Math.max(0, height() - finalityDepth);
          default -> Integer.decode(which);
        };
    return number <= height() ? blocks.get(number) : JSON.nullNode();
  }

  /** Without what its hash would be made over: it has to be believed. */
  private JsonNode blockOf(String hash) {
    return blocks.stream()
        .filter(block -> block.path("hash").asText().equals(hash))
        .findFirst()
        .<JsonNode>map(block -> block)
        .orElseGet(JSON::nullNode);
  }

  private ArrayNode logs(JsonNode filter) {
    ArrayNode found = JSON.createArrayNode();
    for (int number = 0; number <= height(); number++) {
      boolean wanted =
          filter.has("blockHash")
              ? filter.path("blockHash").asText().equals(hash(number))
              : number >= Integer.decode(filter.path("fromBlock").asText())
                  && number <= Integer.decode(filter.path("toBlock").asText());
      if (wanted) {
        ObjectNode log = found.addObject();
        log.put("address", CONTRACT.toString()).put("data", "0x").putArray("topics");
        log.put("blockHash", hash(number)).put("blockNumber", "0x" + Integer.toHexString(number));
        log.put("transactionHash", hash(number)).put("logIndex", "0x0").put("removed", false);
      }
    }
    return found;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
