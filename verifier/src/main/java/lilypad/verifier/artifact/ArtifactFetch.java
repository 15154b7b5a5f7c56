package lilypad.verifier.artifact;

import java.util.List;
import lilypad.protocol.cid.Cid;

/** What fetching a directory or a file by content id gave. */
public sealed interface ArtifactFetch<T> {

  /** All of it, every block checked. */
  record Fetched<T>(T content) implements ArtifactFetch<T> {}

  /**
   * A block that nobody had, in time and whole.
   *
   * @param tried for each gateway, why not
   */
  record Unavailable<T>(Cid block, List<String> tried) implements ArtifactFetch<T> {}

  /**
   * The blocks are what their ids say, but no directory or file that we take: malformed, or larger
   * than the limits.
   */
  record Unreadable<T>(String detail) implements ArtifactFetch<T> {}
}
