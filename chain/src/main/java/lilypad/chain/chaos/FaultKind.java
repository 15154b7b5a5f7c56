package lilypad.chain.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can go wrong between a client and its node; {@code docs/chaos.md} tells each in words. */
public enum FaultKind {
  /** The answer comes late. */
  DELAY(false),
  /** Too many requests: HTTP 429 with Retry-After, or the same as a JSON-RPC error. */
  RATE_LIMIT(false),
  /** HTTP 500, 502, 503 or 504. */
  SERVER_ERROR(false),
  /** The connection ends in the middle of the answer. */
  CUT(false),
  /** The request is taken and nothing comes, until the connection ends. */
  HALF_OPEN(false),
  /** The answer is no JSON. */
  MALFORMED(false),
  /** The result is null. */
  NULL_RESULT(false),
  /** The answers of a batch come in another order. */
  REORDERED(false),
  /** A log query over too many blocks is refused, in some provider's words. */
  RANGE_ERROR(false),
  /** Latest, safe and finalized are some blocks behind. */
  STALE_HEAD(false),
  /** The head is told as it is, but its newest blocks are unknown. */
  LAGGING_VIEW(false),
  /** The tags safe and finalized are unknown. */
  MISSING_TAGS(false),
  /** The filter is gone, on the node too. */
  FILTER_LOST(false),
  /** The transaction is handed on; the connection ends without an answer. */
  SEND_ANSWER_LOST(false),
  /** The transaction is handed on; the answer is that it was known already. */
  SEND_ALREADY_KNOWN(false),
  /** The transaction is handed on twice. */
  SEND_TWICE(false),
  /** The last logs of an answer are missing. */
  TRUNCATED(true),
  /** All logs of an answer are missing; a notification does not come. */
  OMITTED(true),
  /** One byte of a log is another. */
  REWRITTEN(true),
  /** Logs are marked as removed. */
  REMOVED(true),
  /** The bloom filter of a block or receipt is all zero. */
  ZERO_BLOOM(true),
  /** The transaction is handed on; the answer is that its nonce is too low. */
  SEND_NONCE_TOO_LOW(true),
  /** The transaction is said to be accepted, and is not handed on. */
  SEND_DROPPED(true);

  private final boolean lie;

  FaultKind(boolean lie) {
    this.lie = lie;
  }

  /** Whether a client is told what is not so; else it is only kept from an answer. */
  public boolean lie() {
    return lie;
  }

  /** Its name in configuration, scripts and output, such as {@code null-result}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of that name. */
  public static Optional<FaultKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }

  /** All names, in the order of this type. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(FaultKind::text).toList();
  }
}
