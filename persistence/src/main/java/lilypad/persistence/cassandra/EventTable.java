package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Bytes;

/** The plugin's table of events, read as the events that the audit log's leaves are. */
final class EventTable {

  /** Rows of one read: events may be a megabyte long. */
  static final int PAGE = 64;

  /** {@code target-partition-size} of {@code plugin.conf}. */
  private static final long PARTITION = 500_000;

  /**
   * An event's row.
   *
   * @param time when it was written, by the writer's clock, in ticks of 100 ns
   */
  record Found(StoredEvent event, long time) {

    long number() {
      return event.getSequenceNr();
    }

    /** The leaf. */
    Bytes bytes() {
      return Bytes.of(event.toByteArray());
    }
  }

  private final Cql cql;
  private final PreparedStatement range;
  private final PreparedStatement last;
  private final PreparedStatement ids;

  EventTable(Cql cql) {
    this.cql = cql;
    this.range =
        cql.repeatable(
            "SELECT persistence_id, sequence_nr, timestamp, writer_uuid, ser_id, ser_manifest,"
                + " event_manifest, event, meta_ser_id, meta_ser_manifest, meta, tags"
                + " FROM ks.messages WHERE persistence_id = ? AND partition_nr = ?"
                + " AND sequence_nr >= ? AND sequence_nr <= ? LIMIT "
                + PAGE);
    this.last =
        cql.repeatable(
            "SELECT sequence_nr FROM ks.messages WHERE persistence_id = ? AND partition_nr = ?"
                + " ORDER BY sequence_nr DESC LIMIT 1");
    this.ids = cql.repeatable("SELECT persistence_id FROM ks.all_persistence_ids");
  }

  /** Every id that has an event or is about to have its first. */
  Iterable<Row> ids() {
    return cql.run(ids.bind());
  }

  /** As {@link #start}; waits. */
  List<Found> of(String persistenceId, long from, long to) {
    return Cql.await(start(persistenceId, from, to));
  }

  /**
   * The first events of an id with numbers {@code from} to {@code to}, both included: as many as
   * fit a page, none only if there are none. Fails with {@link CassandraFault.TwoWriters} if a
   * number is there twice.
   */
  CompletionStage<List<Found>> start(String persistenceId, long from, long to) {
    return from > to
        ? CompletableFuture.completedStage(List.of())
        : start(
            new Span(persistenceId, Math.max(from, 1), to), partition(Math.max(from, 1)), false);
  }

  /** All events of an id with such numbers, page by page as they are asked for; waits. */
  Stream<Found> all(String persistenceId, long from, long to) {
    return Stream.iterate(
            of(persistenceId, from, to),
            page -> !page.isEmpty(),
            page -> of(persistenceId, page.getLast().number() + 1, to))
        .flatMap(List::stream);
  }

  private record Span(String persistenceId, long from, long to) {}

  /**
   * An atomic write that ends in the next partition is there as a whole; so one partition may be
   * empty before the last.
   */
  private CompletionStage<List<Found>> start(Span span, long partition, boolean emptyBefore) {
    return cql.start(range.bind(span.persistenceId(), partition, span.from(), span.to()))
        .thenCompose(
            rows -> {
              List<Found> found = parsed(span.persistenceId(), rows);
              boolean more = partition <= partition(span.to()) && !(found.isEmpty() && emptyBefore);
              return found.isEmpty() && more
                  ? start(span, partition + 1, true)
                  : CompletableFuture.completedStage(found);
            });
  }

  private static long partition(long number) {
    return (number - 1) / PARTITION;
  }

  private static List<Found> parsed(String persistenceId, AsyncResultSet rows) {
    List<Found> found = new ArrayList<>();
    for (Row row : rows.currentPage()) {
      Found event = parsed(row);
      if (!found.isEmpty() && found.getLast().number() == event.number()) {
        throw new CassandraFault.TwoWriters(persistenceId, event.number());
      }
      found.add(event);
    }
    return found;
  }

  private static Found parsed(Row row) {
    UUID time = Objects.requireNonNull(row.getUuid("timestamp"));
    StoredEvent.Builder event =
        StoredEvent.newBuilder()
            .setPersistenceId(text(row, "persistence_id"))
            .setSequenceNr(row.getLong("sequence_nr"))
            .setWriterUuid(text(row, "writer_uuid"))
            .setTimestampMillis(Uuids.unixTimestamp(time))
            .setAdapterManifest(text(row, "event_manifest"))
            .setPayload(body(row, "ser_id", "ser_manifest", "event"))
            .addAllTags(
                Objects.requireNonNull(row.getSet("tags", String.class)).stream()
                    .sorted()
                    .toList());
    if (!row.isNull("meta")) {
      event.setMetadata(body(row, "meta_ser_id", "meta_ser_manifest", "meta"));
    }
    return new Found(event.build(), time.timestamp());
  }

  private static Body body(Row row, String serializer, String manifest, String data) {
    return Body.newBuilder()
        .setSerializerId(row.getInt(serializer))
        .setManifest(text(row, manifest))
        .setData(
            ByteString.copyFrom(
                Objects.requireNonNullElse(row.getByteBuffer(data), ByteBuffer.allocate(0))))
        .build();
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  /** The highest number of an id that is known to have {@code known}. */
  CompletionStage<Long> highest(String persistenceId, long known) {
    return highest(persistenceId, partition(Math.max(known, 1)), known, false);
  }

  private CompletionStage<Long> highest(
      String persistenceId, long partition, long known, boolean emptyBefore) {
    return cql.start(last.bind(persistenceId, partition))
        .thenCompose(
            rows -> {
              Optional<Row> row = Optional.ofNullable(rows.one());
              long found = row.map(r -> r.getLong("sequence_nr")).orElse(known);
              return row.isEmpty() && emptyBefore
                  ? CompletableFuture.completedStage(known)
                  : highest(persistenceId, partition + 1, Math.max(found, known), row.isEmpty());
            });
  }
}
