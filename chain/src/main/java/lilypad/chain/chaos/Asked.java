package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;

/**
 * What a client asks in one exchange, or what a node tells a subscriber unasked.
 *
 * @param calls one call, or those of a batch
 * @param batch whether they came in an array
 */
record Asked(List<ObjectNode> calls, boolean batch) {

  /** What stands for a batch of several methods. */
  static final String MIXED = "batch";

  /** The method of a notification (execution API, {@code eth_subscribe}). */
  static final String NOTIFICATION = "eth_subscription";

  Asked {
    calls = List.copyOf(calls);
  }

  /** Reads a request; empty if it is none of JSON-RPC, which only the node need answer. */
  static Optional<Asked> read(ObjectMapper json, byte[] body) {
    JsonNode root;
    try {
      root = json.readTree(body);
    } catch (IOException e) {
      return Optional.empty();
    }
    List<ObjectNode> calls = new ArrayList<>();
    for (JsonNode call : root.isArray() ? root : List.of(root)) {
      if (call instanceof ObjectNode object && call.path("method").isTextual()) {
        calls.add(object);
      } else {
        return Optional.empty();
      }
    }
    return calls.isEmpty() ? Optional.empty() : Optional.of(new Asked(calls, root.isArray()));
  }

  static String method(JsonNode call) {
    return call.path("method").asText();
  }

  /** The method of all calls, or {@link #MIXED}. */
  String method() {
    String first = method(calls.getFirst());
    return calls.stream().allMatch(call -> method(call).equals(first)) ? first : MIXED;
  }

  boolean isNotification() {
    return method().equals(NOTIFICATION);
  }

  /** The positions of the calls of a method; {@code *} is any. */
  int[] positions(String method) {
    return IntStream.range(0, calls.size())
        .filter(i -> method.equals("*") || method(calls.get(i)).equals(method))
        .toArray();
  }

  /** The same for the same methods and parameters, whatever the ids. */
  Hash32 question() {
    StringBuilder text = new StringBuilder();
    calls.forEach(call -> text.append(method(call)).append(call.path("params")).append('\n'));
    return Keccak.hash(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** As it goes to a node. */
  JsonNode body(ObjectMapper json) {
    if (!batch) {
      return calls.getFirst();
    }
    ArrayNode all = json.createArrayNode();
    calls.forEach(all::add);
    return all;
  }
}
