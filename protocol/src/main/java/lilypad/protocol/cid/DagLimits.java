package lilypad.protocol.cid;

/**
 * How much of a stranger's DAG we read. A DAG may name one block many times, so what counts is what
 * is visited, not what is stored.
 *
 * @param totalBytes file content, summed
 * @param depth nodes from the root to a leaf, directories and file levels together
 * @param entries files and directories
 * @param blocks node visits
 */
public record DagLimits(long totalBytes, int depth, int entries, int blocks) {

  /** For a job's result: 256 MiB, 64 levels, 20,000 entries, 50,000 visits. */
  public static final DagLimits RESULT = new DagLimits(256L << 20, 64, 20_000, 50_000);

  /**
   * For the search of a difference, of which a few nodes on each side are needed: 32 MiB, 64
   * levels, 20,000 entries, 4,096 visits.
   */
  public static final DagLimits DIFFERENCE = new DagLimits(32L << 20, 64, 20_000, 4_096);
}
