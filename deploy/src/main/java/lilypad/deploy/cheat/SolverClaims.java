package lilypad.deploy.cheat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.node.Lease;

/** Finds the claim in the solver's books, which are open to everybody. */
record SolverClaims(URI solver, HttpClient client, ObjectMapper json) implements Claims {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String DEALS = "/api/v1/deals";

  SolverClaims(URI solver) {
    this(solver, HttpClient.newHttpClient(), new ObjectMapper());
  }

  @Override
  public Hash32 of(Lease lease) throws InterruptedException {
    for (JsonNode deal : ask(DEALS)) {
      Map<String, String> inputs = new TreeMap<>();
      deal.path("deal")
          .path("job_offer")
          .path("inputs")
          .properties()
          .forEach(input -> inputs.put(input.getKey(), input.getValue().asText()));
      if (inputs.equals(lease.inputs())) {
        String claim =
            ask(DEALS + "/" + deal.path("id").asText() + "/result").path("data_id").asText();
        return Cid.parse(claim).digest();
      }
    }
    throw new IllegalStateException("the solver knows no deal on " + lease.inputs());
  }

  private JsonNode ask(String path) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(solver.resolve(path)).timeout(PATIENCE).build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return json.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException("asking " + request.uri(), e);
    }
  }
}
