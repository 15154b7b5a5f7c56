package lilypad.market.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;

/**
 * A compiled contract as committed with the protocol module.
 *
 * @param name the contract's name
 * @param initCode what creates it, without constructor arguments
 */
record ContractArtifact(String name, Bytes initCode) {

  private static final String FOLDER = "/lilypad/contracts/";

  /**
   * Reads a committed artifact.
   *
   * @param name the contract's, for the double of Lilypad v2's contracts with its folder: {@code
   *     lilypad-v2/V2Token}
   * @throws MalformedValue if there is none of that name, or it has no bytecode
   */
  static ContractArtifact of(String name) {
    String path = FOLDER + name + ".json";
    try (InputStream in = Bytes.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new MalformedValue("a compiled contract on the class path", path);
      }
      JsonNode bytecode = new ObjectMapper().readTree(in).path("bytecode");
      if (!bytecode.isTextual() || bytecode.textValue().length() <= 2) {
        throw new MalformedValue("bytecode as hex in " + path, bytecode.toString());
      }
      return new ContractArtifact(name, Bytes.fromHex(bytecode.textValue()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }
}
