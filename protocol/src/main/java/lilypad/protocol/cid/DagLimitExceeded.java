package lilypad.protocol.cid;

/** A DAG that is larger than its reader allows. */
public final class DagLimitExceeded extends DagFailure {

  /**
   * @param what the measure, in words
   * @param limit the most that is allowed
   */
  public DagLimitExceeded(String what, long limit) {
    super("expected at most " + limit + " " + what + ", got more");
  }
}
