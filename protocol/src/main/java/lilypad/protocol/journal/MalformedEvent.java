package lilypad.protocol.journal;

/** Stored bytes that are not the event their manifest names. */
public final class MalformedEvent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param manifest what the stored fact calls itself
   * @param cause what was wrong with the bytes
   */
  public MalformedEvent(String manifest, Throwable cause) {
    super("expected the bytes of a " + manifest + ", got: " + cause.getMessage(), cause);
  }
}
