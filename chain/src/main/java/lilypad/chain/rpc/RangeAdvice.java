package lilypad.chain.rpc;

/** What a fault of a log query says about the range of blocks that was asked for. */
public sealed interface RangeAdvice {

  /**
   * The range is too long.
   *
   * @param blocks how many are said to work; some nodes count the last block and some do not
   */
  record AtMost(long blocks) implements RangeAdvice {}

  /** These heights are said to work, both included, in ascending order whatever the node's is. */
  record Within(long from, long to) implements RangeAdvice {}

  /** The range or its answer is too large, and nobody says what is not. */
  record TooMuch() implements RangeAdvice {}

  /** The answer took too long. */
  record TimedOut() implements RangeAdvice {}

  /** Words that are not known: perhaps the range, perhaps not. */
  record Unclear() implements RangeAdvice {}

  /** A shorter range would fare no better. */
  record NotTheRange() implements RangeAdvice {}

  /** Reads a fault: by its words, for codes mean different things to different nodes. */
  static RangeAdvice of(RpcFault fault) {
    return switch (fault) {
      case RpcRefused refused -> RangeRefusals.advice(refused.text());
      case RpcUnavailable unavailable -> RangeRefusals.advice(unavailable);
      case RpcMalformed malformed -> new NotTheRange();
      case RpcDisproved disproved -> new NotTheRange();
      case WrongChain wrong -> new NotTheRange();
      case NoAgreement none -> new NotTheRange();
    };
  }
}
