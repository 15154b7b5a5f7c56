package lilypad.chain.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactivex.Flowable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.MalformedValue;
import org.web3j.protocol.ObjectMapperFactory;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.BatchResponse;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.websocket.events.Notification;

/**
 * JSON-RPC 2.0 over HTTP/1.1 with connections kept alive, under web3j's typed requests.
 *
 * <p>Every answer is matched to its question by id, also within a batch, whose answers may come in
 * any order. The time limit covers the whole exchange, the body included. Credentials of the URL
 * travel in a header and appear in no message.
 */
public final class HttpTransport implements Web3jService {

  private final RpcSettings settings;
  private final URI endpoint;
  private final String shown;
  private final Optional<String> authorization;
  private final HttpClient client;
  private final ObjectMapper json = ObjectMapperFactory.getObjectMapper();

  /** Connects lazily, at the first request. */
  public HttpTransport(RpcSettings settings) {
    this.settings = settings;
    EndpointUrl url = new EndpointUrl(settings.url());
    this.endpoint = url.withoutUser();
    this.shown = url.shown();
    this.authorization = url.authorization();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // What is done with an answer as it comes is short: no thread of its own is worth it.
            // When the client itself tries again, the name's resolution and TLS run there too.
            .executor(Runnable::run)
            .connectTimeout(settings.connectTimeout())
            .build();
  }

  /** The endpoint without credentials, path and query: providers put their keys into all three. */
  public String url() {
    return shown;
  }

  /**
   * Asks one question.
   *
   * @throws RpcFault if no usable answer comes; a JSON-RPC error is {@link RpcRefused}
   */
  @Override
  @SuppressWarnings("rawtypes") // web3j's own signature
  public <T extends Response> T send(Request request, Class<T> type) {
    JsonNode answer = exchange(request);
    refuse(request.getMethod(), answer);
    if (!answer.isObject() || !answer.path("id").isIntegralNumber()) {
      throw new RpcMalformed("an answer to " + request.getMethod(), answer.toString());
    }
    if (answer.get("id").asLong() != request.getId()) {
      throw new RpcMalformed(
          "the answer to " + request.getMethod() + " with id " + request.getId(),
          "one with id " + answer.get("id"));
    }
    return typed(request, answer, type);
  }

  /**
   * Asks several questions in one request. An answer that is a JSON-RPC error stands in its place:
   * see {@link Response#hasError}.
   *
   * @throws RpcFault if the batch as a whole gets no usable answer
   */
  @Override
  public BatchResponse sendBatch(BatchRequest batch) {
    List<Request<?, ? extends Response<?>>> requests = batch.getRequests();
    JsonNode answers = exchange(requests);
    refuse("a batch", answers);
    if (!answers.isArray()) {
      throw new RpcMalformed("an array of answers to a batch", answers.toString());
    }
    Map<Long, JsonNode> byId = new HashMap<>();
    for (JsonNode answer : answers) {
      if (byId.put(answer.path("id").asLong(-1), answer) != null) {
        throw new RpcMalformed("one answer for each id of a batch", answers.toString());
      }
    }
    List<Response<?>> inOrder = new ArrayList<>();
    for (Request<?, ? extends Response<?>> request : requests) {
      JsonNode answer = byId.get(request.getId());
      if (answer == null) {
        throw new RpcMalformed(
            "an answer to " + request.getMethod() + " with id " + request.getId(),
            answers.toString());
      }
      inOrder.add(typed(request, answer, request.getResponseType()));
    }
    return new BatchResponse(requests, inOrder);
  }

  @Override
  @SuppressWarnings("rawtypes") // web3j's own signature
  public <T extends Response> CompletableFuture<T> sendAsync(Request request, Class<T> type) {
    return CompletableFuture.supplyAsync(() -> send(request, type));
  }

  @Override
  public CompletableFuture<BatchResponse> sendBatchAsync(BatchRequest batch) {
    return CompletableFuture.supplyAsync(() -> sendBatch(batch));
  }

