package lilypad.persistence.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import lilypad.persistence.embedded.Tables.Table;
import lilypad.persistence.embedded.stored.StoredEvent;

/** The events of one id after another, as they lie on disk. */
record EventRows(Path folder, Tables tables) {

  /** With so many bytes a page is full, however few events they are: some are megabytes long. */
  static final long PAGE_BYTES = 8 << 20;

  /**
   * Up to {@code limit} events of an id with numbers {@code from} to {@code to}, both included;
   * fewer where they are long, none only at the end.
   */
  List<StoredEvent> of(String persistenceId, long from, long to, int limit) {
    return rows(persistenceId, from, to, limit).stream().map(this::parsed).toList();
  }

  /** As {@link #of}, as they lie on disk. */
  List<byte[]> rows(String persistenceId, long from, long to, int limit) {
    List<byte[]> events = new ArrayList<>();
    AtomicLong bytes = new AtomicLong();
    if (limit > 0 && from <= to) {
      tables.scanValues(
          Table.EVENTS,
          Keys.row(persistenceId, Math.max(from, 0)),
          Keys.row(persistenceId, to == Long.MAX_VALUE ? to : to + 1),
          value -> {
            events.add(value);
            return events.size() < limit && bytes.addAndGet(value.length) < PAGE_BYTES;
          });
    }
    return events;
  }

  StoredEvent parsed(byte[] row) {
    try {
      return StoredEvent.parseFrom(row);
    } catch (InvalidProtocolBufferException e) {
      throw new JournalFault.ReadFailed(folder, e);
    }
  }
}
