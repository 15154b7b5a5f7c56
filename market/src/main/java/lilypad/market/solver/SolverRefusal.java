package lilypad.market.solver;

/** A solver gave no usable answer. The message never holds its URL, which may hold a password. */
public final class SolverRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what what was expected and what came
   */
  public SolverRefusal(String what) {
    super("expected " + what);
  }

  /** The same, with what was found below. */
  public SolverRefusal(String what, Throwable cause) {
    super("expected " + what, cause);
  }
}
