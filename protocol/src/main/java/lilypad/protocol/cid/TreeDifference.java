package lilypad.protocol.cid;

import java.util.Optional;
import lilypad.protocol.Bytes;

/**
 * Where two directories first differ, read in the order of their DAG: depth first, the names of a
 * directory by their UTF-8 bytes. {@link #toString} says it in words.
 */
public sealed interface TreeDifference {

  /** Of the entry that differs, relative to the root. */
  String path();

  /** One of the two trees. */
  enum Side {
    /** The one that was given first. */
    FIRST,
    /** The other. */
    SECOND;

    @Override
    public String toString() {
      return this == FIRST ? "first" : "second";
    }
  }

  /**
   * Only one tree has the entry; the directory it stands in is in both.
   *
   * @param side the tree that has it
   */
  record OnlyIn(String path, Side side) implements TreeDifference {
    @Override
    public String toString() {
      return path + " only in the " + side;
    }
  }

  /**
   * A file in one tree, a directory in the other.
   *
   * @param file the tree in which it is a file
   */
  record OtherKind(String path, Side file) implements TreeDifference {
    @Override
    public String toString() {
      return path + " a file in the " + file + ", a directory in the other";
    }
  }

  /**
   * Files whose bytes differ.
   *
   * @param offset of the first byte that does, from 0
   * @param first that byte, 0 to 255
   * @param second the other tree's byte there
   */
  record ByteAt(String path, long offset, int first, int second) implements TreeDifference {
    @Override
    public String toString() {
      return "%s at byte %d: 0x%02x in the first, 0x%02x in the second"
          .formatted(path, offset, first, second);
    }
  }

  /**
   * Files of which one goes on where the other ends, equal up to there.
   *
   * @param first bytes in the first tree's file
   * @param second bytes in the other's
   */
  record Length(String path, long first, long second) implements TreeDifference {
    @Override
    public String toString() {
      return path + " of " + first + " bytes in the first, of " + second + " in the second";
    }
  }

  /** The first difference; nothing if the trees are equal, that is, have the same content id. */
  static Optional<TreeDifference> between(FileTree first, FileTree second) {
    return new TreeComparison(first, second).firstDifference();
  }

  /** The first difference between the bytes that both trees have at {@code path}. */
  static Optional<TreeDifference> inFile(String path, Bytes first, Bytes second) {
    int shorter = Math.min(first.size(), second.size());
    for (int i = 0; i < shorter; i++) {
      if (first.get(i) != second.get(i)) {
        return Optional.of(new ByteAt(path, i, first.get(i) & 0xff, second.get(i) & 0xff));
      }
    }
    return first.size() == second.size()
        ? Optional.empty()
        : Optional.of(new Length(path, first.size(), second.size()));
  }
}
