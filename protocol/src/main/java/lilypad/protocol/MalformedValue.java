package lilypad.protocol;

/** A text or byte string that is not of the form it claims to have. */
public final class MalformedValue extends IllegalArgumentException {

  private static final int SHOWN = 80;

  /**
   * @param expected what the form asks for, in words
   * @param actual what came; shown cut to 80 characters
   */
  public MalformedValue(String expected, String actual) {
    super(message(expected, actual));
  }

  /** As {@link #MalformedValue(String, String)}, with the cause found by a parser below. */
  public MalformedValue(String expected, String actual, Throwable cause) {
    super(message(expected, actual), cause);
  }

  private static String message(String expected, String actual) {
    String shown = actual.length() <= SHOWN ? actual : actual.substring(0, SHOWN) + "...";
    return "expected " + expected + ", got \"" + shown + "\"";
  }
}
