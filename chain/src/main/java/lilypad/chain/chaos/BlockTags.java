package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The blocks that a call names by tag or number, where the execution API has them. */
final class BlockTags {

  /** What moves with the head. */
  static final Set<String> MOVING = Set.of("latest", "safe", "finalized");

  /** What not every node knows. */
  static final Set<String> SETTLED = Set.of("safe", "finalized");

  private static final Set<String> RANGE = Set.of("fromBlock", "toBlock");

  private BlockTags() {}

  /** Which of the tags a call uses. */
  static Set<String> of(JsonNode call, Set<String> tags) {
    Set<String> used = new TreeSet<>();
    for (JsonNode parameter : call.path("params")) {
      if (tags.contains(parameter.asText())) {
        used.add(parameter.asText());
      }
      for (String field : RANGE) {
        if (tags.contains(parameter.path(field).asText())) {
          used.add(parameter.path(field).asText());
        }
      }
    }
    return used;
  }

  /** The same call with numbers in the place of tags. */
  static ObjectNode replaced(ObjectNode call, Map<String, Long> numbers) {
    ObjectNode copy = call.deepCopy();
    if (copy.path("params") instanceof ArrayNode params) {
      for (int i = 0; i < params.size(); i++) {
        Long number = numbers.get(params.get(i).asText());
        if (number != null) {
          params.set(i, text(number));
        }
        if (params.get(i) instanceof ObjectNode object) {
          for (String field : RANGE) {
            Long edge = numbers.get(object.path(field).asText());
            if (edge != null) {
              object.set(field, text(edge));
            }
          }
        }
      }
    }
    return copy;
  }

  static TextNode text(long number) {
    return JsonNodeFactory.instance.textNode("0x" + Long.toHexString(number));
  }

  /** The number that a hex quantity of up to 63 bits tells. */
  static OptionalLong number(JsonNode quantity) {
    String text = quantity.asText();
    return quantity.isTextual() && text.matches("0x[0-9a-fA-F]{1,15}")
        ? OptionalLong.of(Long.parseLong(text.substring(2), 16))
        : OptionalLong.empty();
  }
}
