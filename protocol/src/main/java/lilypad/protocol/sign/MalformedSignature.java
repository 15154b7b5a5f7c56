package lilypad.protocol.sign;

/** Bytes that are no signature in the one form that we take, or that no key can have made. */
public final class MalformedSignature extends RuntimeException {

  /**
   * @param expected what a signature must be, in words
   * @param actual what came
   */
  public MalformedSignature(String expected, String actual) {
    super("expected " + expected + ", got " + actual);
  }
}
