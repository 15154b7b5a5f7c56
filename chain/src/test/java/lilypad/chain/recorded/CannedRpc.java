package lilypad.chain.recorded;

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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A JSON-RPC 2.0 server on a free port of loopback, batches included, whose answers a test writes.
 */
public final class CannedRpc implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Answers answers;
  private volatile int mostInBatch = Integer.MAX_VALUE;

  /** What the server knows; asked by several threads. */
  @FunctionalInterface
  public interface Answers {
    /**
     * The result of a call.
     *
     * @throws Refused to answer with an error
     */
    JsonNode answer(String method, JsonNode params);
  }

  /** An error object of JSON-RPC. */
  public static final class Refused extends RuntimeException {

    private final int code;
    private final Optional<String> data;

    /**
     * @param data revert data in hex, if it is that kind of error
     */
    public Refused(int code, String text, Optional<String> data) {
      super(text);
      this.code = code;
      this.data = data;
    }

    private ObjectNode node() {
      ObjectNode error = JSON.createObjectNode().put("code", code).put("message", getMessage());
      data.ifPresent(hex -> error.put("data", hex));
      return error;
    }
  }

  private CannedRpc(Answers answers) throws IOException {
    this.answers = answers;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::exchange);
    server.start();
  }

  /** Starts serving. */
  public static CannedRpc serving(Answers answers) throws IOException {
    return new CannedRpc(answers);
  }

  /** From now on refuses a batch of more questions as a whole. */
  public void refuseBatchesAbove(int most) {
    mostInBatch = most;
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode asked = JSON.readTree(exchange.getRequestBody());
      byte[] body = JSON.writeValueAsBytes(reply(asked));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private JsonNode reply(JsonNode asked) {
    if (asked.isArray() && asked.size() > mostInBatch) {
      ObjectNode refused = JSON.createObjectNode().put("jsonrpc", "2.0").putNull("id");
      return refused.set("error", new Refused(-32_600, "batch too large", Optional.empty()).node());
    }
    if (asked.isArray()) {
      ArrayNode all = JSON.createArrayNode();
      asked.forEach(request -> all.add(one(request)));
      return all;
    }
    return one(asked);
  }

  private ObjectNode one(JsonNode request) {
    ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
    reply.set("id", request.path("id"));
    try {
      reply.set(
          "result", answers.answer(request.required("method").asText(), request.path("params")));
    } catch (Refused e) {
      reply.set("error", e.node());
    }
    return reply;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
