package lilypad.deploy.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import lilypad.protocol.CannotGoOn;
import lilypad.verifier.key.AccessToken;

/** A running mediator's HTTP interface. */
public final class OperatorApi implements AutoCloseable {

  /** What asking gave. */
  public sealed interface Answer {

    /** The answer. */
    record Told(JsonNode json) implements Answer {}

    /** It runs and has nothing there. */
    record Unknown() implements Answer {}

    /** Nobody answers in time. */
    record Silent(String why) implements Answer {}
  }

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI url;

  /** Asks at {@code url}: scheme, host and port. */
  public OperatorApi(URI url) {
    this.url = url;
  }

  /** Where it listens. */
  public URI url() {
    return url;
  }

  /**
   * Asks for a path below the interface's root.
   *
   * @throws CannotGoOn if what answers is no mediator
   */
  public Answer ask(String path) {
    HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE).build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return switch (answer.statusCode()) {
        case 200 -> new Answer.Told(json.readTree(answer.body()));
        case 404 -> new Answer.Unknown();
        default -> new Answer.Silent("status " + answer.statusCode());
      };
    } catch (JsonProcessingException e) {
      throw new CannotGoOn(
          "What listens at " + url + " answers " + path + " with something else than JSON",
          "Name a mediator's api.host and api.port with --api or --config",
          e);
    } catch (IOException e) {
      String message = e.getMessage();
      return new Answer.Silent(message == null ? e.getClass().getSimpleName() : message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotGoOn("A question to the mediator was interrupted", "Ask again", e);
    }
  }

  /**
   * As {@link #ask}, where there must be an answer.
   *
   * @throws CannotGoOn if there is none
   */
  public JsonNode require(String path) {
    return switch (ask(path)) {
      case Answer.Told told -> told.json();
      case Answer.Unknown unknown ->
          throw new CannotGoOn(
              "What listens at " + url + " has no " + path, "Name a mediator of this version");
      case Answer.Silent silent ->
          throw new CannotGoOn(
              silence(silent), "Start the mediator, or name it with --api URL or --config FILE");
    };
  }

  /**
   * Has the mediator do something.
   *
   * @param token shows that this is its operator
   * @throws CannotGoOn if it does not
   */
  public JsonNode post(String path, AccessToken token) {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", token.header())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return switch (answer.statusCode()) {
        case 200 -> json.readTree(answer.body());
        case 401 ->
            throw new CannotGoOn(
                "The mediator at " + url + " does not take this token",
                "Name the configuration of this very mediator with --config FILE");
        default ->
            throw new CannotGoOn(
                silence(new Answer.Silent("status " + answer.statusCode())),
                "Ask for lilypad health, and try again");
      };
    } catch (IOException e) {
      throw new CannotGoOn(
          silence(new Answer.Silent(String.valueOf(e.getMessage()))),
          "Start the mediator, then try again: what it journaled it does not do twice",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotGoOn("A wish to the mediator was interrupted", "Ask again", e);
    }
  }

  /** The words for a mediator that does not answer, without a full stop. */
  public String silence(Answer.Silent silent) {
    return "The mediator at " + url + " does not answer (" + silent.why() + ")";
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
