package lilypad.protocol.abi;

/** Bytes from a chain that are not the canonical ABI encoding of what was asked for. */
public final class MalformedAbi extends RuntimeException {

  private static final int SHOWN = 160;

  private final String expected;
  private final String actual;

  /**
   * @param expected what the layout asks for, in words
   * @param actual what came; cut to 160 characters
   */
  public MalformedAbi(String expected, String actual) {
    super("expected " + expected + ", got " + cut(actual));
    this.expected = expected;
    this.actual = cut(actual);
  }

  /** What the layout asks for, in words. */
  public String expected() {
    return expected;
  }

  /** What came instead. */
  public String actual() {
    return actual;
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
