package lilypad.persistence.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.embedded.Tables.Table;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.persistence.embedded.stored.StoredSnapshot;
import lilypad.protocol.merkle.MerkleFrontier;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.ExtensionId;

/**
 * The journal folder of an actor system: journal, snapshots and queries share it. It is opened at
 * first use and closed when the system has terminated.
 *
 * <p>What a reader sees is on disk: a batch becomes visible after it is synced.
 */
public final class EmbeddedStore implements Extension, AutoCloseable {

  private static final ExtensionId<EmbeddedStore> ID =
      new AbstractExtensionId<>() {
        @Override
        public EmbeddedStore createExtension(ExtendedActorSystem system) {
          EmbeddedStore store = open(EmbeddedSettings.from(system.settings().config()));
          system.registerOnTermination(store::close);
          return store;
        }
      };

  private final EmbeddedSettings settings;
  private final FolderLock lock;
  private final Tables tables;
  private final StoredTree tree;
  private final EventRows rows;
  private final GroupCommitWriter writer;

  private EmbeddedStore(EmbeddedSettings settings, FolderLock lock, DiskRoom room, Tables tables) {
    this.settings = settings;
    this.lock = lock;
    this.tables = tables;
    this.tree = new StoredTree(settings.folder(), tables);
    this.rows = new EventRows(settings.folder(), tables);
    long size = tables.lastNumber(Table.ORDER);
    tree.complete(size);
    Commit last =
        new Commit(size, tables.lastNumber(Table.BIRTHS), Set.of(), MerkleFrontier.of(tree, size));
    this.writer = new GroupCommitWriter(settings, this, tables, room, last);
  }

  /**
   * The store of an actor system, opened if it is not yet.
   *
   * @throws JournalFault.FolderInUse if another process or another actor system has the folder
   * @throws JournalFault if the folder cannot be opened
   * @throws com.typesafe.config.ConfigException naming the key, if a setting is wrong
   */
  public static EmbeddedStore of(ClassicActorSystemProvider system) {
    ActorSystem classic = system.classicSystem();
    return ID.get(classic);
  }

  /** Opens a folder. At most one store at a time has it. */
  static EmbeddedStore open(EmbeddedSettings settings) {
    return open(settings, DiskRoom.of(settings));
  }

  static EmbeddedStore open(EmbeddedSettings settings, DiskRoom room) {
    room.require();
    FolderLock lock = FolderLock.take(settings.folder());
    boolean opened = false;
    try {
      EmbeddedStore store = new EmbeddedStore(settings, lock, room, Tables.open(settings));
      store.writer.start();
      opened = true;
      return store;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /** The folder. */
  public Path folder() {
    return settings.folder();
  }

  /** The number of events in the journal, which is the index of the last one. */
  public long lastIndex() {
    return writer.last().lastIndex();
  }

  /** Ends when the journal has stopped writing because the disk failed; never ends otherwise. */
  public CompletionStage<JournalFault.Stopped> stopped() {
    return writer.stopped();
  }

  /**
   * Up to {@code limit} events of the global order, from the one after {@code index} on; fewer
   * where they are long, none only at the end.
   *
   * @throws JournalFault if the disk cannot be read
   */
  public List<Leaf> leavesAfter(long index, int limit) {
    return tree.leavesAfter(index, lastIndex(), limit);
  }

  /** The journal's audit log: it has a leaf for each event. */
  public AuditLog auditLog() {
    return new EmbeddedAuditLog(tree, rows, this::lastIndex);
  }

  /**
   * Up to {@code limit} events of an id with numbers {@code from} to {@code to}, both included;
   * fewer where they are long, none only at the end.
   */
  List<StoredEvent> events(String persistenceId, long from, long to, int limit) {
    return rows.of(persistenceId, from, to, limit);
  }

  /** As {@link #events}, as they lie on disk. */
  List<byte[]> rows(String persistenceId, long from, long to, int limit) {
    return rows.rows(persistenceId, from, to, limit);
  }

  /**
   * The event that a row is.
   *
   * @throws JournalFault.ReadFailed if it is none
   */
  StoredEvent parsed(byte[] row) {
    return rows.parsed(row);
  }

  /** Up to {@code limit} persistence ids in the order of their first events, after ordinal. */
  List<String> idsAfter(long ordinal, int limit) {
    List<String> ids = new ArrayList<>();
    tables.scan(
        Table.BIRTHS,
        Keys.number(ordinal + 1),
        Keys.number(writer.last().lastBirth() + 1),
        (key, value) -> {
          ids.add(Keys.id(value));
          return ids.size() < limit;
        });
    return ids;
  }

  /** A reader's wish: look at a snapshot; true to go on to the next older one. */
  interface SnapshotReader {
    boolean more(StoredSnapshot snapshot);
  }

  /** Shows the snapshots of an id, the youngest first, from {@code max} down to {@code min}. */
  void snapshots(String persistenceId, long min, long max, SnapshotReader reader) {
    tables.scanDown(
        Table.SNAPSHOTS,
        Keys.row(persistenceId, max),
        Keys.row(persistenceId, Math.max(min, 0)),
        (key, value) -> reader.more(parse(() -> StoredSnapshot.parseFrom(value))));
  }

  Head head(String persistenceId) {
    return tables
        .get(Table.HEADS, Keys.id(persistenceId))
        .map(row -> parse(() -> Head.parse(row)))
        .orElse(Head.NONE);
  }

  /** How often the write-ahead log was synced to disk since the folder was opened. */
  long syncs() {
    return tables.syncs();
  }

  EmbeddedSettings settings() {
    return settings;
  }

  GroupCommitWriter writer() {
    return writer;
  }

  private interface Parser<T> {
    T parse() throws InvalidProtocolBufferException;
  }

  private <T> T parse(Parser<T> parser) {
    try {
      return parser.parse();
    } catch (InvalidProtocolBufferException e) {
      throw new JournalFault.ReadFailed(settings.folder(), e);
    }
  }

  /** Writes what is queued, then gives the folder up. */
  @Override
  public void close() {
    writer.close();
    tables.close();
    lock.close();
  }
}
