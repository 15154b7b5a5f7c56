package lilypad.protocol.rules;

/** What the votes so far amount to. */
public sealed interface Ruling {

  /**
   * A verdict.
   *
   * @param confidence posterior credibility of the leading answer in thousandths, 0 to 1000
   */
  record Decided(Verdict verdict, int confidence) implements Ruling {}

  /**
   * Not yet: ask this many more verifiers of other operators.
   *
   * @param count at least 1
   */
  record MoreVotes(int count) implements Ruling {}
}
