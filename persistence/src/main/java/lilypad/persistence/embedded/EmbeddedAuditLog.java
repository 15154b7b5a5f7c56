package lilypad.persistence.embedded;

import java.util.List;
import java.util.function.LongSupplier;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.protocol.merkle.MerkleNodes;

/**
 * The audit log of a journal folder: its leaves are in the journal's order, an event's index there
 * less one.
 *
 * @param written how many events there are by now
 */
record EmbeddedAuditLog(StoredTree tree, LongSupplier written) implements AuditLog {

  @Override
  public long size() {
    return written.getAsLong();
  }

  @Override
  public MerkleNodes nodes() {
    return tree;
  }

  @Override
  public List<LoggedEvent> read(long from, int limit) {
    return tree.leavesAfter(from, size(), limit).stream()
        .map(leaf -> new LoggedEvent(leaf.index() - 1, leaf.hash(), leaf.bytes()))
        .toList();
  }
}
