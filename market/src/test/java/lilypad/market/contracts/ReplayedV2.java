package lilypad.market.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;

/**
 * The recorded transactions once more, from the same accounts with the same nonces at the same
 * seconds, against the double of Lilypad v2's contracts. The same nonces give the contracts the
 * same addresses, so inputs, logs and answers compare byte by byte.
 */
final class ReplayedV2 {

  /** What differed between record and replay, each in one line. */
  record Played(
      int steps,
      int reads,
      int flows,
      int refusals,
      int logs,
      List<String> statuses,
      List<String> refused,
      List<String> receipts,
      List<String> answers,
      List<String> balances) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GAS = "0x989680";
  private static final Wei SUPPLY = Wei.ofWhole(1_000_000_000);

  private final RecordedV2 recorded;
  private final URI url;
  private final HttpClient http;
  private final Deque<JsonNode> reads;

  private final List<String> statuses = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final List<String> receipts = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final List<String> balances = new ArrayList<>();
  private int refusalsCompared;
  private int readsCompared;
  private int logsCompared;
  private int flowsCompared;

  ReplayedV2(RecordedV2 recorded, URI url, HttpClient http) {
    this.recorded = recorded;
    this.url = url;
    this.http = http;
    this.reads = new ArrayDeque<>(recorded.calls());
  }

  /** Plays everything; the chain must be fresh and must not mine by itself. */
  Played play() throws IOException, InterruptedException {
    List<JsonNode> steps = recorded.steps();
    rpc("evm_setTime", seconds(steps.getFirst()) - 1000);
    int compared = 0;
    String flow = "";
    for (JsonNode step : steps) {
      answerReadsBefore(block(step));
      String next = step.required("flow").asText();
      if (!next.equals(flow)) {
        ended(flow);
        compareBalances(next, "before");
        flow = next;
      }
      JsonNode receipt = send(step);
      if (!RecordedV2.leftOut(step)) {
        compare(step, receipt);
        compared++;
      }
    }
    answerReadsBefore(Long.MAX_VALUE);
    ended(flow);
    return new Played(
        compared,
        readsCompared,
        flowsCompared,
        refusalsCompared,
        logsCompared,
        statuses,
        refused,
        receipts,
        answers,
        balances);
  }

  private JsonNode send(JsonNode step) throws IOException, InterruptedException {
    String from = step.required("from").asText();
    ObjectNode transaction = JSON.createObjectNode().put("from", from).put("gas", GAS);
    if (RecordedV2.leftOut(step)) {
      // It only takes its nonce.
      transaction.put("to", from);
    } else if (step.required("to").isNull()) {
      transaction.put("data", initCode(step.required("call").asText()).toString());
    } else {
      transaction.put("to", step.required("to").asText());
      transaction.put("data", step.required("input").asText());
    }
    rpc("evm_setNextBlockTimestamp", seconds(step));
    JsonNode hash = rpc("eth_sendTransaction", transaction);
    rpc("evm_mine");
    return rpc("eth_getTransactionReceipt", hash);
  }

  private static Bytes initCode(String call) {
    return switch (call) {
      case "deploy LilypadToken" ->
          Bytes.fromHex(artifact("V2Token").digits() + DeployingAccount.word(SUPPLY).digits());
      case "deploy own Relay (test helper)" -> artifact("V2Relay");
      default -> artifact("V2" + call.replaceFirst("^deploy Lilypad", ""));
    };
  }

  private static Bytes artifact(String name) {
    return ContractArtifact.of("lilypad-v2/" + name).initCode();
  }

