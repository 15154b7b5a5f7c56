package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import lilypad.protocol.Hash32;

/**
 * The global order, in segments of {@value #SEGMENT} leaves. A segment says how many leaves the log
 * has and who may add to it. Who wants to add claims the newest segment; from then on nobody else's
 * append is applied, neither there nor in an older one, which is full, nor in a newer one, which
 * can be made only once and is made by whoever has filled the one before.
 */
final class OrderTable {

  /** Leaves in a segment: below a megabyte, so that a transaction on it is a small one. */
  static final int SEGMENT = 8192;

  /**
   * A leaf.
   *
   * @param leaf its index, from 0
   */
  record Entry(long leaf, String persistenceId, long sequenceNr, Hash32 hash) {}

  /** The newest segment, and what it says. */
  private record End(long segment, Optional<UUID> writer, long size) {}

  private final Cql cql;
  private final PreparedStatement end;
  private final PreparedStatement open;
  private final PreparedStatement claim;
  private final PreparedStatement insert;
  private final PreparedStatement grow;
  private final PreparedStatement range;

  OrderTable(Cql cql) {
    this.cql = cql;
    this.end = cql.repeatable("SELECT writer, size FROM ks.audit_order WHERE segment = ? LIMIT 1");
    this.open =
        cql.once("UPDATE ks.audit_order SET writer = ?, size = ? WHERE segment = ? IF size = null");
    this.claim =
        cql.once(
            "UPDATE ks.audit_order SET writer = ? WHERE segment = ? IF writer = ? AND size = ?");
    this.insert =
        cql.once(
            "INSERT INTO ks.audit_order (segment, leaf, persistence_id, sequence_nr, hash)"
                + " VALUES (?, ?, ?, ?, ?)");
    this.grow =
        cql.once("UPDATE ks.audit_order SET size = ? WHERE segment = ? IF writer = ? AND size = ?");
    this.range =
        cql.repeatable(
            "SELECT leaf, persistence_id, sequence_nr, hash FROM ks.audit_order"
                + " WHERE segment = ? AND leaf >= ? AND leaf < ?");
  }

  /** How many leaves there are. */
  long size() {
    return newest().map(End::size).orElse(0L);
  }

  /** There are no gaps between segments, so the newest is found by doubling and halving. */
  private Optional<End> newest() {
    Optional<End> found = read(0);
    long beyond = 1;
    while (found.isPresent() && found.get().segment() == beyond - 1) {
      Optional<End> further = read(2 * beyond - 1);
      if (further.isPresent()) {
        found = further;
      }
      beyond *= 2;
    }
    while (found.isPresent() && found.get().segment() + 1 < beyond) {
      long middle = (found.get().segment() + beyond) / 2;
      Optional<End> there = read(middle);
      if (there.isPresent()) {
        found = there;
      } else {
        beyond = middle;
      }
    }
    return found;
  }

  private Optional<End> read(long segment) {
    return cql.settled(end.bind(segment))
        .map(
            row ->
                new End(segment, Optional.ofNullable(row.getUuid("writer")), row.getLong("size")));
  }

  /**
   * Makes {@code writer} the only one whose appends are applied.
   *
   * @return how many leaves there are
   */
  long claim(UUID writer) {
    while (true) {
      Optional<End> newest = newest();
      if (newest.isEmpty()) {
        applied(open.bind(writer, 0L, 0L));
      } else {
        End at = newest.get();
        boolean ours =
            at.writer().equals(Optional.of(writer))
                || applied(claim.bind(writer, at.segment(), at.writer().orElseThrow(), at.size()));
        if (ours && at.size() < (at.segment() + 1) * SEGMENT) {
          return at.size();
        }
        if (ours) {
          applied(open.bind(writer, at.size(), at.segment() + 1));
        }
      }
    }
  }

  private boolean applied(BoundStatement transaction) {
    return cql.run(transaction).wasApplied();
  }

  /** How many leaves after the one at {@code size - 1} go in one append. */
  static int room(long size) {
    return (int) (SEGMENT - size % SEGMENT);
  }

  /**
   * Appends all entries or none, if {@code writer} still may.
   *
   * @param size how many leaves there are; the first entry's leaf
   * @return whether it was applied; if not, or if this fails, {@link #claimed} tells what is so
   */
  boolean append(UUID writer, long size, List<Entry> entries) {
    long segment = size / SEGMENT;
    BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
    for (Entry entry : entries) {
      batch.addStatement(
          insert.bind(
              segment,
              entry.leaf(),
              entry.persistenceId(),
              entry.sequenceNr(),
              ByteBuffer.wrap(entry.hash().bytes().toArray())));
    }
    batch.addStatement(grow.bind(size + entries.size(), segment, writer, size));
    return cql.run(batch.setIdempotence(false).build()).wasApplied();
  }

  /** The size, if {@code writer} still may append to the segment with the leaf {@code size}. */
  Optional<Long> claimed(UUID writer, long size) {
    return read(size / SEGMENT)
        .filter(at -> at.writer().equals(Optional.of(writer)))
        .map(End::size);
  }

  /** Makes the segment after a full one; true if {@code writer} may append there. */
  boolean open(UUID writer, long size) {
    return applied(open.bind(writer, size, size / SEGMENT)) || claimed(writer, size).isPresent();
  }

  static Hash32 hash(Row row) {
    return Hash32.of(ByteUtils.getArray(Objects.requireNonNull(row.getByteBuffer("hash"))));
  }

  /** The leaves from {@code from} (inclusive) to {@code to} (exclusive), all of which are there. */
  List<Entry> entries(long from, long to) {
    List<Entry> entries = new ArrayList<>((int) (to - from));
    for (long segment = from / SEGMENT; segment * SEGMENT < to; segment++) {
      for (Row row : cql.run(range.bind(segment, from, to))) {
        entries.add(
            new Entry(
                row.getLong("leaf"),
                Objects.requireNonNull(row.getString("persistence_id")),
                row.getLong("sequence_nr"),
                hash(row)));
      }
    }
    return entries;
  }
}
