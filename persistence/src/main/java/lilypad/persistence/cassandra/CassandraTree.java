package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.persistence.audit.SteppedTree;
import lilypad.protocol.Hash32;

/**
 * The audit log's tree over the global order. Stored nodes are read {@value #RUN} at a time, those
 * below one of the next stored level; whole runs are remembered, for they never change.
 */
final class CassandraTree extends SteppedTree {

  private static final int RUN = 1 << STEP;
  private static final int REMEMBERED = 64;

  private record RunKey(int level, long run) {}

  private final Cql cql;
  private final OrderTable order;
  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final Map<RunKey, Map<Long, Hash32>> remembered =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RunKey, Map<Long, Hash32>> eldest) {
          return size() > REMEMBERED;
        }
      };

  CassandraTree(Cql cql, OrderTable order) {
    this.cql = cql;
    this.order = order;
    this.select =
        cql.repeatable("SELECT node, hash FROM ks.audit_tree WHERE level = ? AND run = ?");
    this.insert =
        cql.repeatable("INSERT INTO ks.audit_tree (level, run, node, hash) VALUES (?, ?, ?, ?)");
  }

  /** Stores a node. */
  BoundStatement put(int level, long node, Hash32 hash) {
    return insert.bind(level, node / RUN, node, ByteBuffer.wrap(hash.bytes().toArray()));
  }

  @Override
  protected Optional<Hash32> stored(int level, long index) {
    return Optional.ofNullable(run(new RunKey(level, index / RUN)).get(index));
  }

  private Map<Long, Hash32> run(RunKey key) {
    synchronized (remembered) {
      Map<Long, Hash32> known = remembered.get(key);
      if (known != null) {
        return known;
      }
    }
    Map<Long, Hash32> found = new HashMap<>();
    for (Row row : cql.run(select.bind(key.level(), key.run()))) {
      found.put(row.getLong("node"), OrderTable.hash(row));
    }
    if (found.size() == RUN) {
      synchronized (remembered) {
        remembered.put(key, found);
      }
    }
    return found;
  }

  @Override
  protected List<Hash32> leaves(long from, int count) {
    List<Hash32> hashes =
        order.entries(from, from + count).stream().map(OrderTable.Entry::hash).toList();
    if (hashes.size() != count) {
      throw new IllegalArgumentException(
          "expected leaves up to " + (from + count) + ", found " + (from + hashes.size()));
    }
    return hashes;
  }
}
