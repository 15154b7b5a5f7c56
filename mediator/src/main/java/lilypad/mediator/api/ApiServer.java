package lilypad.mediator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.DealBoard.Story;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.node.NodeIdentity;

/**
 * The operator's HTTP interface, read-only: {@code /alive}, {@code /ready}, {@code /api/v1/deals},
 * {@code /api/v1/deals?open}, {@code /api/v1/deals/ID}, {@code /api/v1/verifiers}. It shows facts
 * of the journal and holds no secret.
 */
public final class ApiServer implements AutoCloseable {

  private static final String DEALS = "/api/v1/deals";

  private final HttpServer server;
  private final DealBoard board;
  private final Function<DealId, DealKey> keys;
  private final Supplier<List<NodeIdentity>> nodes;
  private final Predicate<Address> retiring;
  private final BooleanSupplier ready;

  /**
   * Listens at once.
   *
   * @param keys names a deal by the id on chain
   * @param nodes the verifiers connected now
   * @param retiring the verifiers that are drawn no more
   * @param ready whether the journal was read and the chain is followed
   * @throws IOException if the address cannot be bound
   */
  public ApiServer(
      InetSocketAddress address,
      DealBoard board,
      Function<DealId, DealKey> keys,
      Supplier<List<NodeIdentity>> nodes,
      Predicate<Address> retiring,
      BooleanSupplier ready)
      throws IOException {
    this.board = board;
    this.keys = keys;
    this.nodes = nodes;
    this.retiring = retiring;
    this.ready = ready;
    this.server = HttpServer.create(address, 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** The port that is bound. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<Answer> answer =
          exchange.getRequestMethod().equals("GET")
              ? route(exchange.getRequestURI())
              : Optional.of(new Answer(405, message("expected GET")));
      Answer given = answer.orElseGet(() -> new Answer(404, message("nothing is here")));
      byte[] body = given.body().toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(given.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private record Answer(int status, JsonNode body) {}

  private Optional<Answer> route(URI asked) {
    String path = asked.getPath();
    if (path.equals("/alive")) {
      return Optional.of(new Answer(200, message("alive")));
    }
    if (path.equals("/ready")) {
      return Optional.of(
          ready.getAsBoolean()
              ? new Answer(200, message("ready"))
              : new Answer(503, message("starting")));
    }
    if (path.equals(DEALS)) {
      return Optional.of(new Answer(200, deals("open".equals(asked.getQuery()))));
    }
    if (path.startsWith(DEALS + "/")) {
      DealId deal = new DealId(path.substring(DEALS.length() + 1));
      return board.find(keys.apply(deal)).map(story -> new Answer(200, DealView.of(story)));
    }
    return path.equals("/api/v1/verifiers")
        ? Optional.of(new Answer(200, verifiers()))
        : Optional.empty();
  }

  private static JsonNode message(String text) {
    return JsonNodeFactory.instance.objectNode().put("message", text);
  }

  private ArrayNode deals(boolean openOnly) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    board.all().stream()
        .filter(story -> story.open() || !openOnly)
        .sorted(Comparator.comparing(Story::key))
        .forEach(story -> all.add(DealView.of(story)));
    return all;
  }

  private ArrayNode verifiers() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (NodeIdentity node : nodes.get()) {
      all.addObject()
          .put("address", node.verifier().checksummed())
          .put("operator", node.operator())
          .put("runtimeDigest", node.runtimeDigest().toString())
          .put("connected", true)
          .put("retiring", retiring.test(node.verifier()))
          .put("openLeases", board.openLeases(node.verifier()));
    }
    return all;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
