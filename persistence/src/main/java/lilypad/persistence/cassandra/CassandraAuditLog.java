package lilypad.persistence.cassandra;

import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.persistence.audit.StoredFact;
import lilypad.persistence.cassandra.EventTable.Found;
import lilypad.persistence.cassandra.OrderedEvents.Placed;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.merkle.MerkleNodes;

/**
 * The audit log of a keyspace: its leaves are the events that have their place.
 *
 * @param placed how many those are by now; where a mediator signs by it, without a write that has
 *     its place only in part
 */
record CassandraAuditLog(
    CassandraTree tree, EventTable events, OrderedEvents ordered, LongSupplier placed)
    implements AuditLog {

  @Override
  public long size() {
    return placed.getAsLong();
  }

  @Override
  public MerkleNodes nodes() {
    return tree;
  }

  @Override
  public List<LoggedEvent> read(long from, int limit) {
    return ordered.read(from, Math.min(size(), from + limit)).stream().map(Placed::logged).toList();
  }

  @Override
  public Iterator<AuditEvent> statements() {
    return events
        .all(STATEMENTS, 1, Long.MAX_VALUE)
        .map(Found::event)
        .map(StoredFact::fact)
        .map(AuditEvent.class::cast)
        .iterator();
  }
}
