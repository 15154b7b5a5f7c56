package lilypad.protocol;

/**
 * What was asked for cannot begin or go on as things are; what is wrong and how a person mends it.
 * It repeats no secret.
 */
public class CannotGoOn extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String what;
  private final String remedy;

  /**
   * @param what what is wrong, one sentence without a full stop
   * @param remedy what to do about it, one sentence without a full stop
   */
  public CannotGoOn(String what, String remedy) {
    super(what + ". " + remedy + ".");
    this.what = what;
    this.remedy = remedy;
  }

  /** As {@link #CannotGoOn(String, String)}, with the fault found. */
  public CannotGoOn(String what, String remedy, Throwable cause) {
    super(what + ". " + remedy + ".", cause);
    this.what = what;
    this.remedy = remedy;
  }

  /** What is wrong. */
  public final String what() {
    return what;
  }

  /** What to do about it. */
  public final String remedy() {
    return remedy;
  }
}
