package lilypad.persistence.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lilypad.persistence.ReadableJournal;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.StoredFact;
import lilypad.persistence.embedded.Tables.Table;
import lilypad.persistence.embedded.stored.OrderEntry;
import lilypad.persistence.embedded.stored.StoredEvent;

/**
 * Our facts in a journal folder, without an actor system and without touching a file of it: also
 * while a mediator writes to it. It sees what was on disk when it was opened.
 */
public final class JournalReader implements ReadableJournal {

  private static final int PAGE = 256;
  private static final String MARK = "CURRENT";

  private final Path folder;
  private final Tables tables;
  private final StoredTree tree;
  private final long last;

  private JournalReader(Path folder, Tables tables) {
    this.folder = folder;
    this.tables = tables;
    this.tree = new StoredTree(folder, tables);
    this.last = tables.lastNumber(Table.ORDER);
  }

  /** Whether a folder looks like a journal of ours. */
  public static boolean isJournal(Path folder) {
    return Files.isRegularFile(folder.resolve(MARK));
  }

  /**
   * Opens a journal folder.
   *
   * @throws JournalFault if there is no journal in it, or it cannot be read
   */
  public static JournalReader open(Path folder) {
    return new JournalReader(folder, Tables.openToRead(folder));
  }

  @Override
  public AuditLog auditLog() {
    return new EmbeddedAuditLog(tree, new EventRows(folder, tables), () -> last);
  }

  @Override
  public long size() {
    return last;
  }

  /**
   * {@inheritDoc}
   *
   * @throws JournalFault if the disk cannot be read
   */
  @Override
  public void forEach(Receiver receiver) {
    for (long index = 0; index < last; index += PAGE) {
      page(index, Math.min(last, index + PAGE), receiver);
    }
  }

  private void page(long after, long end, Receiver receiver) {
    List<byte[]> keys = new ArrayList<>();
    tables.scan(
        Table.ORDER,
        Keys.number(after + 1),
        Keys.number(end + 1),
        (key, value) -> {
          OrderEntry entry = parse(() -> OrderEntry.parseFrom(value));
          keys.add(Keys.row(entry.getPersistenceId(), entry.getSequenceNr()));
          return true;
        });
    List<byte[]> rows = tables.getAll(Table.EVENTS, keys);
    for (int i = 0; i < rows.size(); i++) {
      byte[] row = rows.get(i);
      StoredEvent stored = parse(() -> StoredEvent.parseFrom(row));
      if (StoredFact.isOurs(stored)) {
        receiver.take(
            new Entry(
                after + 1 + i,
                stored.getPersistenceId(),
                stored.getSequenceNr(),
                stored.getTimestampMillis(),
                StoredFact.fact(stored)));
      }
    }
  }

  private interface Parser<T> {
    T parse() throws InvalidProtocolBufferException;
  }

  private <T> T parse(Parser<T> parser) {
    try {
      return parser.parse();
    } catch (InvalidProtocolBufferException e) {
      throw new JournalFault.ReadFailed(folder, e);
    }
  }

  @Override
  public void close() {
    tables.close();
  }
}
