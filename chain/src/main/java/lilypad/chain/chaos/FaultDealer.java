package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import lilypad.chain.chaos.FaultPlan.Chosen;
import lilypad.protocol.Bytes;
import lilypad.protocol.Keccak;
import lilypad.protocol.MalformedValue;

/** Turns a fault into the course of the exchange that suffers it. */
final class FaultDealer {

  private static final int ANY_CODE = -32_000;
  private static final int BAD_PARAMS = -32_602;
  private static final int TOO_MANY = 429;
  private static final int[] STATUSES = {500, 502, 503, 504};
  private static final String HTML = "<html><body>%s</body></html>";

  /** Spoils an answer and says in words how; empty if there was nothing to spoil. */
  @FunctionalInterface
  private interface Spoiling {
    Optional<String> of(ObjectNode answer);
  }

  private final Node node;
  private final Ledger ledger;
  private final ObjectMapper json;

  FaultDealer(Node node, Ledger ledger, ObjectMapper json) {
    this.node = node;
    this.ledger = ledger;
    this.json = json;
  }

  /**
   * How the exchange goes.
   *
   * @throws Node.Silent if the node has to be asked first and does not answer
   */
  Course course(Asked asked, Chosen chosen) throws Node.Silent, InterruptedException {
    Fault fault = chosen.fault();
    SplittableRandom random = chosen.random();
    return switch (fault.kind()) {
      case DELAY -> delayed(asked, chosen);
      case RATE_LIMIT -> rateLimited(asked, chosen);
      case SERVER_ERROR -> failed(asked, chosen);
      case CUT ->
          Course.after(
              asked,
              answer -> {
                ledger.dealt(
                    chosen, "cut after " + answer.length / 2 + " of " + answer.length + " bytes");
                return new Reply.Cut(Bytes.of(answer));
              });
      case HALF_OPEN -> {
        ledger.dealt(chosen, "no answer, closed after " + millis(fault, "patience") + " ms");
        yield Course.instead(asked, new Reply.Silence(fault.duration("patience")));
      }
      case MALFORMED -> Course.after(asked, answer -> malformed(chosen, answer));
      case NULL_RESULT -> spoilt(asked, chosen, FaultDealer::nullResult);
      case REORDERED -> Course.after(asked, answer -> reordered(chosen, answer));
      case RANGE_ERROR -> rangeError(asked, chosen);
      case STALE_HEAD -> staleHead(asked, chosen);
      case LAGGING_VIEW -> laggingView(asked, chosen);
      case MISSING_TAGS -> missingTags(asked, chosen);
      case FILTER_LOST -> filterLost(asked, chosen);
      case SEND_ANSWER_LOST ->
          Course.after(
              asked,
              answer -> {
                ledger.dealt(chosen, "handed on, the answer was lost");
                return new Reply.Gone();
              });
      case SEND_ALREADY_KNOWN ->
          spoilt(asked, chosen, answer -> error(answer, ANY_CODE, "already known"));
      case SEND_NONCE_TOO_LOW ->
          spoilt(asked, chosen, answer -> error(answer, ANY_CODE, "nonce too low"));
      case SEND_TWICE -> sentTwice(asked, chosen);
      case SEND_DROPPED -> dropped(asked, chosen);
      case TRUNCATED ->
          spoilt(asked, chosen, answer -> truncated(answer, fault.whole("drop"), random));
      case OMITTED ->
          asked.isNotification()
              ? withheld(asked, chosen)
              : spoilt(asked, chosen, answer -> omitted(answer, random));
      case REWRITTEN -> spoilt(asked, chosen, answer -> rewritten(answer, random));
      case REMOVED -> spoilt(asked, chosen, FaultDealer::removed);
      case ZERO_BLOOM -> spoilt(asked, chosen, FaultDealer::zeroBloom);
    };
  }

  private static long millis(Fault fault, String key) {
    return fault.duration(key).toMillis();
  }

  private Course delayed(Asked asked, Chosen chosen) {
    long millis =
        chosen
            .random()
            .nextLong(millis(chosen.fault(), "least"), millis(chosen.fault(), "most") + 1);
    return Course.after(
        asked,
        answer -> {
          ledger.dealt(chosen, "answered after " + millis + " ms");
          Thread.sleep(millis);
          return Reply.Whole.of(answer);
        });
  }

