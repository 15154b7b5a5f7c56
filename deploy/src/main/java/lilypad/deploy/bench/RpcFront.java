package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** JSON-RPC over HTTP on a free port of loopback: single questions and batches. */
final class RpcFront implements AutoCloseable {

  /** Whoever knows the answers. */
  interface Results {
    /** The result of a question as JSON. */
    byte[] of(String method, JsonNode params) throws IOException;
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Results results;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  RpcFront(Results results) throws IOException {
    this.results = results;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = answer(JSON.readTree(exchange.getRequestBody()));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private byte[] answer(JsonNode question) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (question.isArray()) {
      String separator = "[";
      for (JsonNode one : question) {
        body.write(ascii(separator));
        single(one, body);
        separator = ",";
      }
      body.write(']');
    } else {
      single(question, body);
    }
    return body.toByteArray();
  }

  private void single(JsonNode question, ByteArrayOutputStream body) throws IOException {
    body.write(CannedLogs.head(question.required("id").toString()));
    body.write(
        results.of(question.required("method").asText(), question.required("params")));
    body.write('}');
  }

  /** JSON made of ASCII only. */
  static byte[] ascii(String json) {
    return json.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
