package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * A process that answers {@code eth_getLogs} on loopback from {@link CannedLogs}, made before the
 * first question. It prints its port and ends when its standard input does.
 */
final class CannedNode implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<byte[]> results;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  CannedNode(CannedLogs logs) throws IOException {
    this.results = IntStream.range(0, logs.ranges()).mapToObj(logs::result).toList();
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Takes the number of ranges. */
  public static void main(String[] arguments) throws IOException {
    try (CannedNode node = new CannedNode(new CannedLogs(Integer.parseInt(arguments[0])))) {
      System.out.println(node.port());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      long from = Long.decode(request.required("params").path(0).path("fromBlock").asText());
      byte[] result = results.get((int) (from / CannedLogs.BLOCKS));
      byte[] head = CannedLogs.head(request.required("id").toString());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, head.length + result.length + 1);
      OutputStream body = exchange.getResponseBody();
      body.write(head);
      body.write(result);
      body.write('}');
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
