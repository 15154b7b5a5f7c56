package lilypad.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.chain.recorded.CannedRpc;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import org.junit.jupiter.api.Test;

/** Several reads from a contract at one block. */
class CallsTest {

  private static final Address CONTRACT =
      Address.fromHex("00000000000000000000000000000000000000c0");
  private static final Bytes FIRST = Bytes.fromHex("0x01");
  private static final Bytes REVERTS = Bytes.fromHex("0x02");
  private static final Bytes LAST = Bytes.fromHex("0x03");
  private static final String BLOCK = "0x" + "0b".repeat(32);

  private final AtomicInteger asked = new AtomicInteger();

  private JsonNode answer(String method, JsonNode params) {
    asked.incrementAndGet();
    assertThat(method).isEqualTo("eth_call");
    assertThat(params.path(0).path("to").asText()).isEqualTo(CONTRACT.toString());
    String block = params.path(1).path("blockHash").asText();
    if (!block.equals(BLOCK)) {
      throw new CannedRpc.Refused(-32_000, "header not found", Optional.empty());
    }
    String data = params.path(0).path("data").asText();
    if (data.equals(REVERTS.toString())) {
      throw new CannedRpc.Refused(3, "execution reverted: no deal", Optional.of("0x"));
    }
    return TextNode.valueOf(data + "ff");
  }

  private static List<ReadOutcome> read(CannedRpc node, String block, Bytes... datas) {
    try (JsonRpcChain chain = JsonRpcChain.connect(RpcSettings.of(node.url()))) {
      return chain.calls(CONTRACT, List.of(datas), Hash32.fromHex(block));
    }
  }

  private static ReadOutcome told(String hex) {
    return new ReadOutcome.Answered(Bytes.fromHex(hex));
  }

  @Test
  void answersStandInTheOrderOfTheReads() throws IOException {
    try (CannedRpc node = CannedRpc.serving(this::answer)) {
      assertThat(read(node, BLOCK, LAST, FIRST)).containsExactly(told("0x03ff"), told("0x01ff"));
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void oneThatRevertsLeavesTheOthersWhatTheyAre() throws IOException {
    try (CannedRpc node = CannedRpc.serving(this::answer)) {
      List<ReadOutcome> outcomes = read(node, BLOCK, FIRST, REVERTS, LAST);

      assertThat(outcomes.get(0)).isEqualTo(told("0x01ff"));
      assertThat(outcomes.get(1))
          .isInstanceOfSatisfying(
              Reverted.class, reverted -> assertThat(reverted.reason()).contains("no deal"));
      assertThat(outcomes.get(2)).isEqualTo(told("0x03ff"));
    }
  }

  @Test
  void aBlockThatTheNodeDoesNotKnowIsNoAnswer() throws IOException {
    try (CannedRpc node = CannedRpc.serving(this::answer)) {
      String other = "0x" + "0c".repeat(32);
      assertThat(read(node, other, FIRST, LAST))
          .hasSize(2)
          .containsOnly(new ReadOutcome.UnknownBlock(Hash32.fromHex(other)));
    }
  }

  @Test
  void aNodeThatTakesNoBatchIsAskedOneByOne() throws IOException {
    try (CannedRpc node = CannedRpc.serving(this::answer)) {
      node.refuseBatchesAbove(1);

      assertThat(read(node, BLOCK, FIRST, LAST)).containsExactly(told("0x01ff"), told("0x03ff"));
    }
  }

  @Test
  void whatIsNoHexIsAFault() throws IOException {
    try (CannedRpc node = CannedRpc.serving((method, params) -> TextNode.valueOf("nothing"))) {
      assertThatThrownBy(() -> read(node, BLOCK, FIRST, LAST)).isInstanceOf(RpcMalformed.class);
    }
  }
}
