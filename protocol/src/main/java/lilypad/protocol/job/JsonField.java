package lilypad.protocol.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;

/** A place in a JSON text: the value and the path that names it in an error. */
record JsonField(String path, JsonNode node) {

  /** Refuses what is ambiguous (a key twice) and what is deep; sizes are limited by the caller. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build())
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Reads an object, at most {@code limit} bytes of UTF-8. */
  static JsonField parse(Bytes json, int limit) {
    if (json.size() > limit) {
      throw new MalformedJob("$", "at most " + limit + " bytes", json.size() + " bytes");
    }
    byte[] bytes = json.toArray();
    requireUtf8Object(bytes);
    try {
      return new JsonField("$", MAPPER.readTree(bytes)).object();
    } catch (IOException e) {
      throw new MalformedJob("$", "a JSON text", String.valueOf(e.getMessage()));
    }
  }

  /** Keeps Jackson from guessing another encoding, under which byte positions would be others. */
  private static void requireUtf8Object(byte[] bytes) {
    int first = 0;
    while (first < bytes.length && " \t\r\n".indexOf(bytes[first]) >= 0) {
      first++;
    }
    if (first == bytes.length || bytes[first] != '{') {
      throw new MalformedJob("$", "a JSON object", "something else");
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new MalformedJob("$", "JSON in UTF-8", "other bytes");
    }
    // In UTF-8 a zero byte is that character and no part of another.
    for (byte one : bytes) {
      if (one == 0) {
        throw new MalformedJob("$", "JSON without NUL", "a NUL");
      }
    }
  }

  JsonField field(String name) {
    String there = path + "." + name;
    JsonNode value = node.get(name);
    if (value == null) {
      throw new MalformedJob(there, "a value", "nothing");
    }
    return new JsonField(there, value);
  }

  /** The field, unless it is missing or null. */
  Optional<JsonField> optional(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull()
        ? Optional.empty()
        : Optional.of(new JsonField(path + "." + name, value));
  }

  JsonField object() {
    if (!node.isObject()) {
      throw malformed("an object");
    }
    return this;
  }

  String text() {
    if (!node.isTextual()) {
      throw malformed("a text");
    }
    return node.textValue();
  }

  Address address() {
    try {
      return Address.fromHex(text());
    } catch (MalformedValue e) {
      throw malformed("an address of 40 hex digits");
    }
  }

  /** An address, or an empty text for none. */
  Optional<Address> anyAddress() {
    return text().isEmpty() ? Optional.empty() : Optional.of(address());
  }

  /** A whole number from 0 to 2^63 - 1. */
  long number() {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw malformed("a whole number from 0 to 2^63 - 1");
    }
    return node.longValue();
  }

  /** A whole number from 0 to 2^31 - 1. */
  int smallNumber() {
    long value = number();
    if (value > Integer.MAX_VALUE) {
      throw malformed("a whole number from 0 to 2^31 - 1");
    }
    return (int) value;
  }

  /** A whole number from 0 to 2^64 - 1, Go's uint64. */
  BigInteger uint64() {
    if (!node.isIntegralNumber()
        || node.bigIntegerValue().signum() < 0
        || node.bigIntegerValue().bitLength() > 64) {
      throw malformed("a whole number from 0 to 2^64 - 1");
    }
    return node.bigIntegerValue();
  }

  /** A list; Go writes an empty one as null. */
  <T> List<T> list(Function<JsonField, T> element) {
    if (node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw malformed("a list");
    }
    List<T> values = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      values.add(element.apply(new JsonField(path + "[" + i + "]", node.get(i))));
    }
    return values;
  }

  /** A map; Go writes an empty one as null. */
  <T> Map<String, T> map(Function<JsonField, T> value) {
    Map<String, T> values = new TreeMap<>();
    if (node.isNull()) {
      return values;
    }
    object()
        .node
        .properties()
        .forEach(
            entry ->
                values.put(
                    entry.getKey(),
                    value.apply(new JsonField(path + "." + entry.getKey(), entry.getValue()))));
    return values;
  }

  MalformedJob malformed(String expected) {
    return new MalformedJob(path, expected, node.toString());
  }
}
