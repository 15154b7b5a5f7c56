package lilypad.chain.rpc;

/** The node answered, but the answer contradicts the question or itself. */
public final class RpcMalformed extends RpcFault {

  private static final int SHOWN = 200;

  /**
   * @param expected what a right answer looks like, in words
   * @param actual what came; shown cut to 200 characters
   */
  public RpcMalformed(String expected, String actual) {
    super(message(expected, actual));
  }

  /** As {@link #RpcMalformed(String, String)}, with the cause found by a parser below. */
  public RpcMalformed(String expected, String actual, Throwable cause) {
    super(message(expected, actual), cause);
  }

  private static String message(String expected, String actual) {
    String shown = actual.length() <= SHOWN ? actual : actual.substring(0, SHOWN) + "...";
    return "expected " + expected + ", got " + shown;
  }
}
