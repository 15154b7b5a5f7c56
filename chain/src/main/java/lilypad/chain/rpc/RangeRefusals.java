package lilypad.chain.rpc;

import java.math.BigInteger;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lilypad.chain.rpc.RangeAdvice.AtMost;
import lilypad.chain.rpc.RangeAdvice.NotTheRange;
import lilypad.chain.rpc.RangeAdvice.TimedOut;
import lilypad.chain.rpc.RangeAdvice.TooMuch;
import lilypad.chain.rpc.RangeAdvice.Unclear;
import lilypad.chain.rpc.RangeAdvice.Within;

/**
 * The words in which nodes and providers refuse a log query. Codes are not looked at: -32000 and
 * -32005 stand for everything.
 */
final class RangeRefusals {

  private static final String NUMBER = "(0x[0-9a-f]+|[0-9][0-9,_]*)";
  private static final String BLOCKS = "([0-9][0-9,_]*k?)";

  /** What a smaller range does not mend; looked for first, since some of it speaks of ranges. */
  private static final Pattern NOT_THE_RANGE =
      Pattern.compile(
          "rate.?limit|too many requests|request (count|limit|rate)|requests per|capacity|compute"
              + " units|quota|credits|unauthori[sz]ed|forbidden|api.?key|access denied|invalid"
              + " block range|beyond (the )?(current )?head|blockoutofrange|can't specify|cannot"
              + " specify|unknown block|(header|block)( for hash)?( was)? not found|missing"
              + " header|missing trie|pruned|no backend|not healthy|method .*not|does not"
              + " exist|from ?block.*(greater|after|higher)|connection refused");

  /** Infura and zkSync; Alchemy, whose two ends may come in either order; Reth. */
  private static final Pattern WITHIN =
      Pattern.compile(
          "(?:try with this block range|block range should work|retry with (?:the|this) (?:block"
              + " )?range)[^0-9]*"
              + NUMBER
              + "(?:\\s*,\\s*|\\s*-\\s*|\\s*\\.\\.\\s*|\\s+to\\s+)"
              + NUMBER);

  /** Each names a number of blocks. What only names a number of logs is not among them. */
  private static final List<Pattern> AT_MOST =
      List.of(
          // QuickNode "limited to a 10,000 range", BlockPI "limited to 1024 block range", 1RPC
          // "limited to 0 - 50 blocks range", Blast
          Pattern.compile(
              "limited to (?:a )?(?:0 ?- ?)?(?:max(?:imum)? )?" + BLOCKS + " ?(?:block|range)"),
          // PublicNode, Geth, Tron, Reth "max block range 100000"
          Pattern.compile("max(?:imum)? (?:block )?range(?: is| of|:)? ?" + BLOCKS),
          // Avalanche, and what others call the most
          Pattern.compile(
              "(?:block|range)s?\\b.*max(?:imum)?(?: allowed)? is(?: set to)? " + BLOCKS),
          Pattern.compile("max(?:imum)? allowed number of requested blocks is " + BLOCKS),
          // Lotus, whose blocks are epochs
          Pattern.compile("(?:block|range|height|epoch).*\\(max(?:imum)?: ?" + BLOCKS + "\\)"),
          // Coinbase "at most 1000 blocks", Alchemy "up to a 2K block range"
          Pattern.compile("(?:at most|up to)(?: an?)? " + BLOCKS + " ?block"),
          // dRPC "ranges over 10000 blocks are not supported"
          Pattern.compile("ranges? (?:over|above|larger than|greater than|exceeds?) " + BLOCKS),
          Pattern.compile("(?:exceeds?|over|above) (?:the )?(?:limit of )?" + BLOCKS + " blocks"));

  private static final Pattern TOO_MUCH =
      Pattern.compile(
          "(block|epoch|requested|query|log)?.?range.*(too"
              + " (large|wide|big|long|far)|exceed|limit)|exceed.*(block|epoch|log|query)?.?range|range"
              + " limit|too many (blocks|results|logs|events)|too far apart|more than [0-9,_]+"
              + " (results|logs|events)|(exceeds?|over) (the )?(max(imum)?|limit of) ?(number of"
              + " )?(results|logs|events|[0-9,_]+)|(response|result|answer)( size)?( is)?( too"
              + " (large|big)| exceed)|response size|logs matched by query|specify less number of"
              + " address");

  private static final Pattern TIMED_OUT =
      Pattern.compile(
          "time.?out|timed.out|deadline exceeded|took too long|query (was )?cancel|out of time");

  private RangeRefusals() {}

  static RangeAdvice advice(String text) {
    String words = text.toLowerCase(Locale.ROOT);
    if (NOT_THE_RANGE.matcher(words).find()) {
      return new NotTheRange();
    }
    Optional<RangeAdvice> hint = within(words).or(() -> atMost(words));
    if (hint.isPresent()) {
      return hint.get();
    }
    if (TOO_MUCH.matcher(words).find()) {
      return new TooMuch();
    }
    return TIMED_OUT.matcher(words).find() ? new TimedOut() : new Unclear();
  }

  /** No words came; how it failed tells. A connection that does not open is not about a range. */
  static RangeAdvice advice(RpcUnavailable unavailable) {
    Throwable cause = unavailable.getCause();
    if (cause instanceof LimitedBody.TooLong) {
      return new TooMuch();
    }
    if (cause instanceof HttpStatus status) {
      return switch (status.code()) {
        case 413 -> new TooMuch();
        case 408, 504, 524 -> new TimedOut();
        default -> new NotTheRange();
      };
    }
    boolean timedOut =
        cause instanceof TimeoutException
            || (cause instanceof HttpTimeoutException
                && !(cause instanceof HttpConnectTimeoutException));
    return timedOut ? new TimedOut() : new NotTheRange();
  }

  private static Optional<RangeAdvice> within(String words) {
    Matcher found = WITHIN.matcher(words);
    if (!found.find()) {
      return Optional.empty();
    }
    long one = number(found.group(1));
    long other = number(found.group(2));
    return Optional.of(new Within(Math.min(one, other), Math.max(one, other)));
  }

  private static Optional<RangeAdvice> atMost(String words) {
    for (Pattern pattern : AT_MOST) {
      Matcher found = pattern.matcher(words);
      if (found.find()) {
        return Optional.of(new AtMost(number(found.group(1))));
      }
    }
    return Optional.empty();
  }

  /** Decimal with separators or thousands, or hex; what no height reaches is cut. */
  private static long number(String text) {
    boolean thousands = text.endsWith("k");
    String digits = text.replaceAll("[,_k]", "");
    BigInteger value =
        digits.startsWith("0x")
            ? new BigInteger(digits.substring(2), 16)
            : new BigInteger(digits).multiply(BigInteger.valueOf(thousands ? 1_000 : 1));
    return value.min(BigInteger.valueOf(Long.MAX_VALUE / 2)).longValue();
  }
}
