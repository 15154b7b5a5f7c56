package lilypad.deploy.bench;

/** A measurement that says nothing: what was measured gave a wrong answer, or ended. */
public final class BenchFault extends RuntimeException {

  /** Names what was expected and what came. */
  public BenchFault(String message) {
    super(message);
  }

  /** As {@link #BenchFault(String)}, with the cause. */
  public BenchFault(String message, Throwable cause) {
    super(message, cause);
  }
}
