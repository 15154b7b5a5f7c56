package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.typesafe.config.Config;
import java.util.List;
import lilypad.persistence.ReadableJournal;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.StoredFact;
import lilypad.persistence.cassandra.OrderedEvents.Placed;

/** A keyspace that is only read: nothing is written to it, and who holds it is not disturbed. */
public final class CassandraReader implements ReadableJournal {

  private final CqlSession session;
  private final EventTable events;
  private final OrderedEvents ordered;
  private final CassandraTree tree;
  private final long size;

  private CassandraReader(CqlSession session, String keyspace) {
    Cql cql = new Cql(session, keyspace);
    OrderTable order = new OrderTable(cql);
    this.session = session;
    this.events = new EventTable(cql);
    this.ordered = new OrderedEvents(events, order);
    this.tree = new CassandraTree(cql, order);
    this.size = order.size();
  }

  /**
   * Opens the keyspace of a whole configuration.
   *
   * @throws CassandraFault if Cassandra does not answer, or the keyspace has not our tables
   * @throws com.typesafe.config.ConfigException naming the key, if a setting is wrong
   */
  public static CassandraReader open(Config root) {
    CassandraSettings settings = CassandraSettings.from(root);
    CqlSession session;
    try {
      session = CassandraLink.connect(root, settings);
    } catch (DriverException e) {
      throw new CassandraFault.Unanswered(settings.where() + ", " + CassandraLink.words(e), e);
    }
    boolean opened = false;
    try {
      CassandraSchema.check(session, settings.keyspace());
      CassandraReader reader = new CassandraReader(session, settings.keyspace());
      opened = true;
      return reader;
    } finally {
      if (!opened) {
        session.close();
      }
    }
  }

  @Override
  public AuditLog auditLog() {
    return new CassandraAuditLog(tree, events, ordered, () -> size);
  }

  @Override
  public long size() {
    return size;
  }

  /**
   * {@inheritDoc}
   *
   * @throws CassandraFault if an event is not what has its place
   */
  @Override
  public void forEach(Receiver receiver) {
    for (long at = 0; at < size; ) {
      List<Placed> page = ordered.readIntact(at, size);
      for (Placed placed : page) {
        if (StoredFact.isOurs(placed.event())) {
          receiver.take(
              new Entry(
                  placed.entry().leaf() + 1,
                  placed.entry().persistenceId(),
                  placed.entry().sequenceNr(),
                  placed.event().getTimestampMillis(),
                  StoredFact.fact(placed.event())));
        }
      }
      at += page.size();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
