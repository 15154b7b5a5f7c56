package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import lilypad.protocol.Bytes;

/** The node behind a proxy. */
final class Node implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** What the node answered. */
  record Answered(int status, Bytes body) {}

  /** The node did not answer. */
  static final class Silent extends IOException {

    Silent(URI url, Exception cause) {
      super("no answer from " + ChaosSettings.shown(url) + ": " + words(cause), cause);
    }

    private static String words(Exception cause) {
      String text = cause.getMessage();
      return text == null ? cause.getClass().getSimpleName() : text;
    }
  }

  private final URI target;
  private final URI socketTarget;
  private final Optional<String> authorization;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final ObjectMapper json;

  Node(ChaosSettings settings, ObjectMapper json) {
    this.target = withoutUser(settings.target());
    this.socketTarget = withoutUser(settings.socketTarget());
    this.authorization =
        Optional.ofNullable(settings.target().getUserInfo())
            .map(user -> user.getBytes(StandardCharsets.UTF_8))
            .map(user -> "Basic " + Base64.getEncoder().encodeToString(user));
    this.json = json;
  }

  private static URI withoutUser(URI url) {
    String user = url.getRawUserInfo();
    return user == null ? url : URI.create(url.toString().replace(user + "@", ""));
  }

  /**
   * Hands a request on.
   *
   * @throws Silent if no answer comes
   */
  Answered post(byte[] body) throws Silent, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json")
            .timeout(ANSWER)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    authorization.ifPresent(value -> request.header("Authorization", value));
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answered(response.statusCode(), Bytes.of(response.body()));
    } catch (IOException e) {
      throw new Silent(target, e);
    }
  }

  /** The number of the block that a tag means now; empty if the node tells none. */
  OptionalLong height(String tag) throws Silent, InterruptedException {
    return number(ask("eth_getBlockByNumber", tag));
  }

  /** The number of a block; empty if the node does not know it. */
  OptionalLong heightOf(String hash) throws Silent, InterruptedException {
    return number(ask("eth_getBlockByHash", hash));
  }

  private static OptionalLong number(JsonNode block) {
    return BlockTags.number(block.path("number"));
  }

  private JsonNode ask(String method, String block) throws Silent, InterruptedException {
    ObjectNode call = call(method);
    call.withArray("params").add(block).add(false);
    return result(call);
  }

  /** Forgets a filter. */
  void forgetFilter(JsonNode id) throws Silent, InterruptedException {
    ObjectNode call = call("eth_uninstallFilter");
    ArrayNode params = call.withArray("params");
    params.add(id);
    result(call);
  }

  private ObjectNode call(String method) {
    return json.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
  }

  private JsonNode result(ObjectNode call) throws Silent, InterruptedException {
    try {
      return json.readTree(post(json.writeValueAsBytes(call)).body().toArray()).path("result");
    } catch (Silent e) {
      throw e;
    } catch (IOException e) {
      throw new Silent(target, e);
    }
  }

  /** Opens a connection over WebSocket. */
  CompletableFuture<WebSocket> connect(WebSocket.Listener listener) {
    WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(CONNECT);
    authorization.ifPresent(value -> builder.header("Authorization", value));
    return builder.buildAsync(socketTarget, listener);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