  private Course rateLimited(Asked asked, Chosen chosen) {
    Fault fault = chosen.fault();
    boolean http =
        fault.chosen("form").map("http"::equals).orElseGet(() -> chosen.random().nextInt(4) > 0);
    ObjectNode error = json.createObjectNode();
    error(error, ANY_CODE, "Too many requests, please try again later");
    JsonNode inBand = errors(asked, error.get("error"));
    int seconds = fault.whole("retry-after");
    ledger.dealt(
        chosen,
        http
            ? "HTTP 429, Retry-After " + seconds + " s"
            : "HTTP 200 with an error that says too many requests");
    return Course.instead(
        asked,
        http
            ? new Reply.Refused(
                TOO_MANY,
                Map.of("Retry-After", Integer.toString(seconds)),
                "Too Many Requests",
                inBand)
            : Reply.Whole.of(bytes(inBand)));
  }

  private Course failed(Asked asked, Chosen chosen) {
    int status =
        chosen
            .fault()
            .chosen("status")
            .map(Integer::valueOf)
            .orElseGet(() -> STATUSES[chosen.random().nextInt(STATUSES.length)]);
    ObjectNode error = json.createObjectNode();
    error(error, -32_603, "Internal error");
    ledger.dealt(chosen, "HTTP " + status);
    return Course.instead(
        asked,
        new Reply.Refused(
            status, Map.of(), HTML.formatted(status), errors(asked, error.get("error"))));
  }

  /** An error for each call. */
  private JsonNode errors(Asked asked, JsonNode error) {
    ArrayNode all = json.createArrayNode();
    for (ObjectNode call : asked.calls()) {
      ObjectNode one = all.addObject().put("jsonrpc", "2.0");
      one.set("id", call.path("id"));
      one.set("error", error);
    }
    return asked.batch() ? all : all.get(0);
  }

  private Reply malformed(Chosen chosen, byte[] answer) {
    List<String> forms = List.of("truncated", "html", "empty");
    String form =
        chosen
            .fault()
            .chosen("form")
            .orElseGet(() -> forms.get(chosen.random().nextInt(forms.size())));
    ledger.dealt(chosen, "an answer that is no JSON: " + form);
    return Reply.Whole.of(
        switch (form) {
          case "truncated" -> Arrays.copyOf(answer, Math.max(1, answer.length / 2));
          case "html" -> HTML.formatted("upstream").getBytes(StandardCharsets.UTF_8);
          default -> new byte[0];
        });
  }

  private Reply reordered(Chosen chosen, byte[] answer) throws IOException {
    if (!(json.readTree(answer) instanceof ArrayNode answers) || answers.size() < 2) {
      chosen.unused().run();
      return Reply.Whole.of(answer);
    }
    List<JsonNode> order = new ArrayList<>();
    answers.forEach(order::add);
    int places = 1 + chosen.random().nextInt(order.size() - 1);
    ArrayNode turned = json.createArrayNode();
    for (int i = 0; i < order.size(); i++) {
      turned.add(order.get((i + places) % order.size()));
    }
    ledger.dealt(chosen, order.size() + " answers turned by " + places);
    return Reply.Whole.of(bytes(turned));
  }

  private Course rangeError(Asked asked, Chosen chosen) throws Node.Silent, InterruptedException {
    int blocks = chosen.fault().whole("blocks");
    JsonNode filter = asked.calls().get(chosen.call()).path("params").path(0);
    OptionalLong from = edge(filter.path("fromBlock"));
    OptionalLong to = edge(filter.path("toBlock"));
    if (from.isEmpty() || to.isEmpty() || to.getAsLong() - from.getAsLong() + 1 <= blocks) {
      chosen.unused().run();
      return Course.straight(asked);
    }
    ProviderWords words =
        chosen
            .fault()
            .chosen("provider")
            .flatMap(ProviderWords::of)
            .orElseGet(() -> any(List.of(ProviderWords.values()), chosen.random()));
    String message = words.message(blocks, from.getAsLong(), to.getAsLong());
    return spoilt(asked, chosen, answer -> error(answer, words.code(), message));
  }

  private static <T> T any(List<T> all, SplittableRandom random) {
    return all.get(random.nextInt(all.size()));
  }

