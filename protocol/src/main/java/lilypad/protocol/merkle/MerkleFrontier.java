package lilypad.protocol.merkle;

import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * A growing tree, of which only the right edge is kept: the roots of the complete subtrees that its
 * leaves make up, one for each set bit of the size. Not safe for several threads.
 */
public final class MerkleFrontier {

  /** Hears of every complete subtree as it comes to be. */
  public interface Listener {
    /**
     * A subtree is complete.
     *
     * @param level 0 for a leaf; it has {@code 2^level} leaves
     * @param index its place among those of its level, from 0
     */
    void complete(int level, long index, Hash32 hash);
  }

  private final List<@Nullable Hash32> edge;
  private long size;

  private MerkleFrontier(List<@Nullable Hash32> edge, long size) {
    this.edge = edge;
    this.size = size;
  }

  /** The tree without leaves. */
  public static MerkleFrontier empty() {
    return new MerkleFrontier(new ArrayList<>(), 0);
  }

  /** The tree's first {@code size} leaves, out of the complete subtrees of a greater one. */
  public static MerkleFrontier of(MerkleNodes nodes, long size) {
    List<@Nullable Hash32> edge = new ArrayList<>();
    for (int level = 0; size >> level > 0; level++) {
      boolean present = (size >> level & 1) == 1;
      edge.add(present ? nodes.node(level, (size >> level) - 1) : null);
    }
    return new MerkleFrontier(edge, size);
  }

  /** The same tree, to grow on its own. */
  public MerkleFrontier copy() {
    return new MerkleFrontier(new ArrayList<>(edge), size);
  }

  /** The number of leaves. */
  public long size() {
    return size;
  }

  /** Adds a leaf. */
  public void append(Hash32 leaf) {
    append(leaf, (level, index, hash) -> {});
  }

  /** Adds a leaf and tells of it and of every subtree that it completes, the smallest first. */
  public void append(Hash32 leaf, Listener listener) {
    Hash32 hash = leaf;
    int level = 0;
    listener.complete(level, size, hash);
    for (Hash32 left = at(level); left != null; left = at(level)) {
      edge.set(level, null);
      hash = MerkleHash.node(left, hash);
      level++;
      listener.complete(level, size >> level, hash);
    }
    if (level == edge.size()) {
      edge.add(hash);
    } else {
      edge.set(level, hash);
    }
    size++;
  }

  private @Nullable Hash32 at(int level) {
    return level < edge.size() ? edge.get(level) : null;
  }

  /** The root: the subtrees joined from the smallest up. */
  public Hash32 root() {
    Hash32 root = null;
    for (Hash32 left : edge) {
      if (left != null) {
        root = root == null ? left : MerkleHash.node(left, root);
      }
    }
    return root == null ? MerkleHash.empty() : root;
  }
}
