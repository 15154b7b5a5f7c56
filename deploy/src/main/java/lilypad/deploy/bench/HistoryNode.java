package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;

/**
 * A process that is a node of a {@link MarketHistory}'s chain, for a mediator on loopback. It
 * prints its port; a line on its standard input is the new head's number, which it repeats; it ends
 * with its standard input. Blocks below the newest final one are known by number only.
 */
final class HistoryNode implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NEW = JsonNodeFactory.instance;

  /** What our mediation contract answers to a verdict on a deal that nobody knows. */
  private static final String NOT_DRAWN = "execution reverted: mediator cannot be 0x0";

  private static final int REVERTED = 3;
  private static final int NO_METHOD = -32_601;
  private static final int NO_BLOCK = -32_000;

  private final MarketHistory history;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile long head;

  HistoryNode(MarketHistory history) throws IOException {
    this.history = history;
    this.head = history.recorded();
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Takes the number of groups and the signer. */
  public static void main(String[] arguments) throws IOException {
    MarketHistory history =
        new MarketHistory(Integer.parseInt(arguments[0]), Address.fromHex(arguments[1]));
    try (HistoryNode node = new HistoryNode(history)) {
      System.out.println(node.port());
      BufferedReader heads =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = heads.readLine(); line != null; line = heads.readLine()) {
        node.head(Long.parseLong(line));
        System.out.println(line);
      }
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  void head(long number) {
    head = number;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode asked = JSON.readTree(exchange.getRequestBody());
      JsonNode answer;
      if (asked.isArray()) {
        ArrayNode all = NEW.arrayNode();
        asked.forEach(one -> all.add(answered(one)));
        answer = all;
      } else {
        answer = answered(asked);
      }
      byte[] body = JSON.writeValueAsBytes(answer);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private ObjectNode answered(JsonNode request) {
    ObjectNode out = NEW.objectNode().put("jsonrpc", "2.0");
    out.set("id", request.path("id"));
    JsonNode given = request.path("params");
    switch (request.path("method").asText()) {
      case "eth_chainId" -> out.put("result", hex(MarketHistory.CHAIN));
      case "web3_clientVersion" -> out.put("result", "history");
      case "eth_blockNumber" -> out.put("result", hex(head));
      case "eth_getBlockByNumber" -> out.set("result", block(number(given.path(0).asText())));
      case "eth_getBlockByHash" -> out.set("result", byHash(given.path(0).asText()));
      case "eth_getLogs" -> logs(given.path(0), out);
      case "eth_getCode" -> out.put("result", "0x00");
      case "eth_getBalance" -> out.put("result", "0xde0b6b3a7640000");
      case "eth_getTransactionCount" -> out.put("result", "0x0");
      case "eth_maxPriorityFeePerGas" -> out.put("result", "0x1");
      case "eth_call" -> {
        // What is pinned to a block is a deal's agreement: this node keeps no states.
        if (given.path(1).isObject()) {
          error(out, NO_BLOCK, "header not found");
        } else {
          error(out, REVERTED, NOT_DRAWN);
        }
      }
      default -> error(out, NO_METHOD, "the method does not exist");
    }
    return out;
  }

  private static void error(ObjectNode out, int code, String message) {
    out.putObject("error").put("code", code).put("message", message);
  }

  private long number(String which) {
    return switch (which) {
      case "latest", "pending" -> head;
      case "safe" -> Math.max(0, head - 1);
      case "finalized" -> Math.max(0, head - 2);
      case "earliest" -> 0;
      default -> Long.decode(which);
    };
  }

  private JsonNode block(long number) {
    if (number > head) {
      return NEW.nullNode();
    }
    BlockRef block = MarketHistory.block(number);
    ObjectNode out =
        NEW.objectNode()
            .put("number", hex(number))
            .put("hash", block.hash().toString())
            .put("parentHash", block.parentHash().toString())
            .put("timestamp", hex(block.timestamp()))
            .put("baseFeePerGas", "0x1");
    out.putArray("transactions");
    return out;
  }

  /** The newest blocks only. */
  private Optional<Long> numberOf(String hash) {
    for (long number = head; number > Math.max(0, head - 1_000); number--) {
      if (MarketHistory.block(number).hash().toString().equals(hash)) {
        return Optional.of(number);
      }
    }
    return Optional.empty();
  }

  private JsonNode byHash(String hash) {
    return numberOf(hash).map(this::block).orElseGet(NEW::nullNode);
  }

  private void logs(JsonNode filter, ObjectNode out) {
    ArrayNode found = NEW.arrayNode();
    if (filter.has("blockHash")) {
      Optional<Long> number = numberOf(filter.path("blockHash").asText());
      if (number.isEmpty()) {
        error(out, NO_BLOCK, "unknown block");
        return;
      }
      add(found, number.get(), filter);
    } else {
      long to = Math.min(head, number(filter.path("toBlock").asText()));
      for (long n = number(filter.path("fromBlock").asText()); n <= to; n++) {
        add(found, n, filter);
      }
    }
    out.set("result", found);
  }

  private void add(ArrayNode found, long number, JsonNode filter) {
    if (number < 1 || !filter.path("address").toString().contains(storage())) {
      return;
    }
    history.logs(number).forEach(log -> found.add(json(log)));
  }

  private static String storage() {
    return MarketHistory.STORAGE.toString();
  }

  private static ObjectNode json(ChainLog log) {
    ObjectNode out =
        NEW.objectNode()
            .put("address", log.address().toString())
            .put("data", log.data().toString())
            .put("blockHash", log.blockHash().toString())
            .put("blockNumber", hex(log.blockNumber()))
            .put("transactionHash", log.transactionHash().toString())
            .put("transactionIndex", "0x0")
            .put("logIndex", hex(log.logIndex()))
            .put("removed", false);
    ArrayNode topics = out.putArray("topics");
    List.copyOf(log.topics()).forEach(topic -> topics.add(topic.toString()));
    return out;
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
