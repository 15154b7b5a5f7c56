package lilypad.mediator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Function;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.DealBoard.Story;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.story.DealExplanation;
import lilypad.protocol.story.DealStory;

/**
 * The operator's HTTP interface, for reading: {@code /alive}, {@code /ready}, {@code
 * /api/v1/health}, {@code /api/v1/deals}, {@code /api/v1/deals?open}, {@code /api/v1/deals/ID},
 * {@code /api/v1/deals/ID/story}, {@code /api/v1/deals/ID/explanation}, {@code /api/v1/warnings},
 * {@code /api/v1/verifiers}. An id is a deal's id on chain, percent-encoded, or our 64 hex digits
 * for it. It shows facts of the journal and holds no secret. Only one path does something, for
 * those who show the operator's token: {@code POST /api/v1/payouts} pays verifiers.
 */
public final class ApiServer implements AutoCloseable {

  private static final String API = "/api/";
  private static final String DEALS = "/api/v1/deals";
  private static final String STORY = "/story";
  private static final String PAYOUTS = "/api/v1/payouts";
  private static final String BEARER = "Bearer ";
  private static final String EXPLANATION = "/explanation";

  private final HttpServer server;
  private final ApiSources sources;
  private volatile boolean read;

  /**
   * Takes the address at once; answers from {@link #open} on, about deals from {@link #journalRead}
   * on.
   *
   * @throws IOException if the address cannot be bound
   */
  public ApiServer(InetSocketAddress address, ApiSources sources) throws IOException {
    this.sources = sources;
    this.server = HttpServer.create(address, 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
  }

  /** Begins to answer: that it lives, and that it is not ready. */
  public void open() {
    server.start();
  }

  /** The boards hold what the journal holds: from now on they are shown. */
  public void journalRead() {
    read = true;
  }

  /** The port that is bound. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<Answer> answer =
          switch (exchange.getRequestMethod()) {
            case "GET" -> route(exchange.getRequestURI());
            case "POST" ->
                exchange.getRequestURI().getRawPath().equals(PAYOUTS)
                    ? Optional.of(payouts(exchange))
                    : Optional.of(new Answer(405, message("expected GET")));
            default -> Optional.of(new Answer(405, message("expected GET")));
          };
      Answer given = answer.orElseGet(() -> new Answer(404, message("nothing is here")));
      byte[] body = given.body().toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(given.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Pays verifiers, if who asks shows the operator's token. */
  private Answer payouts(HttpExchange exchange) {
    String shown =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    if (!shown.startsWith(BEARER) || !sources.payouts().allowed(shown.substring(BEARER.length()))) {
      return new Answer(401, message("expected the operator's token"));
    }
    if (!read) {
      return new Answer(503, message("the journal is being read"));
    }
    try {
      PayoutWish wish = PayoutWish.of(exchange.getRequestURI());
      return new Answer(200, AccountView.of(sources.payouts().pay(wish.verifiers(), wish.least())));
    } catch (MalformedValue e) {
      return new Answer(400, message(String.valueOf(e.getMessage())));
    }
  }

  private record Answer(int status, JsonNode body) {}

  private Optional<Answer> route(URI asked) {
    String path = asked.getRawPath();
    if (!read && path.startsWith(API)) {
      return Optional.of(new Answer(503, message("the journal is being read")));
    }
    if (path.startsWith(DEALS + "/")) {
      return deal(path.substring(DEALS.length() + 1));
    }
    return switch (path) {
      case "/alive" -> Optional.of(new Answer(200, message("alive")));
      case "/ready" ->
          Optional.of(
              sources.ready().getAsBoolean()
                  ? new Answer(200, message("ready"))
                  : new Answer(503, message("starting")));
      case DEALS -> Optional.of(deals("open".equals(asked.getQuery())));
      case "/api/v1/warnings" -> Optional.of(warnings());
      case "/api/v1/verifiers" ->
          Optional.of(
              new Answer(
                  200,
                  VerifierView.of(
                      sources.roster(),
                      sources.boards().progress().verifiers(),
                      sources.nodes().get())));
      case "/api/v1/health" -> Optional.of(new Answer(200, HealthView.of(sources.health().get())));
      default -> Optional.empty();
    };
  }

  private Optional<Answer> deal(String path) {
    if (path.endsWith(STORY)) {
      return deal(path.substring(0, path.length() - STORY.length()), this::story);
    }
    return path.endsWith(EXPLANATION)
        ? deal(path.substring(0, path.length() - EXPLANATION.length()), this::explanation)
        : deal(path, DealView::of);
  }

  private Optional<Answer> deal(String id, Function<Story, JsonNode> shown) {
    return id.indexOf('/') >= 0
        ? Optional.empty()
        : find(URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8))
            .map(record -> new Answer(200, shown.apply(record)));
  }

  private JsonNode story(Story record) {
    return StoryView.of(record, DealStory.of(record.key(), sources.facts().apply(record.key())));
  }

  private JsonNode explanation(Story record) {
    return ExplanationView.of(
        DealExplanation.of(record.key(), sources.ruling().apply(record.key())));
  }

  /**
   * The deal with this key, or else with this id. A stranger chooses a deal's id, also one that
   * looks like another deal's key; the key is ours.
   */
  private Optional<Story> find(String name) {
    DealBoard deals = sources.boards().deals();
    Optional<Story> byKey =
        name.matches("[0-9a-f]{64}")
            ? deals.find(new DealKey(Hash32.fromHex(name)))
            : Optional.empty();
    return byKey.or(() -> deals.find(sources.keys().apply(new DealId(name))));
  }

  private static JsonNode message(String text) {
    return JsonNodeFactory.instance.objectNode().put("message", text);
  }

  /** Silent checks are as young as a claim may be: those that are not read in yet have none. */
  private Answer warnings() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    sources.boards().deals().all().stream()
        .filter(story -> story.state().warning().isPresent())
        .sorted(Comparator.comparing(Story::key))
        .forEach(story -> all.add(DealView.of(story)));
    return new Answer(200, all);
  }

  /** Half a list would pass for the whole one. */
  private Answer deals(boolean openOnly) {
    if (!openOnly && !sources.boards().deals().whole()) {
      return new Answer(
          503, message("the list of all deals is being read; open ones and single ones are here"));
    }
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    sources.boards().deals().all().stream()
        .filter(story -> story.open() || !openOnly)
        .sorted(Comparator.comparing(Story::key))
        .forEach(story -> all.add(DealView.of(story)));
    return new Answer(200, all);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
