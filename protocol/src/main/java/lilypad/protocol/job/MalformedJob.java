package lilypad.protocol.job;

/** JSON that does not have the shape that a job's description needs. */
public final class MalformedJob extends RuntimeException {

  private static final int SHOWN = 120;

  private final String path;

  /**
   * @param path where, as {@code $.deal.members.mediators[0]}
   * @param expected what must stand there, in words
   * @param actual what stands there; cut to 120 characters
   */
  public MalformedJob(String path, String expected, String actual) {
    super(
        path
            + ": expected "
            + expected
            + ", got "
            + (actual.length() <= SHOWN ? actual : actual.substring(0, SHOWN) + "..."));
    this.path = path;
  }

  /** Where it is, {@code $} being the whole text. */
  public String path() {
    return path;
  }
}
