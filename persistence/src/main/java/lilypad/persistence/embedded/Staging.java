package lilypad.persistence.embedded;

import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lilypad.persistence.embedded.Tables.Table;
import lilypad.persistence.embedded.stored.OrderEntry;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleFrontier;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * One batch while it is put together: RocksDB's rows and what the later writes of the batch must
 * see of the earlier ones. Every method refuses with a {@link JournalFault} before it stages
 * anything, so a refused write leaves no trace in the batch.
 */
final class Staging implements AutoCloseable {

  private final EmbeddedStore store;
  private final Tables tables;
  private final WriteBatch batch = new WriteBatch();
  private final Map<String, Head> heads = new HashMap<>();
  private final Set<String> written = new HashSet<>();
  private final List<TreeNode> completed = new ArrayList<>();
  private final MerkleFrontier tree;
  private long lastIndex;
  private long lastBirth;

  private record TreeNode(int level, long index, Hash32 hash) {}

  /** Begins where the batch before ended. */
  Staging(EmbeddedStore store, Tables tables, Commit before) {
    this.store = store;
    this.tables = tables;
    this.lastIndex = before.lastIndex();
    this.lastBirth = before.lastBirth();
    this.tree = before.tree().copy();
  }

  /**
   * Stages all events or none.
   *
   * @throws JournalFault.SequenceConflict if an event's number is not above all before it
   */
  void append(List<NewEvent> events) throws RocksDBException {
    Map<String, Long> highest = new HashMap<>();
    for (NewEvent event : events) {
      String id = event.persistenceId();
      long before = highest.containsKey(id) ? highest.get(id) : head(id).highest();
      if (event.sequenceNr() <= before) {
        throw new JournalFault.SequenceConflict(id, before, event.sequenceNr());
      }
      highest.put(id, event.sequenceNr());
    }
    for (NewEvent event : events) {
      stage(event);
    }
    for (Map.Entry<String, Long> end : highest.entrySet()) {
      Head head = head(end.getKey());
      if (head.highest() == 0) {
        lastBirth++;
        tables.put(batch, Table.BIRTHS, Keys.number(lastBirth), Keys.id(end.getKey()));
      }
      setHead(end.getKey(), new Head(end.getValue(), head.deletedTo()));
    }
  }

  private void stage(NewEvent event) throws RocksDBException {
    byte[] key = Keys.row(event.persistenceId(), event.sequenceNr());
    tables.put(batch, Table.EVENTS, key, event.leaf().toArray());
    lastIndex++;
    OrderEntry entry =
        OrderEntry.newBuilder()
            .setPersistenceId(event.persistenceId())
            .setSequenceNr(event.sequenceNr())
            .setLeafHash(UnsafeByteOperations.unsafeWrap(event.leafHash().bytes().toArray()))
            .build();
    tables.put(batch, Table.ORDER, Keys.number(lastIndex), entry.toByteArray());
    tree.append(
        event.leafHash(),
        (level, index, hash) -> {
          if (StoredTree.isStored(level)) {
            completed.add(new TreeNode(level, index, hash));
          }
        });
    for (TreeNode node : completed) {
      StoredTree.put(tables, batch, node.level(), node.index(), node.hash());
    }
    completed.clear();
    written.add(event.persistenceId());
  }

  /**
   * Events of the id up to {@code to} are replayed no more. Never moves back, nor past the last.
   */
  void markDeleted(String persistenceId, long to) throws RocksDBException {
    Head head = head(persistenceId);
    long floor = Math.min(to, head.highest());
    if (floor > head.deletedTo()) {
      setHead(persistenceId, new Head(head.highest(), floor));
    }
  }

  void putSnapshot(String persistenceId, long sequenceNr, byte[] stored) throws RocksDBException {
    tables.put(batch, Table.SNAPSHOTS, Keys.row(persistenceId, sequenceNr), stored);
  }

  void deleteSnapshots(String persistenceId, List<Long> sequenceNrs) throws RocksDBException {
    for (long sequenceNr : sequenceNrs) {
      tables.delete(batch, Table.SNAPSHOTS, Keys.row(persistenceId, sequenceNr));
    }
  }

  /** The head of an id as this batch will leave it; read from disk once. */
  Head head(String persistenceId) {
    return heads.computeIfAbsent(persistenceId, store::head);
  }

  private void setHead(String persistenceId, Head head) throws RocksDBException {
    heads.put(persistenceId, head);
    tables.put(batch, Table.HEADS, Keys.id(persistenceId), head.row());
  }

  long bytes() {
    return batch.getDataSize();
  }

  /** Writes the batch, synced; an empty one is not written. */
  Commit commit() throws RocksDBException {
    if (batch.count() > 0) {
      tables.writeSynced(batch);
    }
    return new Commit(lastIndex, lastBirth, Set.copyOf(written), tree);
  }

  @Override
  public void close() {
    batch.close();
  }
}
