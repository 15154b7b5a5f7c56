package lilypad.persistence.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.merkle.MerkleNodes;

/**
 * An audit log's tree as a journal keeps it: the leaves' hashes, and every {@value #STEP}th level
 * above, a 256th part of what is below it. The levels between are hashed when they are asked for:
 * at most 255 hashes for a node. A stored node that is missing is hashed too.
 */
public abstract class SteppedTree implements MerkleNodes {

  /** So many levels are between two stored ones. */
  protected static final int STEP = 8;

  /** Whether the nodes of a level are stored. */
  public static boolean isStored(int level) {
    return level > 0 && level % STEP == 0;
  }

  /** A node of a stored level, if it is there. */
  protected abstract Optional<Hash32> stored(int level, long index);

  /** The nodes of a stored level from {@code from} on, {@code count} of them. */
  protected List<Hash32> nodes(int level, long from, int count) {
    List<Hash32> nodes = new ArrayList<>(count);
    for (long index = from; index < from + count; index++) {
      nodes.add(node(level, index));
    }
    return nodes;
  }

  /**
   * The hashes of {@code count} leaves, the first at {@code from}.
   *
   * @throws IllegalArgumentException if there are not so many
   */
  protected abstract List<Hash32> leaves(long from, int count);

  @Override
  public Hash32 node(int level, long index) {
    Optional<Hash32> row = isStored(level) ? stored(level, index) : Optional.empty();
    return row.orElseGet(() -> folded(level, index));
  }

  /** Hashes a node out of the stored level below. */
  public final Hash32 folded(int level, long index) {
    int base = level == 0 ? 0 : (level - 1) / STEP * STEP;
    int height = level - base;
    long from = index << height;
    List<Hash32> row = base == 0 ? leaves(from, 1 << height) : nodes(base, from, 1 << height);
    while (row.size() > 1) {
      List<Hash32> above = new ArrayList<>(row.size() / 2);
      for (int i = 0; i < row.size(); i += 2) {
        above.add(MerkleHash.node(row.get(i), row.get(i + 1)));
      }
      row = above;
    }
    return row.getFirst();
  }
}
