package lilypad.protocol.merkle;

import lilypad.protocol.Hash32;

/** Where the hashes of a tree's complete subtrees are found. */
public interface MerkleNodes {

  /**
   * The hash of a complete subtree.
   *
   * @param level 0 for a leaf; it has {@code 2^level} leaves
   * @param index its place among those of its level, from 0
   */
  Hash32 node(int level, long index);

  /**
   * The root of the leaves from {@code from} (inclusive) to {@code to} (exclusive), as a subtree of
   * a tree: {@code from} is a multiple of the power of two that the number of leaves is at most.
   */
  default Hash32 root(long from, long to) {
    long leaves = to - from;
    if (leaves == 0) {
      return MerkleHash.empty();
    }
    if (Long.bitCount(leaves) == 1) {
      int level = Long.numberOfTrailingZeros(leaves);
      return node(level, from >> level);
    }
    long left = Long.highestOneBit(leaves);
    return MerkleHash.node(root(from, from + left), root(from + left, to));
  }
}
