package lilypad.deploy.devnet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import lilypad.chain.rpc.StartupRefused;
import lilypad.protocol.DealId;

/** What the mediator says of its deals over HTTP. */
public final class MediatorApi implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI url;

  /** Asks at {@code url}: scheme, host and port. */
  MediatorApi(URI url) {
    this.url = url;
  }

  /** Where it listens. */
  public URI url() {
    return url;
  }

  /** A deal's record; empty while the mediator does not know it or does not answer. */
  public Optional<JsonNode> deal(DealId deal) {
    return get("/api/v1/deals/" + deal.text());
  }

  /** How many verifiers are connected. */
  public int connectedVerifiers() {
    int connected = 0;
    for (JsonNode verifier : get("/api/v1/verifiers").orElseGet(json::createArrayNode)) {
      connected += verifier.path("connected").asBoolean() ? 1 : 0;
    }
    return connected;
  }

  private Optional<JsonNode> get(String path) {
    HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE).build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.of(json.readTree(answer.body()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new StartupRefused(
          "The mediator answers " + path + " with something else than JSON", "See its log", e);
    } catch (IOException e) {
      // It is down or starting: whoever asks waits and asks again.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupRefused("A question to the mediator was interrupted", "Start again", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
