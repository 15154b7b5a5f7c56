package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcSettings;
import lilypad.protocol.ChainLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Ten defects that web3j 5.0.2 shows against a scripted server, and what ours does against a server
 * that behaves the same. Ours uses no filters and no subscriptions: in none of them may it ask for
 * one.
 */
class Web3jDefectsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEPTH = 3;

  private ScriptedNode node;
  private JsonRpcChain chain;
  private Follower follower;

  @BeforeEach
  void start() throws IOException {
    node = new ScriptedNode(DEPTH);
    chain = JsonRpcChain.connect(RpcSettings.of(node.url()));
    FollowSettings settings = new FollowSettings(16, 100, new FinalityDepth(1, DEPTH));
    follower = new Follower(new LogFollower(chain, Set.of(ScriptedNode.CONTRACT), settings), 1);
  }

  @AfterEach
  void noFilterWasAskedFor() {
    chain.close();
    node.close();
    assertThat(node.asked().stream().map(call -> call.required("method").asText()))
        .isNotEmpty()
        .isSubsetOf("eth_getBlockByNumber", "eth_getBlockByHash", "eth_getLogs");
  }

  private List<Long> blocksOfLogs() {
    return follower.logs().stream().map(ChainLog::blockNumber).toList();
  }

  /** Each block's log once and in order, up to the node's head. */
  private void nothingIsLostOrTwice() {
    follower.catchUp();
    assertThat(blocksOfLogs()).isEqualTo(LongStream.rangeClosed(1, node.height()).boxed().toList());
  }

  @Test
  void defect1AnyErrorOfCode32000RedeliversTheWholeHistory() {
    node.mine(3);
    nothingIsLostOrTwice();

    node.mine(1);
    node.refuseNext("eth_getLogs", -32_000, "header not found");
    follower.next().forEach(follower::record);
    assertThat(blocksOfLogs()).as("a block that is not there yet").containsExactly(1L, 2L, 3L);
    node.refuseNext("eth_getLogs", -32_000, "internal error");
    assertThatThrownBy(follower::next).isInstanceOf(RpcRefused.class);

    nothingIsLostOrTwice();
  }

  @Test
  void defect2AFilterLostAndOneFailedReinstallationEndThePollingWithoutAWord() {
    node.mine(3);
    nothingIsLostOrTwice();

    for (int i = 0; i < 3; i++) {
      node.mine(1);
      node.refuseNext("eth_getLogs", -32_000, "filter not found");
      assertThatThrownBy(follower::next)
          .as("whoever polls is told")
          .isInstanceOf(RpcRefused.class)
          .hasMessageContaining("filter not found");
      nothingIsLostOrTwice();
    }
  }

  @Test
  void defect3AFilterIdOfNullEndsTheSubscription() {
    // The node answers null to eth_newFilter; that it is never called is checked after each test.
    node.mine(20);
    nothingIsLostOrTwice();
    node.mine(2);
    nothingIsLostOrTwice();
  }

  @Test
  void defect4AResultOfNullIsSwallowed() {
    node.mine(2);
    for (int i = 0; i < 2; i++) {
      node.next("eth_getLogs", reply -> reply.set("result", NullNode.instance));
      assertThatThrownBy(follower::next)
          .isInstanceOf(RpcMalformed.class)
          .hasMessageContaining("expected an array of logs, got null");
    }

    nothingIsLostOrTwice();
  }

  @Test
  void defect5AnErrorWithoutAMessageIsSwallowed() {
    node.mine(2);
    node.refuseNext("eth_getLogs", -32_603, null);
    assertThatThrownBy(follower::next)
        .isInstanceOf(RpcRefused.class)
        .hasMessageContaining("-32603: no message");
    node.refuseNext("eth_getBlockByNumber", -32_603, null);
    assertThatThrownBy(follower::next)
        .isInstanceOf(RpcRefused.class)
        .hasMessageContaining("-32603: no message");

    nothingIsLostOrTwice();
  }

  @Test
  void defect6ThirtyTwoBytesThatStartWithZeroComeBackShorter() {
    node.mine(DEPTH);

    nothingIsLostOrTwice();

    List<String> hashes =
        node.asked().stream()
            .map(call -> call.required("params").path(0).path("blockHash"))
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText)
            .toList();
    assertThat(hashes)
        .isNotEmpty()
        .allSatisfy(hash -> assertThat(hash).startsWith("0x00").hasSize(66));
  }

  @Test
  void defect7AnErrorOfEthGetLogsBecomesANullList() {
    node.mine(5);
    node.refuseNext("eth_getLogs", -32_005, "no");

    assertThatThrownBy(() -> chain.logs(1, 4, Set.of(ScriptedNode.CONTRACT)))
        .isInstanceOfSatisfying(
            RpcRefused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(-32_005);
              assertThat(refused.text()).isEqualTo("no");
            });
    assertThat(chain.logs(1, 4, Set.of(ScriptedNode.CONTRACT))).hasSize(4);
  }

  @Test
  void defect8AnswersOfABatchInAnotherOrderAreSwapped() {
    node.mine(10);
    node.body = Web3jDefectsTest::reversed;

    assertThat(chain.heads().latest().number()).isEqualTo(10);
    assertThat(chain.heads().finalized().orElseThrow().number()).isEqualTo(10 - DEPTH);
    nothingIsLostOrTwice();
  }

  private static String reversed(String body) {
    try {
      JsonNode answer = JSON.readTree(body);
      ArrayNode turned = JSON.createArrayNode();
      for (int i = answer.size() - 1; answer.isArray() && i >= 0; i--) {
        turned.add(answer.get(i));
      }
      return answer.isArray() ? turned.toString() : body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void defect9ABlockMinedWhileThePastIsHandedOverIsLost() {
    node.mine(9);
    node.before =
        method -> {
          if (node.height() < 40) {
            node.mine(1);
          }
        };

    follower.catchUp();

    assertThat(follower.scanned).as("ranges of the past").isPositive();
    nothingIsLostOrTwice();
  }

  @Test
  void defect10OneBodyThatCannotBeReadEndsTheStreamAndANullBlockIsDelivered() {
    node.mine(2);
    node.body = body -> "<html>bad gateway</html>";
    assertThatThrownBy(follower::next).isInstanceOf(RpcMalformed.class);
    node.body = UnaryOperator.identity();
    node.next("eth_getBlockByNumber", reply -> reply.set("result", NullNode.instance));
    assertThatThrownBy(follower::next)
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining("a block at latest");
    nothingIsLostOrTwice();

    node.mine(1);
    node.before =
        method -> {
          if (method.equals("eth_getLogs")) {
            node.body = body -> "{\"jsonrpc\":\"2.0\",\"id\":";
          }
        };
    assertThatThrownBy(follower::next).isInstanceOf(RpcMalformed.class);
    node.before = method -> {};
    node.body = UnaryOperator.identity();
    nothingIsLostOrTwice();
  }
}
