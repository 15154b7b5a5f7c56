package lilypad.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** What Lilypad's own contracts did on a development chain, recorded from outside. */
public final class RecordedTrace {

  private static final JsonNode ROOT = read();
  private static final List<ChainLog> LOGS = readLogs();

  private RecordedTrace() {}

  /** The member of that name. */
  public static JsonNode get(String name) {
    return ROOT.required(name);
  }

  /** The steps that are plain calls, deployments left out. */
  public static List<JsonNode> callSteps() {
    List<JsonNode> steps = new ArrayList<>();
    for (JsonNode step : get("steps")) {
      if (step.has("input")) {
        steps.add(step);
      }
    }
    return steps;
  }

  /** Every log of every receipt and every log that eth_getLogs gave. */
  public static List<ChainLog> logs() {
    return LOGS;
  }

  private static List<ChainLog> readLogs() {
    List<ChainLog> logs = new ArrayList<>();
    for (JsonNode step : get("steps")) {
      step.required("logs").forEach(log -> logs.add(log(log)));
    }
    get("getLogs").forEach(log -> logs.add(log(log)));
    return List.copyOf(logs);
  }

  /** A log in JSON-RPC's form. */
  public static ChainLog log(JsonNode log) {
    List<Hash32> topics = new ArrayList<>();
    log.required("topics").forEach(topic -> topics.add(Hash32.fromHex(topic.asText())));
    return new ChainLog(
        Address.fromHex(log.required("address").asText()),
        topics,
        Bytes.fromHex(log.required("data").asText()),
        Hash32.fromHex(log.required("blockHash").asText()),
        number(log.required("blockNumber")),
        Hash32.fromHex(log.required("transactionHash").asText()),
        (int) number(log.required("logIndex")));
  }

  /** A JSON-RPC quantity. */
  public static long number(JsonNode quantity) {
    return Long.decode(quantity.asText());
  }

  /** Addresses out of a JSON array. */
  public static List<Address> addresses(JsonNode array) {
    List<Address> addresses = new ArrayList<>();
    array.forEach(address -> addresses.add(Address.fromHex(address.asText())));
    return addresses;
  }

  private static JsonNode read() {
    try (InputStream file =
            Objects.requireNonNull(
                RecordedTrace.class.getResourceAsStream("/lilypad/lilypad-v2-trace.json.gz"));
        InputStream plain = new GZIPInputStream(file)) {
      return new ObjectMapper().readTree(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
