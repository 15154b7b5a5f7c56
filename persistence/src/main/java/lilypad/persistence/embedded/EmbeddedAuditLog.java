package lilypad.persistence.embedded;

import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.persistence.audit.StoredFact;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.merkle.MerkleNodes;

/**
 * The audit log of a journal folder: its leaves are in the journal's order, an event's index there
 * less one.
 *
 * @param written how many events there are by now
 */
record EmbeddedAuditLog(StoredTree tree, EventRows rows, LongSupplier written) implements AuditLog {

  private static final int PAGE = 256;

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

  @Override
  public Iterator<AuditEvent> statements() {
    return Stream.iterate(
            rows.of(STATEMENTS, 1, Long.MAX_VALUE, PAGE),
            page -> !page.isEmpty(),
            page -> rows.of(STATEMENTS, page.getLast().getSequenceNr() + 1, Long.MAX_VALUE, PAGE))
        .flatMap(List::stream)
        .map(StoredFact::fact)
        .map(AuditEvent.class::cast)
        .iterator();
  }
}