  private OptionalLong edge(JsonNode block) throws Node.Silent, InterruptedException {
    OptionalLong number = BlockTags.number(block);
    if (number.isPresent()) {
      return number;
    }
    return block.asText().equals("earliest")
        ? OptionalLong.of(0)
        : node.height(block.isTextual() ? block.asText() : "latest");
  }

  private Course staleHead(Asked asked, Chosen chosen) throws Node.Silent, InterruptedException {
    int behind = 1 + chosen.random().nextInt(chosen.fault().whole("blocks"));
    Map<String, Long> numbers = new HashMap<>();
    Set<String> used = new TreeSet<>();
    asked.calls().forEach(call -> used.addAll(BlockTags.of(call, BlockTags.MOVING)));
    for (String tag : used) {
      OptionalLong height = node.height(tag);
      if (height.isPresent()) {
        numbers.put(tag, Math.max(0, height.getAsLong() - behind));
      }
    }
    boolean heads = asked.positions("eth_blockNumber").length > 0;
    if (numbers.isEmpty() && !heads) {
      chosen.unused().run();
      return Course.straight(asked);
    }
    Asked older =
        new Asked(
            asked.calls().stream().map(call -> BlockTags.replaced(call, numbers)).toList(),
            asked.batch());
    return new Course(
        Optional.empty(),
        older,
        answer -> {
          ledger.dealt(
              chosen,
              behind + " behind" + (numbers.isEmpty() ? "" : ": " + new TreeMap<>(numbers)));
          return heads ? shiftedHeads(asked, answer, behind) : Reply.Whole.of(answer);
        });
  }

  private Reply shiftedHeads(Asked asked, byte[] answer, int behind) throws IOException {
    JsonNode root = json.readTree(answer);
    for (int i : asked.positions("eth_blockNumber")) {
      answerTo(root, asked, i)
          .ifPresent(
              one ->
                  BlockTags.number(one.path("result"))
                      .ifPresent(
                          head -> one.set("result", BlockTags.text(Math.max(0, head - behind)))));
    }
    return Reply.Whole.of(bytes(root));
  }

  /** What a node says whose store is behind the head that it tells. */
  private Course laggingView(Asked asked, Chosen chosen) throws Node.Silent, InterruptedException {
    OptionalLong head = node.height("latest");
    long known = head.orElse(0) - 1 - chosen.random().nextInt(chosen.fault().whole("blocks"));
    boolean[] unknown = new boolean[asked.calls().size()];
    for (int i = 0; i < unknown.length; i++) {
      unknown[i] = named(asked.calls().get(i)).orElse(-1) > known;
    }
    return Course.after(
        asked,
        answer -> {
          JsonNode root = json.readTree(answer);
          int hidden = 0;
          for (int i = 0; i < unknown.length; i++) {
            Optional<ObjectNode> one = answerTo(root, asked, i);
            if (one.isPresent() && hide(asked.calls().get(i), one.get(), unknown[i], known)) {
              hidden++;
            }
          }
          if (hidden == 0) {
            chosen.unused().run();
            return Reply.Whole.of(answer);
          }
          ledger.dealt(chosen, "blocks above " + known + " are unknown");
          return Reply.Whole.of(bytes(root));
        });
  }

  /** The highest block that a call names, as far as it names one by number or hash. */
  private OptionalLong named(ObjectNode call) throws Node.Silent, InterruptedException {
    JsonNode params = call.path("params");
    return switch (Asked.method(call)) {
      case "eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getBlockByHash" ->
          height(params.path(0));
      case "eth_getLogs" ->
          params.path(0).has("blockHash")
              ? height(params.path(0).path("blockHash"))
              : BlockTags.number(params.path(0).path("toBlock"));
      case "eth_call" ->
          height(
              params.path(1).has("blockHash") ? params.path(1).path("blockHash") : params.path(1));
      default -> OptionalLong.empty();
    };
  }

  private OptionalLong height(JsonNode block) throws Node.Silent, InterruptedException {
    OptionalLong number = BlockTags.number(block);
    return number.isEmpty() && block.asText().length() == 66
        ? node.heightOf(block.asText())
        : number;
  }

