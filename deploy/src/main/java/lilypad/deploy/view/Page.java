package lilypad.deploy.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.story.Plain;

/**
 * Lines for a terminal of 80 to 120 columns. Nothing that a stranger wrote gets onto it as it is.
 */
final class Page {

  static final int WIDTH = 116;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private Page() {}

  /** JSON of which every character is printable ASCII or a line end. */
  static String json(JsonNode value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("expected a tree that can be written", e);
    }
  }

  /** A text of at most {@code most} characters, two dots standing for what is cut. */
  static String cell(String strange, int most) {
    String clean = Plain.text(strange, 2 * most);
    return clean.length() <= most ? clean : clean.substring(0, most - 2) + "..";
  }

  /** A field's text, or a dash where there is none. */
  static String cell(JsonNode value, int most) {
    return value.isMissingNode() || value.isNull() || value.asText().isEmpty()
        ? "-"
        : cell(value.asText(), most);
  }

  /** An ISO-8601 instant to the second, without the letters. */
  static String time(JsonNode instant) {
    String text = cell(instant, 40);
    return text.length() < 19 ? text : text.substring(0, 19).replace('T', ' ');
  }

  /** Seconds since 1970-01-01 as a time. */
  static String seconds(JsonNode seconds) {
    return seconds.isIntegralNumber() ? Plain.time(seconds.asLong()) : "-";
  }

  /** Breaks a line at blanks, or where none is; all lines but the first are indented. */
  static List<String> wrapped(String line, int indent) {
    List<String> lines = new ArrayList<>();
    String rest = line;
    while (rest.length() > WIDTH) {
      int blank = rest.lastIndexOf(' ', WIDTH);
      int end = blank > indent ? blank : WIDTH;
      lines.add(rest.substring(0, end));
      rest = " ".repeat(indent) + rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