  private void compare(JsonNode step, JsonNode receipt) throws IOException, InterruptedException {
    String where = where(step);
    differ(statuses, where, step.required("status").asText(), receipt.required("status").asText());
    if (step.required("to").isNull()) {
      JsonNode code = rpc("eth_getCode", receipt.required("contractAddress").asText(), "latest");
      differ(statuses, where + ": there is code", "true", "" + (code.asText().length() > 2));
    }
    List<String> expected = RecordedV2.logs(step);
    differ(receipts, where, expected.toString(), RecordedV2.logs(receipt).toString());
    logsCompared += expected.size();
    if (step.has("revertedIn")) {
      JsonNode frame = rpc("debug_traceTransaction", receipt.required("transactionHash"), tracer());
      differ(refused, where, origin(step.required("revertedIn")), origin(deepestRevert(frame)));
      refusalsCompared++;
    }
  }

  private static ObjectNode tracer() {
    return JSON.createObjectNode().put("tracer", "callTracer");
  }

  /** Down the failed calls to the one in which the revert began. */
  private static JsonNode deepestRevert(JsonNode frame) {
    Optional<JsonNode> failed =
        RecordedV2.stream(frame.path("calls")).stream().filter(call -> call.has("error")).findAny();
    return failed.map(ReplayedV2::deepestRevert).orElse(frame);
  }

  /** Where a revert began and with what data: contract, selector, output. */
  private static String origin(JsonNode frame) {
    String selector =
        frame.has("selector")
            ? frame.required("selector").asText()
            : frame.path("input").asText("0x").substring(0, 10);
    return (frame.path("to").asText() + " " + selector + " " + frame.path("output").asText("0x"))
        .toLowerCase(Locale.ROOT);
  }

  private void answerReadsBefore(long block) throws IOException, InterruptedException {
    while (!reads.isEmpty() && block(reads.getFirst()) < block) {
      JsonNode read = reads.removeFirst();
      String answer = call(read.required("to").asText(), read.required("input").asText());
      String where = read.required("flow").asText() + " " + read.required("call").asText();
      differ(answers, where, read.required("output").asText(), answer);
      readsCompared++;
    }
  }

  /** The deal of D goes on through G to H, and its balances were read at the end of H. */
  private void ended(String flow) throws IOException, InterruptedException {
    switch (flow) {
      case "D" -> {}
      case "H" -> compareBalances("D", "after");
      default -> compareBalances(flow, "after");
    }
  }

  private void compareBalances(String flow, String when) throws IOException, InterruptedException {
    Map<String, String> expected = recorded.balances(flow, when);
    if (expected.isEmpty()) {
      return;
    }
    Map<String, String> actual = new TreeMap<>();
    for (String name : expected.keySet()) {
      Address account = Address.fromHex(recorded.address(name));
      actual.put(
          name,
          RecordedV2.holdings(
              token(new LilypadCall.BalanceOf(account)),
              token(new LilypadCall.EscrowBalanceOf(account))));
    }
    differ(balances, when + " " + flow, expected.toString(), actual.toString());
    flowsCompared++;
  }

  private String token(LilypadCall read) throws IOException, InterruptedException {
    String word = call(recorded.contract("token"), read.encode().toString());
    return new BigInteger(word.substring(2), 16).toString();
  }

  private String call(String to, String input) throws IOException, InterruptedException {
    ObjectNode call = JSON.createObjectNode().put("to", to).put("data", input);
    return rpc("eth_call", call, "latest").asText();
  }

  private JsonNode rpc(String method, Object... params) throws IOException, InterruptedException {
    ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    request.put("method", method).set("params", JSON.valueToTree(params));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode body = JSON.readTree(answer.body());
    if (!body.has("result")) {
      throw new AssertionError(method + " is refused: " + body);
    }
    return body.required("result");
  }

  private static void differ(List<String> into, String where, String expected, String actual) {
    if (!expected.equals(actual)) {
      into.add(where + ": recorded " + expected + ", replayed " + actual);
    }
  }

  private static String where(JsonNode step) {
    return "block "
        + block(step)
        + ", "
        + step.required("flow").asText()
        + " "
        + step.required("call").asText();
  }

  private static long block(JsonNode node) {
    return Long.decode(node.path("blockNumber").asText(node.path("block").asText()));
  }

  private static long seconds(JsonNode step) {
    return Long.decode(step.required("timestamp").asText());
  }
}
