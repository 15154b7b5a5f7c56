package lilypad.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import org.jspecify.annotations.Nullable;

/**
 * One answer to {@code eth_getLogs}, read front to back from its bytes straight into values. What
 * comes again within an answer (the contract, the event, the block, the transaction) is made once.
 * Members that nobody asked for are passed over.
 */
final class LogsAnswer {

  private static final String METHOD = "eth_getLogs";
  private static final byte[] ID = ascii("id");
  private static final byte[] RESULT = ascii("result");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] ADDRESS = ascii("address");
  private static final byte[] TOPICS = ascii("topics");
  private static final byte[] DATA = ascii("data");
  private static final byte[] BLOCK_HASH = ascii("blockHash");
  private static final byte[] BLOCK_NUMBER = ascii("blockNumber");
  private static final byte[] TRANSACTION_HASH = ascii("transactionHash");
  private static final byte[] TRANSACTION_INDEX = ascii("transactionIndex");
  private static final byte[] LOG_INDEX = ascii("logIndex");
  private static final byte[] REMOVED = ascii("removed");

  private static final int MOST_TOPICS = 4;
  private static final int MOST_DIGITS = 64;

  private final JsonBytes json;
  private final Repeated<Address> addresses = new Repeated<>(20, Address::new);
  private final Repeated<Hash32> topics = new Repeated<>(32, Hash32::new);
  private final Repeated<Hash32> blocks = new Repeated<>(32, Hash32::new);
  private final Repeated<Hash32> transactions = new Repeated<>(32, Hash32::new);
  private final Hash32[] topicsOfLog = new Hash32[MOST_TOPICS];

  /** Of the log that was read last; negative if it had none. */
  private long transactionIndex;

  private @Nullable JsonNode id;
  private @Nullable List<ChainLog> logs;
  private @Nullable JsonNode error;

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private LogsAnswer(byte[] body) {
    this.json = new JsonBytes(body);
  }

  /**
   * Reads the body of an answer.
   *
   * @param asked the question's id
   * @return the logs, in strictly ascending order of block and position
   * @throws RpcRefused if it is an error object
   * @throws RpcMalformed if it is anything but logs of canonical blocks
   */
  static List<ChainLog> read(byte[] body, long asked) {
    LogsAnswer answer = new LogsAnswer(body);
    answer.members();
    return answer.result(asked);
  }

  private List<ChainLog> result(long asked) {
    if (error != null && error.isObject()) {
      throw HttpTransport.refusal(METHOD, error);
    }
    if (id == null || !id.isIntegralNumber()) {
      throw new RpcMalformed("an answer to " + METHOD, json.toString());
    }
    if (id.asLong() != asked) {
      throw new RpcMalformed("the answer to " + METHOD + " with id " + asked, "one with id " + id);
    }
    if (logs == null) {
      throw new RpcMalformed("an array of logs", "null");
    }
    return logs;
  }

  private void members() {
    if (json.peek() != '{') {
      throw new RpcMalformed("an answer to " + METHOD, json.toString());
    }
    for (boolean more = json.enter('}'); more; more = json.another('}')) {
      json.name();
      if (json.is(ID)) {
        id = json.tree();
      } else if (json.is(RESULT)) {
        logs = json.isNext("null") ? null : logs();
      } else if (json.is(ERROR)) {
        error = json.tree();
      } else {
        json.skip();
      }
    }
  }

  private List<ChainLog> logs() {
    if (json.peek() != '[') {
      throw new RpcMalformed("an array of logs", json.found());
    }
    LogOrder order = new LogOrder();
    for (boolean more = json.enter(']'); more; more = json.another(']')) {
      ChainLog next = log();
      order.add(next, transactionIndex);
    }
    return order.positioned();
  }

  private ChainLog log() {
    if (json.peek() != '{') {
      throw new RpcMalformed("a log", json.found());
    }
    Address address = null;
    List<Hash32> itsTopics = List.of();
    Bytes data = null;
    Hash32 block = null;
    Hash32 transaction = null;
    long number = -1;
    long position = -1;
    transactionIndex = -1;
    for (boolean more = json.enter('}'); more; more = json.another('}')) {
      json.name();
      if (json.is(ADDRESS)) {
        address = addresses.read(json, "a log's address");
      } else if (json.is(TOPICS)) {
        itsTopics = json.isNext("null") ? List.of() : topics();
      } else if (json.is(DATA)) {
        data = bytes("a log's data");
      } else if (json.is(BLOCK_HASH)) {
        block = blocks.read(json, "a log's block");
      } else if (json.is(BLOCK_NUMBER)) {
        number = number("a log's block number");
      } else if (json.is(TRANSACTION_HASH)) {
        transaction = transactions.read(json, "a log's transaction");
      } else if (json.is(TRANSACTION_INDEX)) {
        transactionIndex = json.isNext("null") ? -1 : number("a transaction's index");
      } else if (json.is(LOG_INDEX)) {
        position = position();
      } else if (json.is(REMOVED)) {
        requireCanonical();
      } else {
        json.skip();
      }
    }
    if (number < 0 || position < 0) {
      throw new RpcMalformed("a log's block number and position", "none");
    }
    return new ChainLog(
        required("a log's address", address),
        itsTopics,
        required("a log's data", data),
        required("a log's block", block),
        number,
        required("a log's transaction", transaction),
        (int) position);
  }

  private static <T> T required(String what, @Nullable T value) {
    if (value == null) {
      throw new RpcMalformed(what, "none");
    }
    return value;
  }

  private void requireCanonical() {
    if (json.isNext("false") || json.isNext("null")) {
      return;
    }
    if (json.isNext("true")) {
      throw new RpcMalformed("a log of a canonical block", "a removed one");
    }
    throw new RpcMalformed("true or false for a log's removal", json.found());
  }

  private List<Hash32> topics() {
    if (json.peek() != '[') {
      throw new RpcMalformed("an array of topics", json.found());
    }
    int count = 0;
    for (boolean more = json.enter(']'); more; more = json.another(']')) {
      if (count == MOST_TOPICS) {
        throw new RpcMalformed("up to 4 topics", "a fifth");
      }
      topicsOfLog[count++] = topics.read(json, "a topic");
    }
    return switch (count) {
      case 0 -> List.of();
      case 1 -> List.of(topicsOfLog[0]);
      case 2 -> List.of(topicsOfLog[0], topicsOfLog[1]);
      case 3 -> List.of(topicsOfLog[0], topicsOfLog[1], topicsOfLog[2]);
      default -> List.of(topicsOfLog);
    };
  }

  private long position() {
    long position = number("a log's position");
    if (position > Integer.MAX_VALUE) {
      throw new RpcMalformed("a position below 2^31", Long.toString(position));
    }
    return position;
  }

  /** A quantity of up to 64 digits, below 2^63. */
  private long number(String what) {
    json.text();
    int from = json.from() + 2;
    int digits = json.to() - from;
    if (!json.isPrefixed() || digits == 0 || digits > MOST_DIGITS) {
      throw new RpcMalformed("a hex quantity for " + what, json.shownText());
    }
    long value = 0;
    for (int i = from; i < json.to(); i++) {
      int digit = Character.digit(json.source()[i], 16);
      if (digit < 0) {
        throw new RpcMalformed("a hex quantity for " + what, json.shownText());
      }
      if (value >>> 59 != 0) {
        throw new RpcMalformed("a quantity below 2^63 for " + what, json.shownText());
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private Bytes bytes(String what) {
    json.text();
    if (!json.isPrefixed()) {
      throw new RpcMalformed("hex bytes for " + what, json.shownText());
    }
    try {
      return Bytes.fromHex(json.source(), json.from() + 2, json.to());
    } catch (MalformedValue e) {
      throw new RpcMalformed("hex bytes for " + what, json.shownText(), e);
    }
  }

  /**
   * Makes values of equal digits once, as far as it remembers them: it holds the latest for each of
   * a few places, which the digits choose.
   */
  private static final class Repeated<T> {

    private static final int PLACES = 64;

    private final int size;
    private final Function<Bytes, T> maker;

    @SuppressWarnings("unchecked") // made empty
    private final @Nullable Known<T>[] places = (Known<T>[]) new Known<?>[PLACES];

    Repeated(int size, Function<Bytes, T> maker) {
      this.size = size;
      this.maker = maker;
    }

    T read(JsonBytes json, String what) {
      if (json.guess(2 + 2 * size)) {
        try {
          if (json.isPrefixed()) {
            return of(json);
          }
        } catch (MalformedValue e) {
          // Told below, where it is read with care.
        }
        json.back();
      }
      json.text();
      if (!json.isPrefixed()) {
        throw new RpcMalformed("hex bytes for " + what, json.shownText());
      }
      if (json.to() - json.from() != 2 + 2 * size) {
        throw new RpcMalformed(size + " bytes for " + what, json.shownText());
      }
      try {
        return of(json);
      } catch (MalformedValue e) {
        throw new RpcMalformed("hex bytes for " + what, json.shownText(), e);
      }
    }

    private T of(JsonBytes json) {
      byte[] text = json.source();
      int from = json.from() + 2;
      int to = json.to();
      int place = (text[to - 1] ^ (text[to - 2] << 2) ^ (text[from] << 3)) & (PLACES - 1);
      Known<T> known = places[place];
      if (known == null || !known.is(text, from, to)) {
        known =
            new Known<>(
                Arrays.copyOfRange(text, from, to), maker.apply(Bytes.fromHex(text, from, to)));
        places[place] = known;
      }
      return known.value();
    }
  }

  private static final class Known<T> {

    private final byte[] digits;
    private final T value;

    Known(byte[] digits, T value) {
      this.digits = digits;
      this.value = value;
    }

    boolean is(byte[] text, int from, int to) {
      return Arrays.equals(digits, 0, digits.length, text, from, to);
    }

    T value() {
      return value;
    }
  }
}
