package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Which calls of an exchange a fault can meet, as far as the question alone tells. */
final class Reach {

  static final Set<String> QUERIES =
      Set.of("eth_getLogs", "eth_getFilterLogs", "eth_getFilterChanges");

  private static final String SEND = "eth_sendRawTransaction";
  private static final Set<String> FILTERS = Set.of("eth_getFilterLogs", "eth_getFilterChanges");
  private static final Set<String> RECEIPTS =
      Set.of("eth_getTransactionReceipt", "eth_getBlockReceipts");
  private static final Set<String> BLOCKS = Set.of("eth_getBlockByNumber", "eth_getBlockByHash");
  private static final Set<String> IN_A_BLOCK =
      Set.of(
          "eth_getBlockByNumber",
          "eth_getBlockByHash",
          "eth_getLogs",
          "eth_call",
          "eth_getTransactionByHash",
          "eth_getTransactionReceipt",
          "eth_getBlockReceipts");

  private Reach() {}

  /** The positions of such calls; none if the fault cannot meet the exchange. */
  static int[] of(Fault fault, Asked asked) {
    boolean told = asked.isNotification();
    return switch (fault.kind()) {
      case DELAY, CUT, HALF_OPEN, MALFORMED -> all(asked);
      case RATE_LIMIT, SERVER_ERROR -> told ? none() : all(asked);
      case NULL_RESULT -> told ? none() : those(asked, call -> !is(call, SEND));
      case REORDERED -> asked.batch() && asked.calls().size() > 1 ? all(asked) : none();
      case RANGE_ERROR ->
          those(asked, call -> is(call, "eth_getLogs") && mayExceed(call, fault.whole("blocks")));
      case STALE_HEAD ->
          those(
              asked,
              call ->
                  is(call, "eth_blockNumber") || !BlockTags.of(call, BlockTags.MOVING).isEmpty());
      case LAGGING_VIEW -> those(asked, call -> IN_A_BLOCK.contains(Asked.method(call)));
      case MISSING_TAGS -> those(asked, call -> !BlockTags.of(call, BlockTags.SETTLED).isEmpty());
      case FILTER_LOST -> single(asked, call -> FILTERS.contains(Asked.method(call)));
      case SEND_ANSWER_LOST, SEND_ALREADY_KNOWN, SEND_TWICE, SEND_NONCE_TOO_LOW, SEND_DROPPED ->
          single(asked, call -> is(call, SEND));
      case TRUNCATED -> those(asked, Reach::tellsLogs);
      case OMITTED, REWRITTEN, REMOVED -> told ? all(asked) : those(asked, Reach::tellsLogs);
      case ZERO_BLOOM ->
          told
              ? all(asked)
              : those(
                  asked,
                  call ->
                      BLOCKS.contains(Asked.method(call)) || RECEIPTS.contains(Asked.method(call)));
    };
  }

  private static boolean is(ObjectNode call, String method) {
    return Asked.method(call).equals(method);
  }

  private static boolean tellsLogs(ObjectNode call) {
    return QUERIES.contains(Asked.method(call)) || RECEIPTS.contains(Asked.method(call));
  }

  /** A range up to a tag may be any size: only the node knows. */
  private static boolean mayExceed(ObjectNode call, int blocks) {
    JsonNode filter = call.path("params").path(0);
    if (filter.has("blockHash")) {
      return false;
    }
    var from = BlockTags.number(filter.path("fromBlock"));
    var to = BlockTags.number(filter.path("toBlock"));
    return from.isEmpty() || to.isEmpty() || to.getAsLong() - from.getAsLong() + 1 > blocks;
  }

  private static int[] all(Asked asked) {
    return IntStream.range(0, asked.calls().size()).toArray();
  }

  private static int[] those(Asked asked, Predicate<ObjectNode> wanted) {
    return IntStream.range(0, asked.calls().size())
        .filter(i -> wanted.test(asked.calls().get(i)))
        .toArray();
  }

  private static int[] single(Asked asked, Predicate<ObjectNode> wanted) {
    return asked.batch() ? none() : those(asked, wanted);
  }

  private static int[] none() {
    return new int[0];
  }
}
