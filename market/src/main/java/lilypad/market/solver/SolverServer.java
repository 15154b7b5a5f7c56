package lilypad.market.solver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lilypad.chain.rpc.RpcFault;
import lilypad.market.contracts.ReadRefused;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.MalformedJob;
import lilypad.protocol.job.ResourceOffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the world about the deals of a {@link SolverBook} over HTTP, in the shape of Lilypad's
 * solver, and takes offers. Open to anybody who can connect:
 *
 * <ul>
 *   <li>{@code GET /api/v1/deals}, narrowed by {@code job_creator}, {@code resource_provider},
 *       {@code mediator} (addresses) and {@code state} (a name of {@link ListedState})
 *   <li>{@code GET /api/v1/deals/ID}
 *   <li>{@code GET /api/v1/deals/ID/result}
 *   <li>{@code POST /api/v1/job_offers} and {@code POST /api/v1/resource_offers}, an offer's JSON;
 *       the answer has its {@code id}, and the deal that comes of it is among the deals
 * </ul>
 *
 * Unknown deals, and results that are not there yet, answer 404, malformed queries and offers 400,
 * other methods 405; 503 while the chain gives no answer.
 */
public final class SolverServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SolverServer.class);
  private static final String DEALS = "/api/v1/deals";
  private static final String JOB_OFFERS = "/api/v1/job_offers";
  private static final String RESOURCE_OFFERS = "/api/v1/resource_offers";

  private record Answer(int status, String contentType, Bytes body) {

    static Answer json(Bytes body) {
      return new Answer(200, "application/json", body);
    }

    static Answer refusal(int status, String what) {
      byte[] text = (what + "\n").getBytes(StandardCharsets.UTF_8);
      return new Answer(status, "text/plain; charset=utf-8", Bytes.of(text));
    }
  }

  private final SolverBook book;
  private final OfferDesk offers;
  private final HttpServer server;
  private final ExecutorService threads;

  private SolverServer(SolverBook book, OfferDesk offers, HttpServer server) {
    this.book = book;
    this.offers = offers;
    this.server = server;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Listens at {@code address}; port 0 takes a free one.
   *
   * @throws IOException if the address cannot be had
   */
  public static SolverServer start(InetSocketAddress address, SolverBook book, OfferDesk offers)
      throws IOException {
    SolverServer server = new SolverServer(book, offers, HttpServer.create(address, 0));
    server.server.start();
    LOG.debug("the solver listens at {}", server.url());
    return server;
  }

  /** Where it listens: scheme, host and port, without a path. */
  public URI url() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  /** Stops listening; requests under way are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().toArray();
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      exchange.sendResponseHeaders(answer.status(), body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean offer = path.equals(JOB_OFFERS) || path.equals(RESOURCE_OFFERS);
    String expected = offer ? "POST" : "GET";
    if (!exchange.getRequestMethod().equals(expected)) {
      return Answer.refusal(405, "expected " + expected);
    }
    if (offer) {
      byte[] body = exchange.getRequestBody().readNBytes(DealContainer.MAX_SIZE + 1);
      return posted(path.equals(JOB_OFFERS), Bytes.of(body));
    }
    try {
      return answer(exchange.getRequestURI());
    } catch (RpcFault | ReadRefused e) {
      LOG.warn("the chain gives no answer: {}", e.getMessage());
      return Answer.refusal(503, "the chain gives no answer");
    }
  }

  private Answer posted(boolean job, Bytes body) {
    try {
      String id = job ? offers.post(JobOffer.parse(body)) : offers.post(ResourceOffer.parse(body));
      return Answer.json(Bytes.of(("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8)));
    } catch (MalformedJob e) {
      return Answer.refusal(400, String.valueOf(e.getMessage()));
    }
  }

  private Answer answer(URI uri) {
    String path = uri.getPath();
    if (path.equals(DEALS)) {
      try {
        return Answer.json(book.listingJson(DealQuery.of(parameters(uri))));
      } catch (MalformedValue e) {
        return Answer.refusal(400, String.valueOf(e.getMessage()));
      }
    }
    if (!path.startsWith(DEALS + "/")) {
      return Answer.refusal(404, "expected " + DEALS);
    }
    List<String> parts = List.of(path.substring(DEALS.length() + 1).split("/", -1));
    DealId id = new DealId(parts.getFirst());
    return switch (parts.size()) {
      case 1 -> found(book.containerJson(id), "deal");
      case 2 ->
          parts.get(1).equals("result")
              ? found(book.resultJson(id), "result")
              : Answer.refusal(404, "expected result");
      default -> Answer.refusal(404, "expected " + DEALS + "/ID/result");
    };
  }

  private static Answer found(Optional<Bytes> json, String what) {
    return json.map(Answer::json).orElseGet(() -> Answer.refusal(404, "no such " + what));
  }

  private static Map<String, String> parameters(URI uri) {
    Map<String, String> parameters = new HashMap<>();
    String query = uri.getRawQuery();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      parameters.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new MalformedValue("percent-encoded text", text, e);
    }
  }
}
