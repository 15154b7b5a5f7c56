package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import lilypad.chain.recorded.CannedRpc;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A chain with heights that have no block, as Filecoin's: each block has one log. */
class NullRoundsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Address CONTRACT =
      Address.fromHex("00000000000000000000000000000000000000c0");

  private final NavigableMap<Long, ObjectNode> blocks = new ConcurrentSkipListMap<>();
  private CannedRpc rpc;
  private JsonRpcChain chain;

  @BeforeEach
  void start() throws IOException {
    rpc = CannedRpc.serving(this::answer);
    chain = JsonRpcChain.connect(RpcSettings.of(rpc.url()));
  }

  @AfterEach
  void stop() {
    chain.close();
    rpc.close();
  }

  private void mine(String branch, long... heights) {
    for (long height : heights) {
      String parent =
          blocks.isEmpty() ? "0x" + "0".repeat(64) : hash(blocks.lastEntry().getValue());
      blocks.put(
          height,
          JSON.createObjectNode()
              .put("number", hex(height))
              .put("hash", "0x%s%062x".formatted(branch, height))
              .put("parentHash", parent)
              .put("timestamp", hex(1_000 + height)));
    }
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  private static String hash(JsonNode block) {
    return block.required("hash").asText();
  }

  /** As Lotus answers. */
  private JsonNode answer(String method, JsonNode params) {
    if (method.equals("eth_getLogs")) {
      return logs(params.path(0));
    }
    String which = params.path(0).asText();
    if (method.equals("eth_getBlockByHash")) {
      return blocks.values().stream()
          .filter(block -> hash(block).equals(which))
          .<JsonNode>map(block -> block)
          .findFirst()
          .orElseGet(JSON::nullNode);
    }
    long height =
        switch (which) {
          case "latest" -> blocks.lastKey();
          case "safe", "finalized" ->
              throw new CannedRpc.Refused(-32_000, "unknown block tag", Optional.empty());
          default -> Long.decode(which);
        };
    if (height > blocks.lastKey()) {
      return JSON.nullNode();
    }
    ObjectNode block = blocks.get(height);
    if (block == null) {
      throw new CannedRpc.Refused(
          12, "requested epoch was a null round (" + height + ")", Optional.empty());
    }
    return block;
  }

  private ArrayNode logs(JsonNode filter) {
    ArrayNode logs = JSON.createArrayNode();
    for (ObjectNode block : blocks.values()) {
      long height = Long.decode(block.required("number").asText());
      boolean asked =
          filter.has("blockHash")
              ? hash(block).equals(filter.path("blockHash").asText())
              : height >= Long.decode(filter.path("fromBlock").asText())
                  && height <= Long.decode(filter.path("toBlock").asText());
      if (asked) {
        logs.addObject()
            .put("address", CONTRACT.toString())
            .put("data", "0x")
            .put("blockHash", hash(block))
            .put("blockNumber", block.required("number").asText())
            .put("transactionHash", hash(block))
            .put("logIndex", "0x0")
            .putArray("topics");
      }
    }
    return logs;
  }

  private LogFollower follower() {
    return new LogFollower(
        chain, Set.of(CONTRACT), new FollowSettings(64, 4, new FinalityDepth(2, 5)));
  }

  private static List<Long> heights(List<ChainLog> logs) {
    return logs.stream().map(ChainLog::blockNumber).toList();
  }

  @Test
  void heightsWithoutABlockArePassedOverAndNoLogIsLost() {
    mine("aa", 0, 1, 3, 4, 7, 8, 9, 13, 14, 16, 17);
    Follower follower = new Follower(follower(), 1);
    follower.catchUp();
    mine("aa", 20, 21);
    follower.catchUp();

    assertThat(follower.scanned).isPositive();
    assertThat(heights(follower.logs()))
        .containsExactly(1L, 3L, 4L, 7L, 8L, 9L, 13L, 14L, 16L, 17L, 20L, 21L);
    mine("aa", 22, 23, 24, 25, 26);
    follower.catchUp();
    assertThat(follower.cursor().finalized()).isEqualTo(21);
  }

  @Test
  void aReorganisationMayLeaveAHeightEmptyThatHadABlockAndFillOneThatHadNone() {
    mine("aa", 0, 1, 2, 3, 4, 6, 7);
    Follower follower = new Follower(follower(), 1);
    follower.catchUp();
    blocks.tailMap(4L, true).clear();
    mine("bb", 5, 8);
    follower.catchUp();

    assertThat(follower.retracted).isEqualTo(3);
    assertThat(heights(follower.logs())).containsExactly(1L, 2L, 3L, 5L, 8L);
  }

  @Test
  void aFinalBlockWithNothingInItsPlaceIsContradictedAndOneThatANodeLacksIsNot() {
    mine("aa", 0, 1, 2, 3);
    LogFollower follower = follower();
    BlockRef ours = chain.block(3).orElseThrow();
    List<ChainLog> recorded = chain.logs(3, 3, Set.of(CONTRACT));
    blocks.remove(3L);
    assertThat(follower.secondLook(ours, recorded, List.of()))
        .isInstanceOf(SecondLook.Unclear.class);
    mine("bb", 4, 5);

    assertThat(follower.secondLook(ours, recorded, List.of()))
        .isEqualTo(new SecondLook.Contradicted(List.of(), false));
  }

  @Test
  void finalBlocksAreReadAgainOverHeightsWithoutOne() {
    mine("aa", 0, 1, 4, 5, 8, 9, 10, 11, 12, 13, 14);

    assertThat(follower().again(2, 7))
        .hasValueSatisfying(
            told -> {
              assertThat(told.from()).isEqualTo(2);
              assertThat(told.last().number()).isEqualTo(told.to()).isEqualTo(5);
              assertThat(told.withLogs()).hasSize(2);
            });
  }
}