  private static boolean hide(ObjectNode call, ObjectNode answer, boolean unknown, long known) {
    return switch (Asked.method(call)) {
      case "eth_getLogs" ->
          unknown
              && error(
                      answer,
                      call.path("params").path(0).has("blockHash") ? ANY_CODE : BAD_PARAMS,
                      call.path("params").path(0).has("blockHash")
                          ? "unknown block"
                          : "block range extends beyond current head block")
                  .isPresent();
      case "eth_call" -> unknown && error(answer, ANY_CODE, "header not found").isPresent();
      case "eth_getTransactionReceipt", "eth_getTransactionByHash" ->
          BlockTags.number(answer.path("result").path("blockNumber")).orElse(-1) > known
              && nullResult(answer).isPresent();
      default -> unknown && nullResult(answer).isPresent();
    };
  }

  private Course missingTags(Asked asked, Chosen chosen) {
    return Course.after(
        asked,
        answer -> {
          JsonNode root = json.readTree(answer);
          Set<String> missing = new TreeSet<>();
          for (int i = 0; i < asked.calls().size(); i++) {
            for (String tag : BlockTags.of(asked.calls().get(i), BlockTags.SETTLED)) {
              answerTo(root, asked, i)
                  .flatMap(one -> error(one, ANY_CODE, tag + " block not found"))
                  .ifPresent(words -> missing.add(tag));
            }
          }
          ledger.dealt(chosen, "unknown: " + String.join(", ", missing));
          return Reply.Whole.of(bytes(root));
        });
  }

  private Course filterLost(Asked asked, Chosen chosen) throws Node.Silent, InterruptedException {
    node.forgetFilter(asked.calls().getFirst().path("params").path(0));
    return spoilt(asked, chosen, answer -> error(answer, ANY_CODE, "filter not found"));
  }

  private Course sentTwice(Asked asked, Chosen chosen) {
    return Course.after(
        asked,
        answer -> {
          JsonNode second = json.readTree(node.post(bytes(asked.body(json))).body().toArray());
          ledger.dealt(
              chosen,
              "handed on twice, the second time answered "
                  + (second.has("error")
                      ? second.path("error").path("message").asText()
                      : second.path("result").asText()));
          return Reply.Whole.of(answer);
        });
  }

  private Course dropped(Asked asked, Chosen chosen) {
    ObjectNode call = asked.calls().getFirst();
    Bytes raw;
    try {
      raw = Bytes.fromHex(call.path("params").path(0).asText());
    } catch (MalformedValue e) {
      // What is no transaction the node may refuse itself.
      chosen.unused().run();
      return Course.straight(asked);
    }
    ObjectNode answer = json.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", call.path("id"));
    answer.put("result", Keccak.hash(raw.toArray()).toString());
    ledger.dealt(chosen, "said to be accepted, and not handed on");
    return Course.instead(asked, Reply.Whole.of(bytes(answer)));
  }

  private Course withheld(Asked asked, Chosen chosen) {
    ledger.dealt(chosen, "a notification did not come");
    return Course.instead(asked, new Reply.Nothing());
  }

  /** Spoils the answer to the chosen call. */
  private Course spoilt(Asked asked, Chosen chosen, Spoiling spoiling) {
    return Course.after(
        asked,
        answer -> {
          JsonNode root = json.readTree(answer);
          Optional<String> words = answerTo(root, asked, chosen.call()).flatMap(spoiling::of);
          if (words.isEmpty()) {
            chosen.unused().run();
            return Reply.Whole.of(answer);
          }
          ledger.dealt(chosen, words.get());
          return Reply.Whole.of(bytes(root));
        });
  }

