package lilypad.market.solver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.GoJson;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.MalformedJob;
import lilypad.protocol.job.ResourceOffer;
import lilypad.protocol.job.SolverDeal;

/**
 * A solver as a party of deals meets it: offers are left there over HTTP, and deals are looked for.
 * What it tells is believed of nothing: whoever agrees to a deal compares it with the offer first.
 * Every method throws {@link SolverRefusal} if there is no usable answer.
 */
public final class SolverDoor implements AutoCloseable {

  /** Bytes of a list of deals that are read. */
  private static final int MOST_LISTED = 16 << 20;

  private final URI solver;
  private final Duration timeout;
  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param solver scheme, host and port
   * @param timeout for one answer
   */
  public SolverDoor(URI solver, Duration timeout) {
    this.solver = solver;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /** Leaves a job offer. */
  public void post(JobOffer offer) throws InterruptedException {
    post("/api/v1/job_offers", GoJson.jobOffer(offer), DealIds.jobOffer(offer).toString());
  }

  /** Leaves a resource offer. */
  public void post(ResourceOffer offer) throws InterruptedException {
    post(
        "/api/v1/resource_offers",
        GoJson.resourceOffer(offer),
        DealIds.resourceOffer(offer).toString());
  }

  private void post(String path, Bytes offer, String id) throws InterruptedException {
    JsonNode answer =
        ask(
            HttpRequest.newBuilder(solver.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(offer.toArray())));
    if (!answer.path("id").asText().equals(id)) {
      throw new SolverRefusal(
          "the offer's id " + id + " from " + path + ", got " + answer.path("id").asText("none"));
    }
  }

  /**
   * The deal that was made of a job offer; empty while there is none, and once both parties have
   * agreed to it.
   *
   * @param offer the job offer's id
   */
  public Optional<SolverDeal> dealOf(String offer, Address creator) throws InterruptedException {
    JsonNode listed =
        list(
            "?job_creator="
                + creator.checksummed()
                + "&state="
                + ListedState.DEAL_NEGOTIATING.text());
    for (JsonNode deal : listed) {
      if (deal.path("job_offer").asText().equals(offer)) {
        return Optional.of(container(deal).deal());
      }
    }
    return Optional.empty();
  }

  /** Everybody's deals, in the solver's order. */
  public List<SolverDeal> deals() throws InterruptedException {
    List<SolverDeal> all = new ArrayList<>();
    for (JsonNode deal : list("")) {
      all.add(container(deal).deal());
    }
    return List.copyOf(all);
  }

  private JsonNode list(String query) throws InterruptedException {
    return ask(HttpRequest.newBuilder(solver.resolve("/api/v1/deals" + query)).GET());
  }

  private DealContainer container(JsonNode deal) {
    try {
      return DealContainer.parse(Bytes.of(json.writeValueAsBytes(deal)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON can be written", e);
    } catch (MalformedJob e) {
      throw new SolverRefusal("a deal, got one with " + e.getMessage(), e);
    }
  }

  private JsonNode ask(HttpRequest.Builder request) throws InterruptedException {
    HttpRequest asked = request.timeout(timeout).build();
    String what = asked.method() + " " + asked.uri().getPath();
    try {
      HttpResponse<InputStream> answer =
          http.send(asked, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        byte[] read = body.readNBytes(MOST_LISTED + 1);
        if (answer.statusCode() != 200) {
          throw new SolverRefusal("status 200 to " + what + ", got " + answer.statusCode());
        }
        if (read.length > MOST_LISTED) {
          throw new SolverRefusal("at most " + MOST_LISTED + " bytes to " + what + ", got more");
        }
        return json.readTree(read);
      }
    } catch (IOException e) {
      throw new SolverRefusal("an answer to " + what + ", got " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
