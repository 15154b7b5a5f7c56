package lilypad.chain.chaos;

import static lilypad.chain.chaos.FakeNode.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lilypad.chain.TestChain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A subscriber of a real node over WebSocket, through the proxy. */
class SocketsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String SUBSCRIBE =
      "{\"jsonrpc\":\"2.0\",\"id\":\"sub\",\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}";

  /** What a socket of a client got. */
  private static final class Heard implements WebSocket.Listener {

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        try {
          messages.add(JSON.readTree(part.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        part.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      ended.complete("closed with " + status);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ended.complete("broken");
    }

    JsonNode next() throws InterruptedException {
      JsonNode message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(message).as("a message").isNotNull();
      return message;
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private Heard heard = new Heard();
  private TestChain test;
  private ChaosProxy proxy;
  private WebSocket socket;

  @BeforeEach
  void start() throws IOException {
    test = new TestChain();
    proxy = ChaosProxy.start(ChaosSettings.scripted(test.anvil().url(), List.of()), fault -> {});
    socket = connected();
  }

  private WebSocket connected() {
    return client.newWebSocketBuilder().buildAsync(proxy.socketUrl(), heard).join();
  }

  @AfterEach
  void stop() {
    socket.abort();
    proxy.close();
    test.close();
    client.close();
  }

  private void connect(ScriptedFault... script) throws IOException {
    socket.abort();
    proxy.close();
    heard = new Heard();
    proxy =
        ChaosProxy.start(ChaosSettings.scripted(test.anvil().url(), List.of(script)), fault -> {});
    socket = connected();
  }

  private static ScriptedFault once(String method, FaultKind kind, String parameters) {
    return new ScriptedFault(
        method, 0, 1, Fault.of(kind, ConfigFactory.parseString(parameters), "parameters"));
  }

  private void send(String text) {
    WebSocket unused = socket.sendText(text, true).join();
  }

  private static String headQuestion(int id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"eth_blockNumber\",\"params\":[]}"
        .formatted(id);
  }

  private void subscribe() throws InterruptedException {
    send(SUBSCRIBE);
    JsonNode answer = heard.next();
    assertThat(answer.path("id").asText()).isEqualTo("sub");
    assertThat(answer.path("result").isTextual()).isTrue();
  }

  private static long number(JsonNode notification) {
    assertThat(notification.path("method").asText()).isEqualTo("eth_subscription");
    return Long.decode(notification.path("params").path("result").path("number").asText());
  }

  @Test
  void questionsAndSubscriptionsGoThroughWithTheClientsOwnIds() throws Exception {
    connect();
    subscribe();
    test.anvil().mine(2);

    assertThat(number(heard.next())).isEqualTo(1);
    assertThat(number(heard.next())).isEqualTo(2);
    send("[" + headQuestion(5) + "," + headQuestion(6) + "]");
    JsonNode batch = heard.next();
    assertThat(batch).extracting(a -> a.path("id").asInt()).containsExactlyInAnyOrder(5, 6);
    assertThat(batch).allMatch(a -> a.path("result").asText().equals("0x2"));
    assertThat(proxy.dealt().total()).isZero();
  }

  @Test
  void anOmittedNotificationDoesNotComeAndTheNextOneDoes() throws Exception {
    connect(once("eth_subscription", FaultKind.OMITTED, ""));
    subscribe();
    test.anvil().mine(2);

    assertThat(number(heard.next())).isEqualTo(2);
    assertThat(proxy.dealt().faults()).containsOnlyKeys(FaultKind.OMITTED);
  }

  @Test
  void aRateLimitIsAnErrorWhereThereIsNoStatus() throws Exception {
    connect(once("eth_blockNumber", FaultKind.RATE_LIMIT, "form = http"));
    send(headQuestion(9));

    JsonNode refused = heard.next();
    assertThat(refused.path("id").asInt()).isEqualTo(9);
    assertThat(refused.path("error").path("message").asText()).contains("Too many requests");
    send(headQuestion(10));
    assertThat(heard.next().path("result").asText()).isEqualTo("0x0");
  }

  @Test
  void aStaleHeadIsBehindOverASocketToo() throws Exception {
    test.anvil().mine(5);
    connect(once("eth_blockNumber", FaultKind.STALE_HEAD, "blocks = 1"));
    send(headQuestion(1));

    assertThat(heard.next().path("result").asText()).isEqualTo("0x4");
  }

  @Test
  void aCutSocketEnds() throws Exception {
    connect(once("eth_blockNumber", FaultKind.CUT, ""));
    send(headQuestion(1));

    assertThat(heard.ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    assertThat(heard.messages).isEmpty();
  }

  @Test
  void aHalfOpenSocketSaysNothingAndThenEnds() throws Exception {
    connect(once("eth_blockNumber", FaultKind.HALF_OPEN, "patience = 500ms"));
    subscribe();
    send(headQuestion(1));
    await().atMost(PATIENCE).until(() -> proxy.dealt().total() == 1);
    test.anvil().mine(1);

    assertThat(heard.ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    assertThat(heard.messages).isEmpty();
  }

  @Test
  void aNodeThatEndsEndsItsClientsSockets() throws Exception {
    connect();
    subscribe();
    test.anvil().close();

    assertThat(heard.ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    connect();
    int port = proxy.url().getPort();
    ChaosSettings again =
        new ChaosSettings(
            test.anvil().url(),
            ChaosSettings.socketOf(test.anvil().url()),
            port,
            1,
            Optional.empty(),
            List.of());

    assertThatThrownBy(() -> ChaosProxy.start(again, fault -> {}).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(port));
  }
}
