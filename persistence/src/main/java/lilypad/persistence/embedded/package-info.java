/**
 * The embedded journal: Pekko Persistence on RocksDB in this process.
 *
 * <p>One {@link lilypad.persistence.embedded.EmbeddedStore} per folder and actor system holds
 * everything. All writes of all actors pass through one thread that writes them in synced batches
 * and acknowledges them afterwards; reads go straight to RocksDB. The column families:
 *
 * <table>
 *   <caption>Column families</caption>
 *   <tr><th>name</th><th>key</th><th>value</th></tr>
 *   <tr><td>events</td><td>length of the persistence id (4 bytes), the id (UTF-8), sequence number (8 bytes)</td><td>StoredEvent</td></tr>
 *   <tr><td>order</td><td>index from 1 (8 bytes)</td><td>OrderEntry</td></tr>
 *   <tr><td>heads</td><td>the persistence id (UTF-8)</td><td>StreamHead</td></tr>
 *   <tr><td>births</td><td>ordinal from 1 (8 bytes)</td><td>the persistence id (UTF-8)</td></tr>
 *   <tr><td>snapshots</td><td>as events</td><td>StoredSnapshot</td></tr>
 *   <tr><td>tree</td><td>level (1 byte: 8, 16, ...), index from 0 (8 bytes)</td><td>hash of a complete subtree of the audit log (32 bytes)</td></tr>
 * </table>
 *
 * <p>Numbers are big-endian, so that RocksDB's byte order is their order. An event's row, its order
 * entry and its stream's head are in one batch. Rows of events and order are never deleted and
 * never overwritten.
 */
@NullMarked
package lilypad.persistence.embedded;

import org.jspecify.annotations.NullMarked;
