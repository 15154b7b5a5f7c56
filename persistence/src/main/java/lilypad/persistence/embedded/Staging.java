package lilypad.persistence.embedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lilypad.persistence.embedded.Tables.Table;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleFrontier;
import org.rocksdb.RocksDBException;

/**
 * One batch while it is put together: RocksDB's rows and what the later writes of the batch must
 * see of the earlier ones. Every method refuses with a {@link JournalFault} before it stages
 * anything, so a refused write leaves no trace in the batch.
 */
final class Staging {

  private final Tables tables;
  private final BatchRows batch;
  private final Map<String, Head> heads = new HashMap<>();
  private final KnownHeads known;
  private final Set<String> written = new HashSet<>();
  private final List<NewEvent> appended = new ArrayList<>();
  private final List<TreeNode> completed = new ArrayList<>();
  private final MerkleFrontier tree;
  private long lastIndex;
  private long lastBirth;

  private record TreeNode(int level, long index, Hash32 hash) {}

  /**
   * Begins where the batch before ended.
   *
   * @param room how many bytes it is likely to have
   */
  Staging(KnownHeads known, Tables tables, Commit before, int room) {
    this.batch = new BatchRows(room);
    this.known = known;
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
  void append(List<NewEvent> events) {
    Map<String, Head> after = new HashMap<>();
    for (NewEvent event : events) {
      String id = event.persistenceId();
      Head before = after.getOrDefault(id, head(id));
      if (event.sequenceNr() <= before.highest()) {
        throw new JournalFault.SequenceConflict(id, before.highest(), event.sequenceNr());
      }
      after.put(id, new Head(event.sequenceNr(), before.deletedTo()));
    }
    for (NewEvent event : events) {
      stage(event);
    }
    after.forEach(
        (id, head) -> {
          if (head(id).highest() == 0) {
            lastBirth++;
            tables.put(batch, Table.BIRTHS, Keys.number(lastBirth), Keys.id(id));
          }
          setHead(id, head);
        });
  }

  private void stage(NewEvent event) {
    tables.put(batch, Table.EVENTS, Keys.row(event.id(), event.sequenceNr()), event.leaf());
    lastIndex++;
    tables.put(
        batch,
        Table.ORDER,
        Keys.number(lastIndex),
        OrderRow.of(event.id(), event.sequenceNr(), event.leafHash()));
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
    appended.add(event);
  }

  /** The events of the batch, in their order. */
  List<NewEvent> appended() {
    return Collections.unmodifiableList(appended);
  }

  /**
   * Events of the id up to {@code to} are replayed no more. Never moves back, nor past the last.
   */
  void markDeleted(String persistenceId, long to) {
    Head head = head(persistenceId);
    long floor = Math.min(to, head.highest());
    if (floor > head.deletedTo()) {
      setHead(persistenceId, new Head(head.highest(), floor));
    }
  }

  void putSnapshot(String persistenceId, long sequenceNr, byte[] stored) {
    tables.put(batch, Table.SNAPSHOTS, Keys.row(persistenceId, sequenceNr), stored);
  }

  void deleteSnapshots(String persistenceId, List<Long> sequenceNrs) {
    for (long sequenceNr : sequenceNrs) {
      tables.delete(batch, Table.SNAPSHOTS, Keys.row(persistenceId, sequenceNr));
    }
  }

  /** The head of an id as this batch will leave it. */
  Head head(String persistenceId) {
    return heads.computeIfAbsent(persistenceId, known::head);
  }

  private void setHead(String persistenceId, Head head) {
    heads.put(persistenceId, head);
    tables.put(batch, Table.HEADS, Keys.id(persistenceId), head.row());
  }

  long bytes() {
    return batch.size();
  }

  /** Writes the batch, synced; an empty one is not written. */
  Commit commit() throws RocksDBException {
    if (batch.count() > 0) {
      tables.writeSynced(batch);
    }
    known.learn(heads);
    return new Commit(lastIndex, lastBirth, Set.copyOf(written), tree);
  }
}
