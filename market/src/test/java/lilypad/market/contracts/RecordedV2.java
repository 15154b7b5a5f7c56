package lilypad.market.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import lilypad.chain.anvil.Anvil;

/** The record of Lilypad v2's own contracts that the protocol module keeps. */
record RecordedV2(JsonNode root) {

  /** Deployed when the record was made, and no part of the double. */
  private static final List<String> LEFT_OUT =
      List.of("LilypadOnChainJobCreator", "ExampleClient", "LilypadPow");

  static RecordedV2 read() {
    Path file =
        Anvil.projectRoot().resolve("protocol/src/test/resources/lilypad/lilypad-v2-trace.json.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new RecordedV2(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The transactions in their order. */
  List<JsonNode> steps() {
    return list("steps");
  }

  /** The reads, in the order of their blocks. */
  List<JsonNode> calls() {
    return list("calls");
  }

  /** Whether a step concerns a contract that the double leaves out. */
  static boolean leftOut(JsonNode step) {
    return LEFT_OUT.stream().anyMatch(step.required("call").asText()::contains);
  }

  /** What the recorded accounts had around a flow, by account: {@code when} is before or after. */
  Map<String, String> balances(String flow, String when) {
    Map<String, String> balances = new TreeMap<>();
    JsonNode recorded = root.required("balances").path(flow).path(when);
    recorded
        .properties()
        .forEach(
            entry ->
                balances.put(
                    entry.getKey(),
                    holdings(
                        entry.getValue().required("balance").asText(),
                        entry.getValue().required("escrow").asText())));
    return balances;
  }

  static String holdings(String balance, String escrow) {
    return balance + " and " + escrow + " in escrow";
  }

  /** The address of an account or of the token, by the names that the balances use. */
  String address(String name) {
    return name.equals("tokenContract")
        ? contract("token")
        : root.required("accounts").required(name).asText();
  }

  /** The address of a contract. */
  String contract(String name) {
    return root.required("addresses").required(name).asText();
  }

  /** One log as a comparable text: emitter, topics, data. */
  static String log(JsonNode log) {
    return (log.required("address").asText()
            + " "
            + log.required("topics")
            + " "
            + log.required("data").asText())
        .toLowerCase(Locale.ROOT);
  }

  static List<String> logs(JsonNode receipt) {
    return stream(receipt.required("logs")).stream().map(RecordedV2::log).toList();
  }

  static List<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private List<JsonNode> list(String name) {
    return stream(root.required(name));
  }
}