  /** What holds the result: the answer to a call, or a notification's parameters. */
  private static Optional<ObjectNode> answerTo(JsonNode root, Asked asked, int call) {
    if (asked.isNotification()) {
      return root.path("params") instanceof ObjectNode told ? Optional.of(told) : Optional.empty();
    }
    JsonNode id = asked.calls().get(call).path("id");
    for (JsonNode answer : root.isArray() ? root : List.of(root)) {
      if (answer instanceof ObjectNode object && answer.path("id").equals(id)) {
        return Optional.of(object);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> error(ObjectNode answer, int code, String message) {
    answer.remove("result");
    answer.putObject("error").put("code", code).put("message", message);
    return Optional.of("error " + code + " \"" + message + "\"");
  }

  private static Optional<String> nullResult(ObjectNode answer) {
    if (!answer.hasNonNull("result")) {
      return Optional.empty();
    }
    answer.putNull("result");
    return Optional.of("null");
  }

  /** The lists of logs in an answer that hold any: of a query, of a receipt, of receipts. */
  private static List<ArrayNode> logs(JsonNode result) {
    List<ArrayNode> found = new ArrayList<>();
    if (result instanceof ArrayNode array && array.path(0).has("topics")) {
      found.add(array);
    }
    for (JsonNode receipt : result.isArray() ? result : List.of(result)) {
      if (receipt.path("logs") instanceof ArrayNode array && !array.isEmpty()) {
        found.add(array);
      }
    }
    return found;
  }

  /** Each log of an answer or a notification. */
  private static List<ObjectNode> eachLog(ObjectNode answer) {
    List<ObjectNode> all = new ArrayList<>();
    JsonNode result = answer.path("result");
    if (result instanceof ObjectNode log && result.has("topics")) {
      all.add(log);
    }
    for (ArrayNode list : logs(result)) {
      for (JsonNode log : list) {
        if (log instanceof ObjectNode object) {
          all.add(object);
        }
      }
    }
    return all;
  }

  private static Optional<ArrayNode> anyLogs(ObjectNode answer, SplittableRandom random) {
    List<ArrayNode> lists = logs(answer.path("result"));
    return lists.isEmpty()
        ? Optional.empty()
        : Optional.of(lists.get(random.nextInt(lists.size())));
  }

  private static Optional<String> truncated(ObjectNode answer, int drop, SplittableRandom random) {
    return anyLogs(answer, random)
        .map(
            logs -> {
              int before = logs.size();
              for (int i = 0; i < drop && !logs.isEmpty(); i++) {
                logs.remove(logs.size() - 1);
              }
              return "the last " + (before - logs.size()) + " of " + before + " logs left out";
            });
  }

  private static Optional<String> omitted(ObjectNode answer, SplittableRandom random) {
    return anyLogs(answer, random)
        .map(
            logs -> {
              int before = logs.size();
              logs.removeAll();
              return "all " + before + " logs left out";
            });
  }

  private static Optional<String> rewritten(ObjectNode answer, SplittableRandom random) {
    List<ObjectNode> all = eachLog(answer);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode log = all.get(random.nextInt(all.size()));
    String data = log.path("data").asText();
    if (data.length() > 3) {
      log.put("data", otherByte(data, random));
      return Optional.of("one byte of a log's data is another");
    }
    if (log.path("topics") instanceof ArrayNode topics && !topics.isEmpty()) {
      int last = topics.size() - 1;
      topics.set(last, topics.textNode(otherByte(topics.get(last).asText(), random)));
      return Optional.of("one byte of a log's topic is another");
    }
    return Optional.empty();
  }

  private static String otherByte(String hex, SplittableRandom random) {
    int place = 2 + 2 * random.nextInt((hex.length() - 2) / 2);
    int before = Integer.parseInt(hex.substring(place, place + 2), 16);
    int now = before ^ (1 + random.nextInt(255));
    return hex.substring(0, place) + String.format("%02x", now) + hex.substring(place + 2);
  }

  private static Optional<String> removed(ObjectNode answer) {
    List<ObjectNode> all = eachLog(answer);
    all.forEach(log -> log.put("removed", true));
    return all.isEmpty() ? Optional.empty() : Optional.of(all.size() + " logs marked as removed");
  }

  private static Optional<String> zeroBloom(ObjectNode answer) {
    Set<String> before = new HashSet<>();
    JsonNode result = answer.path("result");
    for (JsonNode one : result.isArray() ? result : List.of(result)) {
      if (one instanceof ObjectNode object && one.path("logsBloom").isTextual()) {
        String bloom = one.path("logsBloom").asText();
        String zero = "0x" + "0".repeat(Math.max(0, bloom.length() - 2));
        object.put("logsBloom", zero);
        if (!bloom.equals(zero)) {
          before.add(bloom);
        }
      }
    }
    return before.isEmpty() ? Optional.empty() : Optional.of("a bloom filter is all zero");
  }

  private byte[] bytes(JsonNode answer) {
    return answer.toString().getBytes(StandardCharsets.UTF_8);
  }
}
