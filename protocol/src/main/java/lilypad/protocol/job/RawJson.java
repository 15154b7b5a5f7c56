package lilypad.protocol.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import lilypad.protocol.Bytes;

/** Finds members of a JSON object by their position in its bytes, without printing it anew. */
final class RawJson {

  private record Span(int from, int to) {}

  private RawJson() {}

  /** The bytes of the value of {@code name}. */
  static Bytes member(Bytes object, String name) {
    Span span = find(object, name);
    return object.slice(span.from(), span.to());
  }

  /** The object with an empty text in place of the text of {@code name}. */
  static Bytes blanked(Bytes object, String name) {
    Span span = find(object, name);
    byte[] bytes = object.toArray();
    if (bytes[span.from()] != '"') {
      throw new MalformedJob("$." + name, "a text", "something else");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    out.write(bytes, 0, span.from());
    out.writeBytes("\"\"".getBytes(StandardCharsets.US_ASCII));
    out.write(bytes, span.to(), bytes.length - span.to());
    return Bytes.of(out.toByteArray());
  }

  private static Span find(Bytes object, String name) {
    try (JsonParser parser = JsonField.FACTORY.createParser(object.toArray())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJob("$", "a JSON object", "something else");
      }
      Span found = new Span(-1, -1);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        if (field.equals(name)) {
          found = new Span(from, (int) parser.currentLocation().getByteOffset());
        }
      }
      if (found.from() < 0) {
        throw new MalformedJob("$." + name, "a value", "nothing");
      }
      return found;
    } catch (IOException e) {
      throw new MalformedJob("$", "a JSON text", String.valueOf(e.getMessage()));
    }
  }
}
