package lilypad.protocol.merkle;

import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * That a tree's first leaves are those of a smaller one.
 *
 * @param first leaves of the smaller tree, 1 or more
 * @param second leaves of the greater
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.4">RFC 9162, section 2.1.4</a>
 */
public record ConsistencyProof(long first, long second, List<Hash32> path) {

  /**
   * @throws MalformedValue if a tree of {@code first} leaves cannot have grown to {@code second}
   */
  public ConsistencyProof {
    if (first < 1 || first > second) {
      throw new MalformedValue("a smaller tree of 1 to " + second + " leaves", first + " leaves");
    }
    path = List.copyOf(path);
  }

  /**
   * Proves that a tree grew out of its first leaves.
   *
   * @throws MalformedValue if a tree of {@code first} leaves cannot have grown to {@code second}
   */
  public static ConsistencyProof of(MerkleNodes nodes, long first, long second) {
    List<Hash32> down = new ArrayList<>();
    long from = 0;
    long to = second;
    boolean known = true; // the subtree is the smaller tree itself, whose root the checker has
    while (first < to && first > 0) {
      long middle = from + InclusionProof.below(to - from);
      if (first <= middle) {
        down.add(nodes.root(middle, to));
        to = middle;
      } else {
        down.add(nodes.root(from, middle));
        from = middle;
        known = false;
      }
    }
    if (!known) {
      down.add(nodes.root(from, to));
    }
    return new ConsistencyProof(first, second, down.reversed());
  }

  /** Whether it proves that the tree with the second root grew out of the one with the first. */
  public boolean connects(Hash32 firstRoot, Hash32 secondRoot) {
    if (first == second) {
      return path.isEmpty() && firstRoot.equals(secondRoot);
    }
    List<Hash32> hashes = new ArrayList<>();
    if (Long.bitCount(first) == 1) {
      hashes.add(firstRoot);
    }
    hashes.addAll(path);
    if (hashes.isEmpty()) {
      return false;
    }
    long node = first - 1;
    long last = second - 1;
    while ((node & 1) == 1) {
      node >>= 1;
      last >>= 1;
    }
    Hash32 small = hashes.getFirst();
    Hash32 great = small;
    for (Hash32 beside : hashes.subList(1, hashes.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        small = MerkleHash.node(beside, small);
        great = MerkleHash.node(beside, great);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        great = MerkleHash.node(great, beside);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && small.equals(firstRoot) && great.equals(secondRoot);
  }
}
