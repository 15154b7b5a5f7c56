package lilypad.persistence.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.Status;
import org.rocksdb.TickerType;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB instance of a folder. Guards the native side: nothing reads or writes after {@link
 * #close()}, which waits for those who do.
 */
final class Tables implements AutoCloseable {

  /** The column families beside RocksDB's default one, which holds the layout's version only. */
  enum Table {
    EVENTS,
    ORDER,
    HEADS,
    BIRTHS,
    SNAPSHOTS,
    /** Inner nodes of the audit log's tree. They follow from the order: a reader can do without. */
    TREE;

    /** Whether its keys only grow: then its files never overlap, and none is ever rewritten. */
    boolean grows() {
      return switch (this) {
        case ORDER, BIRTHS, TREE -> true;
        case EVENTS, HEADS, SNAPSHOTS -> false;
      };
    }

    byte[] bytes() {
      return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Something read; the argument of {@link #read}. */
  interface Read<T> {
    T from(RocksDB db) throws RocksDBException;
  }

  private static final byte[] LAYOUT_KEY = "layout".getBytes(StandardCharsets.US_ASCII);
  private static final String LAYOUT = "1";

  /**
   * So many sorted runs of a table whose keys come in no order lie side by side before they are
   * merged. Events are never replaced, so merging them early only costs the writer its processor.
   */
  private static final int RUNS = 8;

  private final Path folder;
  private final RocksDB db;
  private final List<AbstractImmutableNativeReference> owned;
  private final Map<Table, ColumnFamilyHandle> handles;
  private final Map<Table, Integer> ids = new EnumMap<>(Table.class);
  private final WriteOptions synced;
  private final Statistics statistics;
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private boolean closed;

  private Tables(
      Path folder,
      RocksDB db,
      List<AbstractImmutableNativeReference> owned,
      Map<Table, ColumnFamilyHandle> handles,
      WriteOptions synced,
      Statistics statistics) {
    this.folder = folder;
    this.db = db;
    this.owned = owned;
    this.handles = handles;
    handles.forEach((table, handle) -> ids.put(table, handle.getID()));
    this.synced = synced;
    this.statistics = statistics;
  }

  /**
   * Opens or makes the instance.
   *
   * @throws JournalFault.Damaged if the write-ahead log or a table fails its check sums; only an
   *     incomplete record at the very end of the log, which was never acknowledged, is dropped
   */
  static Tables open(EmbeddedSettings settings) {
    loadNativeLibrary(settings.folder());
    return make(settings);
  }

  /** Makes an instance to fill it with {@link #writeLater}; RocksDB's library stays out of it. */
  static Tables openToFill(EmbeddedSettings settings) {
    RocksDB.loadLibrary();
    return make(settings);
  }

  private static Tables make(EmbeddedSettings settings) {
    Path folder = settings.folder();
    List<AbstractImmutableNativeReference> owned = new ArrayList<>();
    LRUCache cache = own(owned, new LRUCache(settings.blockCacheBytes()));
    ColumnFamilyOptions growing = familyOptions(owned, cache);
    ColumnFamilyOptions scattered =
        familyOptions(owned, cache)
            .setCompactionStyle(CompactionStyle.UNIVERSAL)
            .setLevel0FileNumCompactionTrigger(RUNS);
    Statistics statistics = own(owned, new Statistics());
    statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
    DBOptions options =
        own(owned, new DBOptions())
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setParanoidChecks(true)
            .setDbWriteBufferSize(settings.writeBufferBytes())
            .setMaxTotalWalSize(2 * settings.writeBufferBytes())
            .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
            .setStatistics(statistics)
            .setStatsDumpPeriodSec(0)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(4);
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, growing));
    for (Table table : Table.values()) {
      families.add(new ColumnFamilyDescriptor(table.bytes(), table.grows() ? growing : scattered));
    }
    WriteOptions synced = own(owned, new WriteOptions()).setSync(true);
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    boolean whole = false;
    try {
      RocksDB db = RocksDB.open(options, folder.toString(), families, opened);
      owned.add(0, db);
      owned.addAll(0, opened);
      checkLayout(folder, db, synced);
      Map<Table, ColumnFamilyHandle> handles = handles(List.of(Table.values()), opened);
      whole = true;
      return new Tables(folder, db, owned, handles, synced, statistics);
    } catch (RocksDBException e) {
      throw openFault(folder, e);
    } finally {
      if (!whole) {
        closeAll(owned);
      }
    }
  }

  /**
   * Opens an instance that is there to read it. No file of the folder is made or changed, and its
   * lock is not asked for. RocksDB's library is never taken from the folder, which may be a
   * stranger's.
   *
   * @throws JournalFault.FolderUnusable if there is none
   */
  static Tables openToRead(Path folder) {
    RocksDB.loadLibrary();
    List<AbstractImmutableNativeReference> owned = new ArrayList<>();
    ColumnFamilyOptions familyOptions = own(owned, new ColumnFamilyOptions());
    Statistics statistics = own(owned, new Statistics());
    DBOptions options =
        own(owned, new DBOptions())
            .setParanoidChecks(true)
            .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
            .setStatistics(statistics);
    WriteOptions none = own(owned, new WriteOptions());
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    boolean whole = false;
    try {
      List<Table> present = present(folder);
      List<ColumnFamilyDescriptor> families = new ArrayList<>();
      families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
      for (Table table : present) {
        families.add(new ColumnFamilyDescriptor(table.bytes(), familyOptions));
      }
      RocksDB db = RocksDB.openReadOnly(options, folder.toString(), families, opened);
      owned.add(0, db);
      owned.addAll(0, opened);
      requireLayout(folder, db);
      Tables tables = new Tables(folder, db, owned, handles(present, opened), none, statistics);
      whole = true;
      return tables;
    } catch (RocksDBException e) {
      throw openFault(folder, e);
    } finally {
      if (!whole) {
        closeAll(owned);
      }
    }
  }

  /** A journal of a build without an audit log has no tree. */
  private static List<Table> present(Path folder) throws RocksDBException {
    try (Options options = new Options()) {
      List<byte[]> found = RocksDB.listColumnFamilies(options, folder.toString());
      return Stream.of(Table.values())
          .filter(
              table ->
                  table != Table.TREE
                      || found.stream().anyMatch(name -> Arrays.equals(name, table.bytes())))
          .toList();
    }
  }

  private static Map<Table, ColumnFamilyHandle> handles(
      List<Table> present, List<ColumnFamilyHandle> opened) {
    Map<Table, ColumnFamilyHandle> handles = new EnumMap<>(Table.class);
    Iterator<ColumnFamilyHandle> inOrder = opened.iterator();
    inOrder.next(); // the default one comes first, then the others in their order
    for (Table table : present) {
      handles.put(table, inOrder.next());
    }
    return handles;
  }

  /**
   * Unpacks RocksDB's library into the journal's folder, over the one of the last start. Its own
   * default is a new file in the system's temporary folder, which a killed process leaves behind.
   */
  private static void loadNativeLibrary(Path folder) {
    try {
      Path unpacked = Files.createDirectories(folder.resolve("native"));
      NativeLibraryLoader.getInstance().loadLibrary(unpacked.toString());
    } catch (IOException e) {
      throw new JournalFault.FolderUnusable(folder, e);
    }
    RocksDB.loadLibrary();
  }

  private static ColumnFamilyOptions familyOptions(
      List<AbstractImmutableNativeReference> owned, LRUCache cache) {
    return own(owned, new ColumnFamilyOptions())
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
  }

  private static <T extends AbstractImmutableNativeReference> T own(
      List<AbstractImmutableNativeReference> owned, T closeable) {
    owned.add(closeable);
    return closeable;
  }

  private static void checkLayout(Path folder, RocksDB db, WriteOptions synced)
      throws RocksDBException {
    if (db.get(LAYOUT_KEY) == null) {
      db.put(synced, LAYOUT_KEY, LAYOUT.getBytes(StandardCharsets.US_ASCII));
    }
    requireLayout(folder, db);
  }

  private static void requireLayout(Path folder, RocksDB db) throws RocksDBException {
    byte @Nullable [] found = db.get(LAYOUT_KEY);
    String layout = found == null ? "none" : new String(found, StandardCharsets.UTF_8);
    if (!layout.equals(LAYOUT)) {
      throw new JournalFault.UnknownLayout(folder, LAYOUT, layout);
    }
  }

  private static JournalFault openFault(Path folder, RocksDBException e) {
    Status status = e.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return new JournalFault.Damaged(folder, e);
    }
    String message = String.valueOf(e.getMessage());
    return message.contains("/LOCK:")
        ? new JournalFault.FolderInUse(folder, Optional.empty())
        : new JournalFault.FolderUnusable(folder, e);
  }

  /** Puts a row into a batch. */
  void put(BatchRows batch, Table table, byte[] key, byte[] value) {
    batch.put(id(table), key, value);
  }

  /** Takes a row out, in a batch. For snapshots only: events and their order stay. */
  void delete(BatchRows batch, Table table, byte[] key) {
    batch.delete(id(table), key);
  }

  private int id(Table table) {
    Integer id = ids.get(table);
    if (id == null) {
      throw new IllegalStateException("no column family for " + table);
    }
    return id;
  }

  /**
   * Writes the batch and returns after it is synced to disk. All of it is then there, or nothing.
   */
  void writeSynced(BatchRows rows) throws RocksDBException {
    try (WriteBatch batch = rows.batch()) {
      db.write(synced, batch);
    }
  }

  /** Writes the batch; it is on disk after {@link #flush}. */
  void writeLater(BatchRows rows) throws RocksDBException {
    try (WriteBatch batch = rows.batch();
        WriteOptions later = new WriteOptions().setDisableWAL(true)) {
      db.write(later, batch);
    }
  }

  /** Has everything that was written synced into tables on disk. */
  void flush() throws RocksDBException {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      db.flush(waiting, List.copyOf(handles.values()));
    }
  }

  /** How often the write-ahead log was synced to disk since the folder was opened. */
  long syncs() {
    return this.<Long>read(db -> statistics.getTickerCount(TickerType.WAL_FILE_SYNCED));
  }

  Optional<byte[]> get(Table table, byte[] key) {
    return has(table)
        ? read(db -> Optional.ofNullable(db.get(handle(table), key)))
        : Optional.empty();
  }

  /** Whether the journal has the table: one that is only read may lack the tree. */
  boolean has(Table table) {
    return handles.containsKey(table);
  }

  /** The values of one or more keys of a table, in their order; a missing one is a fault. */
  List<byte[]> getAll(Table table, List<byte[]> keys) {
    return read(
        db -> {
          List<ColumnFamilyHandle> same = new ArrayList<>(keys.size());
          for (int i = 0; i < keys.size(); i++) {
            same.add(handle(table));
          }
          List<byte[]> values = db.multiGetAsList(same, keys);
          for (int i = 0; i < keys.size(); i++) {
            if (values.get(i) == null) {
              throw new RocksDBException(
                  "expected a row of " + table + ", found none for its entry in ORDER");
            }
          }
          return values;
        });
  }

  /** A row's key and value. Both belong to the receiver. */
  interface RowReader {
    /** Takes a row. Returns false when it wants no more. */
    boolean row(byte[] key, byte[] value);
  }

  /** Reads rows from {@code from} (inclusive) to {@code to} (exclusive) upwards. */
  void scan(Table table, byte[] from, byte[] to, RowReader reader) {
    this.<Boolean>read(
        db -> {
          try (Slice upper = new Slice(to);
              ReadOptions options = new ReadOptions().setIterateUpperBound(upper);
              RocksIterator rows = db.newIterator(handle(table), options)) {
            rows.seek(from);
            while (rows.isValid() && reader.row(rows.key(), rows.value())) {
              rows.next();
            }
            rows.status();
            return true;
          }
        });
  }

  /** Reads all rows of a table upwards. */
  void scanAll(Table table, RowReader reader) {
    this.<Boolean>read(
        db -> {
          try (RocksIterator rows = db.newIterator(handle(table))) {
            rows.seekToFirst();
            while (rows.isValid() && reader.row(rows.key(), rows.value())) {
              rows.next();
            }
            rows.status();
            return true;
          }
        });
  }

  /** Takes a row's value, which belongs to it. Returns false when it wants no more. */
  interface ValueReader {
    boolean value(byte[] value);
  }

  /** As {@link #scan}, without the keys: each is a call into native code. */
  void scanValues(Table table, byte[] from, byte[] to, ValueReader reader) {
    this.<Boolean>read(
        db -> {
          try (Slice upper = new Slice(to);
              ReadOptions options = new ReadOptions().setIterateUpperBound(upper);
              RocksIterator rows = db.newIterator(handle(table), options)) {
            rows.seek(from);
            while (rows.isValid() && reader.value(rows.value())) {
              rows.next();
            }
            rows.status();
            return true;
          }
        });
  }

  /** Reads rows from {@code from} (inclusive) down to {@code to} (inclusive). */
  void scanDown(Table table, byte[] from, byte[] to, RowReader reader) {
    this.<Boolean>read(
        db -> {
          try (Slice lower = new Slice(to);
              ReadOptions options = new ReadOptions().setIterateLowerBound(lower);
              RocksIterator rows = db.newIterator(handle(table), options)) {
            rows.seekForPrev(from);
            while (rows.isValid() && reader.row(rows.key(), rows.value())) {
              rows.prev();
            }
            rows.status();
            return true;
          }
        });
  }

  /** The last number in a table whose keys are numbers; 0 if it is empty. */
  long lastNumber(Table table) {
    return read(
        db -> {
          try (RocksIterator rows = db.newIterator(handle(table))) {
            rows.seekToLast();
            rows.status();
            return rows.isValid() ? Keys.number(rows.key()) : 0L;
          }
        });
  }

  /** The last key of a table that is below {@code limit}, if there is one. */
  Optional<byte[]> lastKeyBelow(Table table, byte[] limit) {
    return read(
        db -> {
          try (Slice upper = new Slice(limit);
              ReadOptions options = new ReadOptions().setIterateUpperBound(upper);
              RocksIterator rows = db.newIterator(handle(table), options)) {
            rows.seekToLast();
            rows.status();
            return rows.isValid() ? Optional.of(rows.key()) : Optional.empty();
          }
        });
  }

  private <T> T read(Read<T> read) {
    gate.readLock().lock();
    try {
      if (closed) {
        throw new JournalFault.Closed(folder);
      }
      return read.from(db);
    } catch (RocksDBException e) {
      throw new JournalFault.ReadFailed(folder, e);
    } finally {
      gate.readLock().unlock();
    }
  }

  private ColumnFamilyHandle handle(Table table) {
    ColumnFamilyHandle handle = handles.get(table);
    if (handle == null) {
      throw new IllegalStateException("no handle for " + table);
    }
    return handle;
  }

  /** Closes the instance. The writer must have ended; readers are waited for. */
  @Override
  public void close() {
    gate.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closeAll(owned);
      }
    } finally {
      gate.writeLock().unlock();
    }
  }

  private static void closeAll(List<AbstractImmutableNativeReference> owned) {
    for (AbstractImmutableNativeReference reference : owned) {
      reference.close();
    }
  }
}
