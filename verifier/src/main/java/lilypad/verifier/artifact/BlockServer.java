package lilypad.verifier.artifact;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;

/**
 * Hands out a store's blocks over HTTP: {@code GET} and {@code HEAD} of {@code
 * /ipfs/{cid}?format=raw} (or with {@code Accept: application/vnd.ipld.raw}), and nothing else. Who
 * asks must check the block; nothing here is a secret.
 *
 * @see <a href="https://specs.ipfs.tech/http-gateways/trustless-gateway/">IPFS trustless
 *     gateway</a>
 */
public final class BlockServer implements AutoCloseable {

  private static final String RAW = "application/vnd.ipld.raw";
  private static final String PREFIX = "/ipfs/";
  private static final int THREADS = 4;
  private static final int WAITING = 256;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final BlockStore store;

  private BlockServer(HttpServer server, ThreadPoolExecutor threads, BlockStore store) {
    this.server = server;
    this.threads = threads;
    this.store = store;
  }

  /**
   * Serves {@code store} at {@code address} (port 0: a free one) until closed.
   *
   * @throws IOException if the address cannot be bound
   */
  public static BlockServer start(InetSocketAddress address, BlockStore store) throws IOException {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "block-server-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    HttpServer http = HttpServer.create(address, WAITING);
    BlockServer server = new BlockServer(http, threads, store);
    http.createContext("/", server::handle);
    http.setExecutor(threads);
    http.start();
    return server;
  }

  /** The base URL under which the blocks are found, with the port that was bound. */
  public URI baseUrl() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        refuse(exchange, 405, "expected GET or HEAD");
        return;
      }
      String path = exchange.getRequestURI().getPath();
      if (!path.startsWith(PREFIX)) {
        refuse(exchange, 404, "expected " + PREFIX + "{cid}");
        return;
      }
      if (!asksForRaw(exchange)) {
        refuse(exchange, 406, "expected ?format=raw or Accept: " + RAW);
        return;
      }
      answer(exchange, path.substring(PREFIX.length()), method.equals("HEAD"));
    }
  }

  private void answer(HttpExchange exchange, String id, boolean head) throws IOException {
    Cid cid;
    try {
      cid = Cid.parse(id);
    } catch (MalformedValue e) {
      refuse(exchange, 400, "expected a CIDv0");
      return;
    }
    Optional<Bytes> block = store.get(cid);
    if (block.isEmpty()) {
      refuse(exchange, 404, "no such block");
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", RAW);
    headers.set("Content-Disposition", "attachment; filename=\"" + cid + ".bin\"");
    headers.set("Cache-Control", "public, max-age=29030400, immutable");
    headers.set("Etag", "\"" + cid + ".raw\"");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Ipfs-Path", PREFIX + cid);
    if (head) {
      headers.set("Content-Length", Integer.toString(block.get().size()));
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, block.get().size());
      exchange.getResponseBody().write(block.get().toArray());
    }
  }

  private static boolean asksForRaw(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    if (query != null && List.of(query.split("&", -1)).contains("format=raw")) {
      return true;
    }
    List<String> accept = exchange.getRequestHeaders().get("Accept");
    return query == null
        && accept != null
        && accept.stream().anyMatch(value -> value.contains(RAW));
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }
}