  /** Not offered: truth is pulled, and HTTP has no push. */
  @Override
  @SuppressWarnings("rawtypes") // web3j's own signature
  public <T extends Notification<?>> Flowable<T> subscribe(
      Request request, String unsubscribeMethod, Class<T> type) {
    return Flowable.error(new UnsupportedOperationException("no subscriptions over HTTP"));
  }

  /** Idle connections close by themselves. */
  @Override
  public void close() {}

  /**
   * Asks for logs; the answer's bytes become values without a tree in between.
   *
   * @param request one of eth_getLogs
   * @return logs in strictly ascending order of block and position
   * @throws RpcFault if no usable answer comes; a JSON-RPC error is {@link RpcRefused}
   */
  List<ChainLog> logs(Request<?, ?> request) {
    HttpResponse<byte[]> response = post(bytes(request));
    if (response.statusCode() == RetryAfter.TOO_MANY_REQUESTS) {
      throw unavailable(response);
    }
    try {
      List<ChainLog> logs = LogsAnswer.read(response.body(), request.getId());
      requireOk(response);
      return logs;
    } catch (RpcMalformed e) {
      requireOk(response);
      throw e;
    }
  }

  private JsonNode exchange(Object body) {
    HttpResponse<byte[]> response = post(bytes(body));
    if (response.statusCode() == RetryAfter.TOO_MANY_REQUESTS) {
      throw unavailable(response);
    }
    JsonNode answer;
    try {
      answer = json.readTree(response.body());
    } catch (IOException e) {
      requireOk(response);
      throw new RpcMalformed(
          "a JSON answer", new String(response.body(), StandardCharsets.UTF_8), e);
    }
    if (!answer.path("error").isObject()) {
      requireOk(response);
    }
    return answer;
  }

  private void requireOk(HttpResponse<?> response) {
    if (response.statusCode() != 200) {
      throw unavailable(response);
    }
  }

  private RpcUnavailable unavailable(HttpResponse<?> response) {
    int status = response.statusCode();
    return new RpcUnavailable(
        shown,
        "HTTP status " + status,
        new HttpStatus(status),
        RetryAfter.of(response, Instant.now()));
  }

  private byte[] bytes(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a request that JSON can hold was expected", e);
    }
  }

  private HttpResponse<byte[]> post(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/json")
            .timeout(settings.requestTimeout())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    authorization.ifPresent(value -> request.header("Authorization", value));
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request.build(), head -> LimitedBody.of(head, settings.maxResponseBytes()));
    try {
      return exchange.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String text = cause.getMessage();
      throw new RpcUnavailable(
          shown, text == null ? cause.getClass().getSimpleName() : text, cause);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new RpcUnavailable(shown, "no whole answer within " + settings.requestTimeout(), e);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new RpcUnavailable(shown, "interrupted while waiting", e);
    }
  }

  private <T> T typed(Request<?, ?> request, JsonNode answer, Class<T> type) {
    try {
      return json.treeToValue(answer, type);
    } catch (JsonProcessingException e) {
      throw new RpcMalformed(
          "an answer to " + request.getMethod() + " of type " + type.getSimpleName(),
          answer.toString(),
          e);
    }
  }

  private static void refuse(String method, JsonNode answer) {
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      throw refusal(method, error);
    }
  }

  /** What an error object says. */
  static RpcRefused refusal(String method, JsonNode error) {
    return new RpcRefused(
        method,
        error.path("code").asInt(),
        error.path("message").asText("no message"),
        hexOrEmpty(error.path("data")));
  }

  /** Revert data: a hex string, or an object that holds one (Hardhat, some gateways). */
  private static Bytes hexOrEmpty(JsonNode data) {
    JsonNode text = data.isObject() ? data.path("data") : data;
    if (!text.isTextual() || !text.asText().startsWith("0x")) {
      return Bytes.EMPTY;
    }
    try {
      return Bytes.fromHex(text.asText());
    } catch (MalformedValue e) {
      return Bytes.EMPTY;
    }
  }
}
