package lilypad.chain.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import lilypad.protocol.Address;
import lilypad.protocol.RecordedTrace;

/**
 * A node that knows nothing but the recording of Lilypad's own contracts, up to a head that a test
 * moves. Safe is one block below the head, final two.
 *
 * <p>What was not recorded is answered with an error, with three exceptions: the seventeen empty
 * blocks in which the recorder only moved time (their hashes are known from their children, their
 * time is a guess between their neighbours), code (one byte says that there is some) and gas prices
 * (zero).
 */
public final class RecordedChain implements CannedRpc.Answers {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int INVALID = -32_602;

  private final Map<Long, ObjectNode> blocks = new TreeMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final List<JsonNode> logs = new ArrayList<>();
  private final RecordedCalls calls = new RecordedCalls();
  private volatile long head;

  /** A node at the end of the recording. */
  public RecordedChain() {
    JsonNode younger = JSON.missingNode();
    for (JsonNode recorded : RecordedTrace.get("blocks")) {
      long number = RecordedTrace.number(recorded.required("number"));
      for (long gap = blocks.isEmpty() ? 0 : head + 1; gap < number; gap++) {
        add(between(gap, younger, recorded));
      }
      add(block(recorded));
      younger = recorded;
    }
    for (JsonNode step : RecordedTrace.get("steps")) {
      step.required("logs").forEach(logs::add);
    }
  }

  private void add(ObjectNode block) {
    head = RecordedTrace.number(block.required("number"));
    blocks.put(head, block);
    numbers.put(block.required("hash").asText(), head);
  }

  private static ObjectNode block(JsonNode recorded) {
    ObjectNode block = JSON.objectNode();
    for (String field : List.of("number", "hash", "parentHash", "timestamp")) {
      block.set(field, recorded.required(field));
    }
    block.putArray("transactions");
    return block;
  }

  private static ObjectNode between(long number, JsonNode before, JsonNode after) {
    ObjectNode block = JSON.objectNode();
    block.put("number", hex(number));
    block.set("hash", after.required("parentHash"));
    block.put("parentHash", before.path("hash").asText("0x" + "00".repeat(32)));
    block.put("timestamp", hex(RecordedTrace.number(after.required("timestamp")) - 1));
    block.putArray("transactions");
    return block;
  }

  /** The newest block. */
  public long head() {
    return head;
  }

  /** The last block of the recording. */
  public static long last() {
    JsonNode all = RecordedTrace.get("blocks");
    return RecordedTrace.number(all.required(all.size() - 1).required("number"));
  }

  /**
   * Stops at a block, as if what comes after it had not happened yet.
   *
   * @throws IllegalArgumentException if the recording has no such block
   */
  public void stopAt(long block) {
    if (!blocks.containsKey(block)) {
      throw new IllegalArgumentException("expected a block up to " + last() + ", got " + block);
    }
    head = block;
  }

  @Override
  public JsonNode answer(String method, JsonNode params) {
    return switch (method) {
      case "eth_chainId" -> JSON.textNode(hex(RecordedTrace.get("chainId").asLong()));
      case "web3_clientVersion" -> JSON.textNode("recording");
      case "eth_blockNumber" -> JSON.textNode(hex(head));
      case "eth_getBlockByNumber" -> number(params.path(0)).map(this::at).orElse(JSON.nullNode());
      case "eth_getBlockByHash" -> byHash(params.path(0)).map(this::at).orElse(JSON.nullNode());
      case "eth_getLogs" -> getLogs(params.path(0));
      case "eth_getTransactionReceipt" -> receipt(params.path(0).asText());
      case "eth_call" -> calls.answer(params.path(0), required(params.path(1)));
      case "eth_getCode" -> JSON.textNode(isContract(params.path(0)) ? "0xfe" : "0x");
      default -> throw new CannedRpc.Refused(-32_601, "method not found", Optional.empty());
    };
  }

  private JsonNode at(long number) {
    return number <= head ? blocks.get(number) : JSON.nullNode();
  }

  private Optional<Long> byHash(JsonNode hash) {
    return Optional.ofNullable(numbers.get(hash.asText())).filter(number -> number <= head);
  }

  /** A height or a tag; empty above the head. */
  private Optional<Long> number(JsonNode text) {
    long number =
        switch (text.asText()) {
          case "latest", "pending" -> head;
          case "safe" -> Math.max(0, head - 1);
          case "finalized" -> Math.max(0, head - 2);
          case "earliest" -> 0;
          default -> quantity(text);
        };
    return number > head ? Optional.empty() : Optional.of(number);
  }

  private static long quantity(JsonNode text) {
    if (!text.asText().matches("0x[0-9a-fA-F]{1,15}")) {
      throw new CannedRpc.Refused(INVALID, "invalid params: a height", Optional.empty());
    }
    return RecordedTrace.number(text);
  }

  /** A block as calls name it: height, tag, or hash (EIP-1898). */
  private long required(JsonNode block) {
    Optional<Long> number = block.isObject() ? byHash(block.path("blockHash")) : number(block);
    return number.orElseThrow(RecordedChain::unknownBlock);
  }

  private static CannedRpc.Refused unknownBlock() {
    return new CannedRpc.Refused(-32_000, "unknown block", Optional.empty());
  }

  private JsonNode getLogs(JsonNode filter) {
    long from;
    long to;
    if (filter.has("blockHash")) {
      from = byHash(filter.path("blockHash")).orElseThrow(RecordedChain::unknownBlock);
      to = from;
    } else {
      from = required(filter.path("fromBlock"));
      to = required(filter.path("toBlock"));
    }
    Predicate<JsonNode> wanted = addressed(filter.path("address"));
    ArrayNode found = JSON.arrayNode();
    for (JsonNode log : logs) {
      long number = RecordedTrace.number(log.required("blockNumber"));
      if (number >= from && number <= to && wanted.test(log)) {
        found.add(log);
      }
    }
    return found;
  }

  private static Predicate<JsonNode> addressed(JsonNode filter) {
    Set<Address> wanted = new HashSet<>();
    if (filter.isTextual()) {
      wanted.add(Address.fromHex(filter.asText()));
    } else {
      wanted.addAll(RecordedTrace.addresses(filter));
    }
    return wanted.isEmpty()
        ? log -> true
        : log -> wanted.contains(Address.fromHex(log.required("address").asText()));
  }

  private JsonNode receipt(String transaction) {
    for (JsonNode step : RecordedTrace.get("steps")) {
      if (step.required("txHash").asText().equals(transaction)
          && RecordedTrace.number(step.required("blockNumber")) <= head) {
        ObjectNode receipt = JSON.objectNode();
        receipt.put("transactionHash", transaction).put("transactionIndex", "0x0");
        for (String field :
            List.of("from", "to", "status", "gasUsed", "blockNumber", "blockHash", "logs")) {
          receipt.set(field, step.required(field));
        }
        return receipt.put("effectiveGasPrice", "0x0");
      }
    }
    return JSON.nullNode();
  }

  private static boolean isContract(JsonNode address) {
    Address asked = Address.fromHex(address.asText());
    for (JsonNode contract : RecordedTrace.get("addresses")) {
      if (Address.fromHex(contract.asText()).equals(asked)) {
        return true;
      }
    }
    return false;
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }
}
