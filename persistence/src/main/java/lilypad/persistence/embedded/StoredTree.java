package lilypad.persistence.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lilypad.persistence.audit.SteppedTree;
import lilypad.persistence.embedded.Tables.Table;
import lilypad.persistence.embedded.stored.OrderEntry;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleHash;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit log's tree as it lies on disk: the leaves' hashes stand in the order. */
final class StoredTree extends SteppedTree {

  private static final Logger LOG = LoggerFactory.getLogger(StoredTree.class);

  /** Events read at a time until a page is full. */
  private static final int ROWS = 16;

  /** Nodes of a level that one write takes. */
  private static final int WRITTEN = 1024;

  private final Path folder;
  private final Tables tables;

  StoredTree(Path folder, Tables tables) {
    this.folder = folder;
    this.tables = tables;
  }

  static void put(Tables tables, BatchRows batch, int level, long index, Hash32 hash) {
    tables.put(batch, Table.TREE, Keys.node(level, index), hash.bytes().toArray());
  }

  /**
   * Writes the rows that are missing of a tree of {@code size} leaves: all of them, if a build
   * without an audit log wrote the journal.
   */
  void complete(long size) {
    for (int level = STEP; size >> level > 0; level += STEP) {
      long written = count(level);
      long wanted = size >> level;
      if (written < wanted) {
        LOG.info(
            "audit log of {}: hashing {} of {} events", folder, size - (written << level), size);
      }
      for (long from = written; from < wanted; from += WRITTEN) {
        write(level, from, Math.min(wanted, from + WRITTEN));
      }
    }
  }

  private long count(int level) {
    return tables
        .lastKeyBelow(Table.TREE, Keys.node(level + 1, 0))
        .filter(key -> key[0] == level)
        .map(key -> Keys.nodeIndex(key) + 1)
        .orElse(0L);
  }

  private void write(int level, long from, long to) {
    BatchRows batch = new BatchRows();
    for (long index = from; index < to; index++) {
      put(tables, batch, level, index, folded(level, index));
    }
    try {
      tables.writeSynced(batch);
    } catch (RocksDBException e) {
      throw new JournalFault.FolderUnusable(folder, e);
    }
  }

  @Override
  protected Optional<Hash32> stored(int level, long index) {
    return tables.get(Table.TREE, Keys.node(level, index)).map(Hash32::of);
  }

  @Override
  protected List<Hash32> nodes(int level, long from, int count) {
    List<Hash32> nodes = new ArrayList<>(count);
    if (tables.has(Table.TREE)) {
      tables.scanValues(
          Table.TREE,
          Keys.node(level, from),
          Keys.node(level, from + count),
          value -> nodes.add(Hash32.of(value)));
    }
    // A journal of a build without an audit log, which is only read, has no rows yet.
    return nodes.size() == count ? nodes : super.nodes(level, from, count);
  }

  @Override
  protected List<Hash32> leaves(long from, int count) {
    List<Hash32> hashes = new ArrayList<>(count);
    tables.scanValues(
        Table.ORDER,
        Keys.number(from + 1),
        Keys.number(from + 1 + count),
        value -> hashes.add(hash(entry(value))));
    if (hashes.size() != count) {
      throw new IllegalArgumentException(
          "expected leaves up to " + (from + count) + ", found " + (from + hashes.size()));
    }
    return hashes;
  }

  /** As {@link EmbeddedStore#leavesAfter}, up to the one at {@code last}. */
  List<Leaf> leavesAfter(long index, long last, int limit) {
    List<OrderEntry> entries = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    tables.scan(
        Table.ORDER,
        Keys.number(index + 1),
        Keys.number(last + 1),
        (key, value) -> {
          OrderEntry entry = entry(value);
          entries.add(entry);
          keys.add(Keys.row(entry.getPersistenceId(), entry.getSequenceNr()));
          return entries.size() < limit;
        });
    List<Leaf> leaves = new ArrayList<>(keys.size());
    long bytes = 0;
    while (leaves.size() < keys.size() && bytes < EventRows.PAGE_BYTES) {
      int from = leaves.size();
      for (byte[] row :
          tables.getAll(Table.EVENTS, keys.subList(from, Math.min(keys.size(), from + ROWS)))) {
        OrderEntry entry = entries.get(leaves.size());
        leaves.add(
            new Leaf(
                index + 1 + leaves.size(),
                entry.getPersistenceId(),
                entry.getSequenceNr(),
                hash(entry, row),
                Bytes.of(row)));
        bytes += row.length;
      }
    }
    return leaves;
  }

  private OrderEntry entry(byte[] value) {
    try {
      return OrderEntry.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new JournalFault.ReadFailed(folder, e);
    }
  }

  /** A leaf's recorded hash. */
  private Hash32 hash(OrderEntry entry) {
    return entry.getLeafHash().isEmpty()
        ? hash(
            entry,
            tables
                .get(Table.EVENTS, Keys.row(entry.getPersistenceId(), entry.getSequenceNr()))
                .orElseThrow(() -> missing(entry)))
        : Hash32.of(entry.getLeafHash().toByteArray());
  }

  /**
   * A leaf's recorded hash, if its event is at hand: an older build recorded the event's own hash,
   * which must then be right.
   */
  Hash32 hash(OrderEntry entry, byte[] event) {
    if (!entry.getLeafHash().isEmpty()) {
      return Hash32.of(entry.getLeafHash().toByteArray());
    }
    byte[] found = Sha256.of(event);
    if (!Arrays.equals(found, entry.getSha256().toByteArray())) {
      throw new JournalFault.Damaged(
          folder,
          new IllegalStateException(
              "other bytes of event " + entry.getSequenceNr() + " of " + entry.getPersistenceId()));
    }
    return MerkleHash.leaf(event);
  }

  private JournalFault missing(OrderEntry entry) {
    return new JournalFault.Damaged(
        folder,
        new IllegalStateException(
            "no event " + entry.getSequenceNr() + " of " + entry.getPersistenceId()));
  }
}
