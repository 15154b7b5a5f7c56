package lilypad.persistence.embedded;

import org.jspecify.annotations.NullUnmarked;

/** Pekko's Java plugins answer {@code Void}, which has no value but null. */
@NullUnmarked
final class Done {

  static final Void VOID = null;

  private Done() {}
}
