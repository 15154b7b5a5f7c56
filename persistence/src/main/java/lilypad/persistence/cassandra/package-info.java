/**
 * The journal on Apache Cassandra: events and snapshots through pekko-persistence-cassandra, and
 * what that does not have: a global order.
 *
 * <p>{@link lilypad.persistence.cassandra.CassandraStore} is all of it for an actor system. Events
 * are written by the plugin, a quorum acknowledges them. A {@link
 * lilypad.persistence.cassandra.Sequencer} then gives each its place in the order, a table {@code
 * leaf -> (persistence id, sequence number, leaf hash)} of which it alone may write the end: every
 * append is a lightweight transaction that compares who may and how many leaves there are. It
 * follows each id without gaps, and no event comes before one that was acknowledged before it was
 * written. What is acknowledged and has no place yet is the journal's lag.
 *
 * <p>A leaf's bytes are a {@code StoredEvent} ({@code stored.proto}) made of the event's row: the
 * ones that the embedded journal would keep of the same event.
 *
 * <p>The tables are in {@code schema.cql}; nothing here makes them but {@link
 * lilypad.persistence.cassandra.CassandraSchema}, for development.
 */
@NullMarked
package lilypad.persistence.cassandra;

import org.jspecify.annotations.NullMarked;
