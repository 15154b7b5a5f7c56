package lilypad.deploy.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The least that any replay has to do: RocksDB's own iterator over the column family of the events,
 * each key and value taken into Java and not looked at.
 */
final class RawScan {

  private static final String EVENTS = "events";

  private RawScan() {}

  /** Reads a journal's events from the first to the last. */
  static AppendingActors.Round events(Path journal) {
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (Options options = new Options();
        DBOptions forAll = new DBOptions()) {
      List<byte[]> names = RocksDB.listColumnFamilies(options, journal.toString());
      List<ColumnFamilyDescriptor> families =
          names.stream().map(ColumnFamilyDescriptor::new).toList();
      try (RocksDB db = RocksDB.openReadOnly(forAll, journal.toString(), families, handles)) {
        ColumnFamilyHandle events =
            handles.get(
                names.stream()
                    .map(name -> new String(name, StandardCharsets.US_ASCII))
                    .toList()
                    .indexOf(EVENTS));
        AppendingActors.Round round = scan(db, events);
        handles.forEach(ColumnFamilyHandle::close);
        return round;
      }
    } catch (RocksDBException e) {
      throw new BenchFault("expected to read the events of " + journal, e);
    }
  }

  private static AppendingActors.Round scan(RocksDB db, ColumnFamilyHandle events)
      throws RocksDBException {
    long began = System.nanoTime();
    long count = 0;
    long bytes = 0;
    try (RocksIterator rows = db.newIterator(events)) {
      for (rows.seekToFirst(); rows.isValid(); rows.next()) {
        bytes += rows.key().length + rows.value().length;
        count++;
      }
      rows.status();
    }
    if (bytes == 0) {
      throw new BenchFault("expected events, got none");
    }
    return new AppendingActors.Round(count, System.nanoTime() - began, 0);
  }
}
