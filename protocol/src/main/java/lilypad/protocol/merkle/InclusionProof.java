package lilypad.protocol.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * That a leaf is at a place of a tree.
 *
 * @param index the leaf's place, from 0
 * @param size the tree's leaves
 * @param path the hashes beside the way from the leaf to the root
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3">RFC 9162, section 2.1.3</a>
 */
public record InclusionProof(long index, long size, List<Hash32> path) {

  /**
   * @throws MalformedValue if there is no such leaf in such a tree
   */
  public InclusionProof {
    if (index < 0 || index >= size) {
      throw new MalformedValue("a leaf's index from 0 to below " + size, Long.toString(index));
    }
    path = List.copyOf(path);
  }

  /**
   * Proves the place of a leaf.
   *
   * @throws MalformedValue if there is no such leaf in such a tree
   */
  public static InclusionProof of(MerkleNodes nodes, long index, long size) {
    List<Hash32> down = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1 && index < size) {
      long middle = from + below(to - from);
      if (index < middle) {
        down.add(nodes.root(middle, to));
        to = middle;
      } else {
        down.add(nodes.root(from, middle));
        from = middle;
      }
    }
    return new InclusionProof(index, size, down.reversed());
  }

  /** The largest power of two below {@code leaves}, which are two or more. */
  static long below(long leaves) {
    return Long.highestOneBit(leaves - 1);
  }

  /** Whether it proves that a leaf with this hash is in the tree with this root. */
  public boolean proves(Hash32 leaf, Hash32 root) {
    return root(leaf).map(root::equals).orElse(false);
  }

  /** The root of the tree in which a leaf with this hash has this path; none if no tree can. */
  public Optional<Hash32> root(Hash32 leaf) {
    long node = index;
    long last = size - 1;
    Hash32 hash = leaf;
    for (Hash32 beside : path) {
      if (last == 0) {
        return Optional.empty();
      }
      if ((node & 1) == 1 || node == last) {
        hash = MerkleHash.node(beside, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = MerkleHash.node(hash, beside);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 ? Optional.of(hash) : Optional.empty();
  }
}
