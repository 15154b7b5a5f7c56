package lilypad.protocol.cid;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.TreeDifference.Side;

/** Two trees side by side; see {@link TreeDifference}. */
record TreeComparison(FileTree first, FileTree second) {

  /**
   * The order of a DAG's walk: as the UTF-8 bytes, but a slash before all else, so that what is in
   * {@code a/} comes before {@code a-b}. A name holds no NUL.
   */
  private static final Comparator<String> WALK =
      (a, b) -> Arrays.compareUnsigned(walkKey(a), walkKey(b));

  /** What a tree has at a path. */
  private enum Entry {
    NONE,
    FILE,
    DIRECTORY
  }

  Optional<TreeDifference> firstDifference() {
    SortedSet<String> leaves = new TreeSet<>(WALK);
    leaves.addAll(first.files().keySet());
    leaves.addAll(first.emptyDirectories());
    leaves.addAll(second.files().keySet());
    leaves.addAll(second.emptyDirectories());
    return leaves.stream().map(this::onTheWayTo).flatMap(Optional::stream).findFirst();
  }

  private Optional<TreeDifference> onTheWayTo(String leaf) {
    for (int slash = leaf.indexOf('/'); slash >= 0; slash = leaf.indexOf('/', slash + 1)) {
      Optional<TreeDifference> found = at(leaf.substring(0, slash));
      if (found.isPresent()) {
        return found;
      }
    }
    return at(leaf);
  }

  private Optional<TreeDifference> at(String path) {
    Entry here = entry(first, path);
    Entry there = entry(second, path);
    if (here == Entry.NONE || there == Entry.NONE) {
      Side side = here == Entry.NONE ? Side.SECOND : Side.FIRST;
      return Optional.of(new TreeDifference.OnlyIn(path, side));
    }
    if (here != there) {
      Side file = here == Entry.FILE ? Side.FIRST : Side.SECOND;
      return Optional.of(new TreeDifference.OtherKind(path, file));
    }
    return here == Entry.FILE
        ? TreeDifference.inFile(path, content(first, path), content(second, path))
        : Optional.empty();
  }

  private static Bytes content(FileTree tree, String path) {
    return tree.files().getOrDefault(path, Bytes.EMPTY);
  }

  private static Entry entry(FileTree tree, String path) {
    if (tree.files().containsKey(path)) {
      return Entry.FILE;
    }
    String below = path + "/";
    return tree.emptyDirectories().contains(path)
            || startsWith(tree.files().tailMap(below).keySet(), below)
            || startsWith(tree.emptyDirectories().tailSet(below), below)
        ? Entry.DIRECTORY
        : Entry.NONE;
  }

  private static boolean startsWith(Iterable<String> sorted, String prefix) {
    Iterator<String> paths = sorted.iterator();
    return paths.hasNext() && paths.next().startsWith(prefix);
  }

  private static byte[] walkKey(String path) {
    return path.replace('/', '\0').getBytes(StandardCharsets.UTF_8);
  }
}
