package lilypad.mediator.solver;

/** The solver cannot be reached, or tells something that is no account of a deal. */
public final class SolverFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was expected and what came. */
  public SolverFault(String expected, String actual) {
    super("expected from the solver " + expected + ", got " + actual);
  }

  /** As above, with the cause below it. */
  public SolverFault(String expected, String actual, Throwable cause) {
    super("expected from the solver " + expected + ", got " + actual, cause);
  }
}
