package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import lilypad.persistence.KeptViews;
import lilypad.persistence.embedded.StoredForm;
import lilypad.persistence.embedded.stored.StoredSnapshot;
import lilypad.protocol.journal.JournalSnapshot;
import org.apache.pekko.Done;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.util.Try;

/** Views in their own table, in the form of the embedded journal. */
final class CassandraViews implements KeptViews {

  private static final Logger LOG = LoggerFactory.getLogger(CassandraViews.class);
  private static final int KEPT = 2;

  private final Cql cql;
  private final StoredForm form;
  private final String name;
  private final LongSupplier last;
  private final PreparedStatement newest;
  private final PreparedStatement put;
  private final PreparedStatement all;
  private final PreparedStatement delete;

  /**
   * @param last the index of the last event in the order
   */
  CassandraViews(Cql cql, StoredForm form, String name, LongSupplier last) {
    this.cql = cql;
    this.form = form;
    this.name = name;
    this.last = last;
    this.newest =
        cql.repeatable("SELECT stored FROM ks.view_snapshots WHERE name = ? AND leaf <= ? LIMIT 1");
    this.put =
        cql.repeatable("INSERT INTO ks.view_snapshots (name, leaf, stored) VALUES (?, ?, ?)");
    this.all = cql.repeatable("SELECT leaf FROM ks.view_snapshots WHERE name = ? AND leaf < ?");
    this.delete = cql.repeatable("DELETE FROM ks.view_snapshots WHERE name = ? AND leaf = ?");
  }

  @Override
  public Optional<Kept> newest() {
    return cql.one(newest.bind(name, last.getAsLong()))
        .flatMap(this::parsed)
        .flatMap(form::readable)
        .map(read -> new Kept(read.metadata().sequenceNr(), read.snapshot()));
  }

  private Optional<StoredSnapshot> parsed(Row row) {
    try {
      return Optional.of(
          StoredSnapshot.parseFrom(
              ByteUtils.getArray(Objects.requireNonNull(row.getByteBuffer("stored")))));
    } catch (InvalidProtocolBufferException e) {
      LOG.warn(
          "a snapshot of the view {} is ignored, all events are read: {}", name, e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public CompletionStage<Done> keep(long index, long at, JournalSnapshot snapshot) {
    Try<StoredSnapshot> stored =
        form.snapshot(new SnapshotMetadata("view|" + name, index, at), snapshot);
    if (stored.isFailure()) {
      return CompletableFuture.failedStage(stored.failed().get());
    }
    return cql.start(put.bind(name, index, ByteBuffer.wrap(stored.get().toByteArray())))
        .thenCompose(done -> cql.start(all.bind(name, index)))
        .thenCompose(
            older -> {
              List<CompletableFuture<?>> gone = new ArrayList<>();
              int seen = 1;
              for (Row row : older.currentPage()) {
                if (++seen > KEPT) {
                  gone.add(cql.start(delete.bind(name, row.getLong("leaf"))).toCompletableFuture());
                }
              }
              return CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new));
            })
        .thenApply(done -> Done.getInstance());
  }
}
