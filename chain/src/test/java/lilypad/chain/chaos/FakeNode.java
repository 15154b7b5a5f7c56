package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.chain.recorded.CannedRpc;
import lilypad.protocol.Bytes;
import lilypad.protocol.Keccak;

/** A node at block 100 whose blocks hold three logs each, and which keeps what it was asked. */
final class FakeNode implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();
  static final int HEAD = 100;
  static final String BLOOM = "0x" + "01".repeat(256);

  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> sent = new CopyOnWriteArrayList<>();
  private final Set<String> filters = ConcurrentHashMap.newKeySet();
  private final CannedRpc rpc;

  FakeNode() throws IOException {
    rpc = CannedRpc.serving(this::answer);
    filters.add("0x1");
  }

  URI url() {
    return rpc.url();
  }

  private JsonNode answer(String method, JsonNode params) {
    asked.add(method + params);
    return switch (method) {
      case "eth_chainId" -> JSON.getNodeFactory().textNode("0x7a69");
      case "eth_blockNumber" -> JSON.getNodeFactory().textNode(hex(HEAD));
      case "eth_getBlockByNumber" -> block(number(params.path(0).asText()));
      case "eth_getBlockByHash" ->
          block(Integer.parseInt(params.path(0).asText().substring(2), 16));
      case "eth_getLogs" -> logs();
      case "eth_getTransactionReceipt" -> {
        ObjectNode receipt = JSON.createObjectNode().put("blockNumber", hex(HEAD));
        receipt.put("logsBloom", BLOOM).set("logs", logs());
        yield receipt;
      }
      case "eth_getFilterChanges" -> {
        if (!filters.contains(params.path(0).asText())) {
          throw new CannedRpc.Refused(-32_000, "filter not found", Optional.empty());
        }
        yield logs();
      }
      case "eth_uninstallFilter" ->
          JSON.getNodeFactory().booleanNode(filters.remove(params.path(0).asText()));
      case "eth_sendRawTransaction" -> {
        String raw = params.path(0).asText();
        if (sent.contains(raw)) {
          sent.add(raw);
          throw new CannedRpc.Refused(-32_000, "already known", Optional.empty());
        }
        sent.add(raw);
        yield JSON.getNodeFactory().textNode(Keccak.hash(Bytes.fromHex(raw).toArray()).toString());
      }
      default -> throw new CannedRpc.Refused(-32_601, "no " + method, Optional.empty());
    };
  }

  private static int number(String block) {
    return switch (block) {
      case "latest" -> HEAD;
      case "safe" -> HEAD - 1;
      case "finalized" -> HEAD - 2;
      default -> Integer.parseInt(block.substring(2), 16);
    };
  }

  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  static String hash(int block) {
    return String.format("0x%064x", block);
  }

  private static ObjectNode block(int number) {
    return JSON.createObjectNode()
        .put("number", hex(number))
        .put("hash", hash(number))
        .put("logsBloom", BLOOM);
  }

  static ArrayNode logs() {
    ArrayNode logs = JSON.createArrayNode();
    for (int i = 0; i < 3; i++) {
      ObjectNode log =
          logs.addObject()
              .put("blockNumber", hex(HEAD))
              .put("logIndex", hex(i))
              .put("data", "0x0102030" + i)
              .put("removed", false);
      log.putArray("topics").add(hash(42));
    }
    return logs;
  }

  @Override
  public void close() {
    rpc.close();
  }
}
