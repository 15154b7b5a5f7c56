package lilypad.market.contracts;

/** A view of a contract gave no value. */
public final class ReadRefused extends RuntimeException {

  /**
   * @param what what was expected and what came, in words
   */
  public ReadRefused(String what) {
    super("expected " + what);
  }
}
