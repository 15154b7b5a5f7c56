package lilypad.protocol.journal;

/**
 * A stored fact of a kind this build does not know: written by a newer one. Nothing is lost; run
 * the newer build.
 */
public final class UnknownManifest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param manifest what the stored fact calls itself
   */
  public UnknownManifest(String manifest) {
    super(
        "expected a journal event this build knows, got \""
            + manifest
            + "\": the journal was written by a newer version; start that version");
  }
}
