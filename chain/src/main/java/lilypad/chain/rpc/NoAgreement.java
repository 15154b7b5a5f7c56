package lilypad.chain.rpc;

/**
 * Fewer nodes give the same answer than a decision about money needs. It decides nothing: ask again
 * later.
 */
public final class NoAgreement extends RpcFault {

  private final int needed;
  private final int found;

  /**
   * @param question what was asked, in words
   * @param needed how many equal answers it takes
   * @param found how many equal answers there were at most
   * @param answers what came, in words
   */
  public NoAgreement(String question, int needed, int found, String answers) {
    super(
        "expected %d equal answers to %s, got %d at most: %s"
            .formatted(needed, question, found, answers));
    this.needed = needed;
    this.found = found;
  }

  /** How many equal answers it takes. */
  public int needed() {
    return needed;
  }

  /** How many equal answers there were at most. */
  public int found() {
    return found;
  }
}
