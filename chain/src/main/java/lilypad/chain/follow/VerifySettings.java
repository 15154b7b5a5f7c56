package lilypad.chain.follow;

/**
 * How far the follower believes what it is told about logs.
 *
 * @param mode what it recomputes
 * @param depth with {@link Mode#AUTO}: of so many newest final blocks the headers are read too, so
 *     that no log can be left out; of older ones only the logs that were told are checked
 * @param batch most headers asked for in one request
 */
public record VerifySettings(Mode mode, long depth, int batch) {

  /** What is recomputed. */
  public enum Mode {
    /** As {@link #BLOOM} where the chain's blocks can be recomputed, as {@link #NONE} where not. */
    AUTO,
    /** Every header; and the receipts of each block whose bloom does not exclude a watched log. */
    BLOOM,
    /** Every header, and the receipts of every block that has any. */
    FULL,
    /** Nothing. */
    NONE
  }

  /** As documented in {@code reference.conf}. */
  public static final VerifySettings DEFAULT = new VerifySettings(Mode.AUTO, 10_000, 50);

  public VerifySettings {
    if (depth < 0 || batch < 1) {
      throw new IllegalArgumentException(
          "expected verify-depth from 0 and verify-batch from 1, got " + depth + " and " + batch);
    }
  }
}
