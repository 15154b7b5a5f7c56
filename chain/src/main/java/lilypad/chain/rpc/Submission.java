package lilypad.chain.rpc;

/**
 * What a node says to a signed transaction. Only {@link Accepted} and {@link AlreadyKnown} mean
 * that it holds the transaction; none means that it is or will be mined.
 */
public sealed interface Submission {

  /** Taken into the node's pool. */
  record Accepted() implements Submission {}

  /** The node has had this very transaction before. */
  record AlreadyKnown() implements Submission {}

  /** The account's nonce is used already: by this transaction or by another one. */
  record NonceTooLow() implements Submission {}

  /**
   * A transaction before it has not arrived: sequencers and some pools keep none that has to wait.
   */
  record NonceTooHigh(String text) implements Submission {}

  /** The pool asks for more: a replacement's raise is too small, or the fee is below its floor. */
  record Underpriced(String text) implements Submission {}

  /** The account cannot pay value and gas. */
  record InsufficientFunds(String text) implements Submission {}

  /** Refused for any other reason, in the node's words. */
  record Refused(int code, String text) implements Submission {}
}
