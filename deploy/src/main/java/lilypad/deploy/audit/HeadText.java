package lilypad.deploy.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.persistence.audit.Trust.KnownHead;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.sign.TreeHead;

/**
 * A tree head as people hand it on: {@code SIZE:ROOT}, or a file with the JSON object that {@code
 * lilypad audit head --json} prints.
 */
public final class HeadText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private HeadText() {}

  /** The object that says everything of a signed head. */
  public static ObjectNode json(SignedTreeHead head, SigningDomain domain) {
    ObjectNode out = JSON.createObjectNode();
    out.put("size", head.head().size());
    out.put("root", head.head().root().toString());
    out.put("timestamp", head.head().timestamp());
    out.put("signature", head.signature().toString());
    out.put("chainId", domain.chainId());
    out.put("storage", domain.verifyingContract().checksummed());
    return out;
  }

  /**
   * Reads one.
   *
   * @throws ConfigurationRefused if it is neither
   */
  public static KnownHead read(String text) {
    int colon = text.indexOf(':');
    if (colon > 0 && text.chars().limit(colon).allMatch(Character::isDigit)) {
      try {
        return new KnownHead(
            Long.parseLong(text.substring(0, colon)),
            Hash32.fromHex(text.substring(colon + 1)),
            Optional.empty());
      } catch (NumberFormatException | MalformedValue e) {
        throw refused(text, String.valueOf(e.getMessage()));
      }
    }
    try {
      JsonNode head = JSON.readTree(Files.readString(Path.of(text)));
      return KnownHead.of(
          new SignedTreeHead(
              new TreeHead(
                  head.path("size").asLong(-1),
                  Hash32.fromHex(head.path("root").asText()),
                  head.path("timestamp").asLong(-1)),
              Bytes.fromHex(head.path("signature").asText())));
    } catch (JsonProcessingException e) {
      throw refused(text, "the file is no JSON");
    } catch (IOException | InvalidPathException e) {
      throw refused(text, "there is no such file");
    } catch (MalformedValue e) {
      throw refused(text, String.valueOf(e.getMessage()));
    }
  }

  private static ConfigurationRefused refused(String text, String why) {
    return new ConfigurationRefused(
        "\"" + text + "\" is no tree head: " + why,
        "Give SIZE:ROOT, or a file with what lilypad audit head --json prints");
  }
}
