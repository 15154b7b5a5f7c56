package lilypad.verifier.key;

/**
 * A key cannot be used; what is wrong and how a person mends it. Repeats neither the key nor its
 * password.
 */
public final class KeyRefused extends RuntimeException {

  private final String what;
  private final String remedy;

  /**
   * @param what what is wrong, one sentence without a full stop
   * @param remedy what to do about it, one sentence without a full stop
   */
  public KeyRefused(String what, String remedy) {
    super(what + ". " + remedy + ".");
    this.what = what;
    this.remedy = remedy;
  }

  /** As {@link #KeyRefused(String, String)}, with the fault found. */
  public KeyRefused(String what, String remedy, Throwable cause) {
    super(what + ". " + remedy + ".", cause);
    this.what = what;
    this.remedy = remedy;
  }

  /** What is wrong. */
  public String what() {
    return what;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
