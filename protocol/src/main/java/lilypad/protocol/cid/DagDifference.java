package lilypad.protocol.cid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.TreeDifference.Side;

/**
 * Finds where two directories first differ from their DAGs, which strangers serve. What has the
 * same id on both sides is equal and is not fetched, so that a difference costs the nodes on the
 * way to it, however large the rest is. The order is that of {@link TreeDifference}.
 */
public final class DagDifference {

  /** The longest path that is told, in characters; a longer one is cut. */
  public static final int MAX_PATH = 1024;

  /** What a comparison gave. */
  public sealed interface Outcome {

    /** The first difference. */
    record Found(TreeDifference difference) implements Outcome {}

    /** The same names and bytes, if their blocks are laid out alike or not. */
    record Same() implements Outcome {}

    /** One side could not be read as far as was needed. */
    record Unreadable(Side side, DagFailure why) implements Outcome {}
  }

  private final Reader first;
  private final Reader second;

  private DagDifference(Reader first, Reader second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Compares two directories.
   *
   * @param firstBlocks gives a block of the first, or nothing; not trusted
   * @param secondBlocks gives a block of the second, or nothing; not trusted
   * @param limits what may be fetched for each side; {@code totalBytes} counts whole blocks
   */
  public static Outcome between(
      Cid first,
      Function<Cid, Optional<Bytes>> firstBlocks,
      Cid second,
      Function<Cid, Optional<Bytes>> secondBlocks,
      DagLimits limits) {
    if (first.equals(second)) {
      return new Outcome.Same();
    }
    DagDifference difference =
        new DagDifference(
            new Reader(Side.FIRST, firstBlocks, limits),
            new Reader(Side.SECOND, secondBlocks, limits));
    try {
      return difference
          .roots(first, second)
          .<Outcome>map(Outcome.Found::new)
          .orElseGet(Outcome.Same::new);
    } catch (Unread e) {
      return new Outcome.Unreadable(e.side, e.why);
    }
  }

  private Optional<TreeDifference> roots(Cid left, Cid right) {
    DagNode a = first.node(left, 1);
    DagNode b = second.node(right, 1);
    return directories(first.entries(left, a), second.entries(right, b), "", 1);
  }

  private Optional<TreeDifference> directories(
      SortedMap<Bytes, DagNode.Link> left,
      SortedMap<Bytes, DagNode.Link> right,
      String prefix,
      int depth) {
    SortedSet<Bytes> names = new TreeSet<>(left.keySet());
    names.addAll(right.keySet());
    for (Bytes name : names) {
      Optional<DagNode.Link> a = Optional.ofNullable(left.get(name));
      Optional<DagNode.Link> b = Optional.ofNullable(right.get(name));
      String path = prefix + a.or(() -> b).map(DagNode.Link::name).orElse("");
      if (a.isEmpty() || b.isEmpty()) {
        return Optional.of(
            new TreeDifference.OnlyIn(told(path), a.isPresent() ? Side.FIRST : Side.SECOND));
      }
      Optional<TreeDifference> found = entries(a.get().cid(), b.get().cid(), path, depth + 1);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<TreeDifference> entries(Cid left, Cid right, String path, int depth) {
    if (left.equals(right)) {
      return Optional.empty();
    }
    DagNode a = first.node(left, depth);
    DagNode b = second.node(right, depth);
    if (a.kind() != b.kind()) {
      return Optional.of(
          new TreeDifference.OtherKind(
              told(path), a.kind() == DagNode.Kind.FILE ? Side.FIRST : Side.SECOND));
    }
    return switch (a.kind()) {
      case FILE ->
          files(new Place(first, left, a, depth), new Place(second, right, b, depth), told(path));
      case DIRECTORY ->
          directories(first.entries(left, a), second.entries(right, b), path + "/", depth);
    };
  }

  private static Optional<TreeDifference> files(Place left, Place right, String path) {
    long offset = 0;
    while (!left.atEnd() || !right.atEnd()) {
      if (left.sameAhead(right)) {
        offset += left.skip();
        right.skip();
      } else if (left.below() > 0 || right.below() > 0) {
        // The larger subtree is opened first: its parts may be what stands on the other side.
        boolean both = left.below() == right.below();
        if (both || left.below() > right.below()) {
          left.open();
        }
        if (both || right.below() > left.below()) {
          right.open();
        }
      } else if (left.atEnd() || right.atEnd()) {
        return Optional.of(new TreeDifference.Length(path, left.size(), right.size()));
      } else {
        int common = Math.min(left.piece().size(), right.piece().size());
        Bytes a = left.piece();
        Bytes b = right.piece();
        for (int i = 0; i < common; i++) {
          if (a.get(i) != b.get(i)) {
            return Optional.of(
                new TreeDifference.ByteAt(path, offset + i, a.get(i) & 0xff, b.get(i) & 0xff));
          }
        }
        offset += common;
        left.take(common);
        right.take(common);
      }
    }
    return Optional.empty();
  }

  private static String told(String path) {
    if (path.length() <= MAX_PATH) {
      return path;
    }
    int end = Character.isHighSurrogate(path.charAt(MAX_PATH - 1)) ? MAX_PATH - 1 : MAX_PATH;
    return path.substring(0, end) + "...";
  }

  /** What lies ahead in a file: bytes that are here, or a subtree that is not fetched yet. */
  private sealed interface Part {
    record Piece(Bytes bytes) implements Part {}

    /**
     * @param size bytes of content below, as its parent says; above 0
     */
    record Subtree(Cid cid, long size, int depth) implements Part {}
  }

  /** How far one side's file was read. */
  private static final class Place {
    private final Reader reader;
    private final long size;
    private final Deque<Part> ahead = new ArrayDeque<>();

    Place(Reader reader, Cid cid, DagNode node, int depth) {
      this.reader = reader;
      this.size = node.fileSize();
      lay(cid, node, depth, node.fileSize());
    }

    long size() {
      return size;
    }

    boolean atEnd() {
      return ahead.isEmpty();
    }

    boolean sameAhead(Place other) {
      return ahead.peekFirst() instanceof Part.Subtree mine
          && other.ahead.peekFirst() instanceof Part.Subtree theirs
          && mine.cid().equals(theirs.cid())
          && mine.size() == theirs.size();
    }

    /** Bytes below the subtree ahead; 0 if none is next. */
    long below() {
      return ahead.peekFirst() instanceof Part.Subtree subtree ? subtree.size() : 0;
    }

    long skip() {
      long skipped = below();
      ahead.removeFirst();
      return skipped;
    }

    void open() {
      if (ahead.removeFirst() instanceof Part.Subtree subtree) {
        DagNode node = reader.node(subtree.cid(), subtree.depth());
        lay(subtree.cid(), node, subtree.depth(), subtree.size());
      }
    }

    Bytes piece() {
      return ahead.peekFirst() instanceof Part.Piece piece ? piece.bytes() : Bytes.EMPTY;
    }

    void take(int count) {
      Bytes bytes = piece();
      ahead.removeFirst();
      if (count < bytes.size()) {
        ahead.addFirst(new Part.Piece(bytes.slice(count, bytes.size())));
      }
    }

    /** Puts a node's own parts ahead; its sizes must add up to what its parent says. */
    private void lay(Cid cid, DagNode node, int depth, long expected) {
      if (node.kind() != DagNode.Kind.FILE) {
        throw reader.malformed(cid, "part of a file", "a directory");
      }
      long total = node.data().size();
      for (long below : node.blockSizes()) {
        total += below;
        if (below < 0 || total < 0) {
          throw reader.malformed(cid, "sizes of 0 and more", Long.toString(below));
        }
      }
      if (total != expected || node.fileSize() != expected) {
        throw reader.malformed(cid, expected + " bytes of content", total + " bytes");
      }
      for (int i = node.links().size() - 1; i >= 0; i--) {
        // What holds no bytes is no part of the content, whatever stands there.
        if (node.blockSizes().get(i) > 0) {
          ahead.addFirst(
              new Part.Subtree(node.links().get(i).cid(), node.blockSizes().get(i), depth + 1));
        }
      }
      if (node.data().size() > 0) {
        ahead.addFirst(new Part.Piece(node.data()));
      }
    }
  }

  /** One side's blocks and what was taken of them. */
  private static final class Reader {
    private final Side side;
    private final Function<Cid, Optional<Bytes>> blocks;
    private final DagLimits limits;
    private long bytesRead;
    private int blocksRead;
    private int entriesRead;

    Reader(Side side, Function<Cid, Optional<Bytes>> blocks, DagLimits limits) {
      this.side = side;
      this.blocks = blocks;
      this.limits = limits;
    }

    DagNode node(Cid cid, int depth) {
      if (depth > limits.depth()) {
        throw exceeded("levels", limits.depth());
      }
      if (++blocksRead > limits.blocks()) {
        throw exceeded("blocks", limits.blocks());
      }
      Bytes block = blocks.apply(cid).orElseThrow(() -> new Unread(side, new MissingBlock(cid)));
      bytesRead += block.size();
      if (bytesRead > limits.totalBytes()) {
        throw exceeded("bytes", limits.totalBytes());
      }
      try {
        return DagNode.read(cid, block);
      } catch (MalformedBlock e) {
        throw new Unread(side, e);
      }
    }

    SortedMap<Bytes, DagNode.Link> entries(Cid cid, DagNode node) {
      if (node.kind() != DagNode.Kind.DIRECTORY) {
        throw malformed(cid, "a directory", "a file");
      }
      SortedMap<Bytes, DagNode.Link> entries = new TreeMap<>();
      for (DagNode.Link link : node.links()) {
        if (++entriesRead > limits.entries()) {
          throw exceeded("entries", limits.entries());
        }
        if (!FileTree.isName(link.name())) {
          throw malformed(cid, "plain names", "another");
        }
        Bytes name = Bytes.of(link.name().getBytes(StandardCharsets.UTF_8));
        if (entries.put(name, link) != null) {
          throw malformed(cid, "names that differ", "one twice");
        }
      }
      return entries;
    }

    Unread malformed(Cid cid, String expected, String actual) {
      return new Unread(side, new MalformedBlock(cid, expected, actual));
    }

    private Unread exceeded(String what, long limit) {
      return new Unread(side, new DagLimitExceeded(what, limit));
    }
  }

  /** Carries the side through the recursion. */
  private static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Side side;
    private final transient DagFailure why;

    Unread(Side side, DagFailure why) {
      super(why);
      this.side = side;
      this.why = why;
    }
  }
}
