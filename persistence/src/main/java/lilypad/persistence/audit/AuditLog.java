package lilypad.persistence.audit;

import java.util.Iterator;
import java.util.List;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.merkle.ConsistencyProof;
import lilypad.protocol.merkle.InclusionProof;
import lilypad.protocol.merkle.MerkleNodes;

/**
 * A journal as a Merkle tree of RFC 9162 over its events, which only grows. All methods may wait
 * for the disk, and fail with the journal's own fault if it cannot be read.
 */
public interface AuditLog {

  /** The number of leaves. */
  long size();

  /** The tree's complete subtrees within its size. */
  MerkleNodes nodes();

  /**
   * The root of the tree over the first {@code size} leaves.
   *
   * @throws MalformedValue if there are not so many
   */
  default Hash32 root(long size) {
    return nodes().root(0, within(size));
  }

  /**
   * Proves that the leaf at {@code index} is in the tree over the first {@code size}.
   *
   * @throws MalformedValue if there is no such leaf, or no such tree
   */
  default InclusionProof inclusion(long index, long size) {
    return InclusionProof.of(nodes(), index, within(size));
  }

  /**
   * Proves that the tree over the first {@code second} leaves grew out of that over the first
   * {@code first}.
   *
   * @throws MalformedValue if there are no such trees
   */
  default ConsistencyProof consistency(long first, long second) {
    return ConsistencyProof.of(nodes(), first, within(second));
  }

  /**
   * Leaves from {@code from} on: at most {@code limit}, fewer where they are long, none only at the
   * end.
   */
  List<LoggedEvent> read(long from, int limit);

  /** The persistence id of the facts about the record itself: one writer in each journal. */
  String STATEMENTS = "audit|log";

  /** The facts about the record itself so far, oldest first. */
  Iterator<AuditEvent> statements();

  /**
   * The size, if there are so many leaves.
   *
   * @throws MalformedValue if there are not
   */
  default long within(long size) {
    if (size < 0 || size > size()) {
      throw new MalformedValue("a tree of 0 to " + size() + " leaves", Long.toString(size));
    }
    return size;
  }
}
