package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lilypad.chain.LogBox;
import lilypad.chain.TestChain;
import lilypad.chain.follow.VerifySettings.Mode;
import lilypad.chain.recorded.CannedRpc;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcDisproved;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.send.FeeBid;
import lilypad.chain.send.SignedTransaction;
import lilypad.chain.send.Signing;
import lilypad.chain.send.UnsignedTransaction;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real EVM behind an endpoint that changes its answers. */
class LyingEndpointIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the endpoint makes of a true result. */
  private interface Lie {
    JsonNode of(String method, JsonNode result);
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<RpcDisproved> lies = new ArrayList<>();
  private TestChain test;
  private Address box;
  private CannedRpc endpoint;
  private JsonRpcChain chain;
  private volatile Lie lie = (method, result) -> result;

  @BeforeEach
  void start() throws IOException {
    test = new TestChain();
    SignedTransaction creation = sign(Optional.empty(), LogBox.INIT_CODE);
    test.chain().send(creation.raw());
    test.anvil().mine(1);
    box = test.chain().receipt(creation.hash()).flatMap(r -> r.contract()).orElseThrow();
    endpoint = CannedRpc.serving(this::answer);
    chain = JsonRpcChain.connect(RpcSettings.of(endpoint.url()));
  }

  @AfterEach
  void stop() {
    chain.close();
    endpoint.close();
    http.close();
    test.close();
  }

  private JsonNode answer(String method, JsonNode params) {
    ObjectNode question = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    question.put("method", method).set("params", params);
    JsonNode answer;
    try {
      answer =
          JSON.readTree(
              http.send(
                      HttpRequest.newBuilder(test.anvil().url())
                          .header("Content-Type", "application/json")
                          .POST(HttpRequest.BodyPublishers.ofString(question.toString()))
                          .build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannedRpc.Refused(-32_000, "interrupted", Optional.empty());
    } catch (IOException e) {
      throw new CannedRpc.Refused(-32_000, "no answer: " + e, Optional.empty());
    }
    if (answer.has("error")) {
      throw new CannedRpc.Refused(
          answer.path("error").path("code").asInt(),
          answer.path("error").path("message").asText(),
          Optional.empty());
    }
    return lie.of(method, answer.path("result"));
  }

  private SignedTransaction sign(Optional<Address> to, Bytes data) {
    FeeBid bid = TestChain.SENDING.fees().first(test.chain().fees());
    return Signing.sign(
        test.key(0),
        new UnsignedTransaction(
            test.chain().chainId(),
            test.chain().pendingNonce(test.key(0).address()),
            to,
            data,
            Wei.ZERO,
            300_000,
            bid.maxFee(),
            bid.maxPriorityFee()));
  }

  private void mineLogs(int... counts) {
    for (int count : counts) {
      for (int i = 0; i < count; i++) {
        test.chain().send(sign(Optional.of(box), Bytes.EMPTY).raw());
      }
      test.anvil().mine(1);
    }
  }

  private Follower follower(Mode mode) {
    FollowSettings settings =
        new FollowSettings(16, 100, new FinalityDepth(1, 2), new VerifySettings(mode, 10_000, 3));
    return new Follower(new LogFollower(chain, Set.of(box), settings, lies::add), 1);
  }

  private List<ChainLog> truth() {
    return test.chain().logs(1, test.chain().heads().latest().number(), Set.of(box));
  }

  @Test
  void anEndpointThatAnswersEveryLogQueryWithNothingLosesNoLog() {
    mineLogs(3, 0, 2, 0, 0, 1, 1, 1);
    lie = (method, result) -> method.equals("eth_getLogs") ? JSON.createArrayNode() : result;

    Follower believing = follower(Mode.NONE);
    believing.catchUp();
    Follower follower = follower(Mode.AUTO);
    follower.catchUp();

    assertThat(believing.logs()).isEmpty();
    assertThat(follower.scanned).isPositive();
    assertThat(follower.logs()).hasSize(8).isEqualTo(truth());
    assertThat(lies).isNotEmpty();
    assertThat(lies.getFirst())
        .hasMessageContaining(endpoint.url() + " says of block ")
        .hasMessageContaining("expected 3 logs")
        .hasMessageContaining("got 0 logs");
  }

  @Test
  void receiptsWithoutTheirLogsAreNotTaken() {
    mineLogs(1, 0, 1, 0);
    Follower follower = follower(Mode.AUTO);
    follower.catchUp();
    mineLogs(2);
    lie =
        (method, result) -> {
          if (method.equals("eth_getBlockReceipts")) {
            result.forEach(receipt -> ((ArrayNode) receipt.required("logs")).removeAll());
          }
          return result;
        };

    assertThatThrownBy(follower::next).isInstanceOf(RpcDisproved.class);
    assertThat(lies).isNotEmpty();

    lie = (method, result) -> result;
    follower.catchUp();
    assertThat(follower.logs()).hasSize(4).isEqualTo(truth());
  }

  @Test
  void headersOfAnotherContentAreNotFollowedWhereBlocksMustProveThemselves() {
    mineLogs(1, 0, 1);
    lie =
        (method, result) -> {
          if (result instanceof ObjectNode block && block.has("logsBloom")) {
            block.put("logsBloom", "0x" + "00".repeat(256));
          }
          return result;
        };

    assertThatThrownBy(() -> follower(Mode.BLOOM).next())
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining("lilypad.chain.follow.verify");
  }
}
