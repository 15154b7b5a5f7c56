package lilypad.protocol.job;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import lilypad.protocol.Bytes;

/**
 * Prints JSON byte for byte as Go's {@code encoding/json} does (1.22 or later): no spaces, {@code
 * <>&} and the two Unicode line separators escaped, map keys in the order of their bytes.
 */
final class GoWriter {

  private static final Comparator<String> BY_BYTES =
      Comparator.comparing(key -> Bytes.of(key.getBytes(StandardCharsets.UTF_8)));

  private final StringBuilder out = new StringBuilder();

  GoWriter open() {
    out.append('{');
    return this;
  }

  GoWriter close() {
    out.append('}');
    return this;
  }

  GoWriter name(String name) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    text(name);
    out.append(':');
    return this;
  }

  GoWriter field(String name, String value) {
    return name(name).text(value);
  }

  GoWriter field(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  GoWriter field(String name, BigInteger value) {
    name(name);
    out.append(value);
    return this;
  }

  /** A list; an empty one is null, as Go's nil slices are. */
  <T> GoWriter listOrNull(String name, List<T> values, BiConsumer<GoWriter, T> element) {
    if (values.isEmpty()) {
      name(name);
      out.append("null");
      return this;
    }
    return list(name, values, element);
  }

  <T> GoWriter list(String name, List<T> values, BiConsumer<GoWriter, T> element) {
    name(name);
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      element.accept(this, values.get(i));
    }
    out.append(']');
    return this;
  }

  <T> GoWriter map(String name, Map<String, T> values, BiConsumer<GoWriter, T> value) {
    name(name).open();
    List<String> keys = new ArrayList<>(values.keySet());
    keys.sort(BY_BYTES);
    for (String key : keys) {
      T element = values.get(key);
      if (element != null) {
        name(key);
        value.accept(this, element);
      }
    }
    return close();
  }

  GoWriter text(String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      character(value.charAt(i));
    }
    out.append('"');
    return this;
  }

  Bytes toBytes() {
    return Bytes.of(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '<', '>', '&', '\u2028', '\u2029' -> escape(c);
      default -> {
        if (c < 0x20) {
          escape(c);
        } else {
          out.append(c);
        }
      }
    }
  }

  private void escape(char c) {
    out.append(String.format("\\u%04x", (int) c));
  }
}
