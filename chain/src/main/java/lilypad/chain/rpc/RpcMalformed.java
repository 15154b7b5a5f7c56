package lilypad.chain.rpc;

/** The node answered, but the answer contradicts the question or itself. */
public final class RpcMalformed extends RpcFault {

  private static final int SHOWN = 200;

  private final String expected;
  private final String actual;
  private final boolean contradiction;

  /**
   * @param expected what a right answer looks like, in words
   * @param actual what came; shown cut to 200 characters
   */
  public RpcMalformed(String expected, String actual) {
    this(expected, actual, false);
  }

  private RpcMalformed(String expected, String actual, boolean contradiction) {
    super(message(expected, actual));
    this.expected = expected;
    this.actual = cut(actual);
    this.contradiction = contradiction;
  }

  /** As {@link #RpcMalformed(String, String)}, with the cause found by a parser below. */
  public RpcMalformed(String expected, String actual, Throwable cause) {
    super(message(expected, actual), cause);
    this.expected = expected;
    this.actual = cut(actual);
    this.contradiction = false;
  }

  /**
   * A readable answer to another question than the one that was asked: no accident of the way, but
   * a node that cannot be believed.
   *
   * @param expected what a right answer looks like, in words
   * @param actual what came
   */
  public static RpcMalformed contradiction(String expected, String actual) {
    return new RpcMalformed(expected, actual, true);
  }

  /** What a right answer looks like, in words. */
  public String expected() {
    return expected;
  }

  /** What came, cut to 200 characters. */
  public String actual() {
    return actual;
  }

  /**
   * Whether the answer is readable and contradicts its question: another block than the one asked
   * for, a log of another contract. An answer that cannot be read is none.
   */
  public boolean isContradiction() {
    return contradiction;
  }

  private static String message(String expected, String actual) {
    return "expected " + expected + ", got " + cut(actual);
  }

  private static String cut(String actual) {
    return actual.length() <= SHOWN ? actual : actual.substring(0, SHOWN) + "...";
  }
}
