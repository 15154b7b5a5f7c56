package lilypad.protocol.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import lilypad.protocol.Bytes;

/** Recorded deals as a solver sends them, printed by other means than the code under test. */
public final class RecordedDeals {

  private RecordedDeals() {}

  /** A deal's JSON as Go had it. */
  public static Bytes goBytes(JsonNode deal) {
    try {
      return utf8(
          new ObjectMapper()
              .writeValueAsString(deal)
              .replace("<", "\\u003c")
              .replace(">", "\\u003e")
              .replace("&", "\\u0026"));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** The answer that holds it. */
  public static Bytes container(JsonNode deal) {
    String text = new String(goBytes(deal).toArray(), StandardCharsets.UTF_8);
    String member = "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc";
    return utf8(
        "{\"id\":\"é\",\"created_at\":1,\"upload_at\":0,\"job_creator\":\""
            + member
            + "\",\"resource_provider\":\""
            + member
            + "\",\"job_offer\":\"a\",\"resource_offer\":\"b\",\"state\":4, \"deal\" : "
            + text
            + " ,\"transactions\":{\"deal\":{}},\"mediator\":\"\"}");
  }

  private static Bytes utf8(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
