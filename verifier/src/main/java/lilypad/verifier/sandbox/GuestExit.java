package lilypad.verifier.sandbox;

/**
 * The guest called {@code proc_exit}. Unwinds the engine's frames, so it carries no stack trace.
 */
public final class GuestExit extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;

  GuestExit(int code) {
    super("exit " + code, null, false, false);
    this.code = code;
  }

  /** The exit status as a POSIX parent sees it: the low eight bits, 0 to 255. */
  public int code() {
    return code;
  }
}
