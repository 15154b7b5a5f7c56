package lilypad.persistence.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.persistence.JournalSerializer;
import lilypad.persistence.embedded.Tables.Table;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.OrderEntry;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.persistence.embedded.stored.StoredSnapshot;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.journal.MalformedEvent;
import lilypad.protocol.journal.UnknownManifest;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.sign.TreeHead;

/**
 * Reads all of a journal folder and says what is wrong in it: every event's bytes and hash and
 * whether this build can read it, the order without gaps, each id's numbers without gaps, the rows
 * of the tree, the heads of the ids, and the tree heads that the mediator signed. The folder is
 * only read, and a mediator may write to it meanwhile.
 */
public final class FolderCheck {

  /** Problems after which no more are listed. */
  private static final int MOST_PROBLEMS = 100;

  private static final int PAGE = 256;

  /** Hears how far it got. */
  public interface Progress {
    /** So many of so many events were read. */
    void at(long events, long of);
  }

  /** Something that is not as it must be, and where. */
  public record Problem(String where, String expected, String found) {

    /** In one line. */
    public String words() {
      return where + ": expected " + expected + ", found " + found;
    }
  }

  /**
   * What came of it.
   *
   * @param foreign events of others than our entities
   * @param ids with events
   * @param heads that the mediator signed
   * @param signers the mediator's keys, one after the other, as the journal states them
   * @param root of the tree over all events
   */
  public record Report(
      long events,
      long foreign,
      long ids,
      long heads,
      List<Address> signers,
      Hash32 root,
      List<Problem> problems) {
    public Report {
      signers = List.copyOf(signers);
      problems = List.copyOf(problems);
    }

    /** Whether nothing is wrong. */
    public boolean holds() {
      return problems.isEmpty();
    }
  }

  /** A head and what the mediator that signed it had stated. */
  private record Signed(SignedTreeHead signed, Optional<DealSettings> by) {
    TreeHead head() {
      return signed.head();
    }
  }

  private final Path folder;
  private final Tables tables;
  private final Progress progress;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Long> highest = new HashMap<>();
  private final List<String> born = new ArrayList<>();
  private final List<Signed> signed = new ArrayList<>();

  private final List<Address> signers = new ArrayList<>();

  /** What deals are decided by, as it was stated last. */
  private Optional<DealSettings> settings = Optional.empty();

  private final Map<Long, Hash32> roots = new HashMap<>();
  private final MerkleFrontier tree = MerkleFrontier.empty();
  private long foreign;
  private long treeRows;

  private FolderCheck(Path folder, Tables tables, Progress progress) {
    this.folder = folder;
    this.tables = tables;
    this.progress = progress;
  }

  /**
   * Checks a folder.
   *
   * @throws JournalFault if it cannot even be opened
   */
  public static Report check(Path folder, Progress progress) {
    try (Tables tables = Tables.openToRead(folder)) {
      return new FolderCheck(folder, tables, progress).run();
    }
  }

  private Report run() {
    long size = tables.lastNumber(Table.ORDER);
    try {
      statements();
      for (long after = 0; after < size; after += PAGE) {
        page(after, Math.min(size, after + PAGE));
        progress.at(Math.min(size, after + PAGE), size);
      }
      tree();
      ids();
      events(size);
      snapshots();
    } catch (JournalFault.ReadFailed e) {
      // RocksDB's check sums: whoever wrote other bytes over them is told where it was met.
      problem(
          "after event " + tree.size(),
          "bytes as they were written",
          String.valueOf(e.getMessage()));
    }
    return new Report(size, foreign, highest.size(), signed.size(), signers, tree.root(), problems);
  }

  private void problem(String where, Object expected, Object found) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(new Problem(where, String.valueOf(expected), String.valueOf(found)));
    }
  }

  /** At which sizes roots are asked for: known before the leaves are read. */
  private void statements() {
    EmbeddedAuditLog log =
        new EmbeddedAuditLog(
            new StoredTree(folder, tables), new EventRows(folder, tables), () -> Long.MAX_VALUE);
    try {
      log.statements()
          .forEachRemaining(
              statement -> {
                switch (statement) {
                  case AuditEvent.SettingsStated stated -> stated(stated.settings());
                  case AuditEvent.TreeHeadSigned head ->
                      signed.add(new Signed(head.head(), settings));
                  case AuditEvent.AnchorRequested requested -> {}
                  case AuditEvent.HeadAnchored anchored -> {}
                  case AuditEvent.AnchorGivenUp givenUp -> {}
                }
              });
    } catch (MalformedEvent | UnknownManifest | ClassCastException e) {
      problem(
          "statements of the record",
          "facts that this build can read",
          String.valueOf(e.getMessage()));
    }
    signed.forEach(known -> roots.put(known.head().size(), known.head().root()));
  }

  private void stated(DealSettings stated) {
    settings = Optional.of(stated);
    if (signers.isEmpty() || !signers.getLast().equals(stated.mediator())) {
      signers.add(stated.mediator());
    }
  }

  private void page(long after, long end) {
    long[] next = {after + 1};
    tables.scan(
        Table.ORDER,
        Keys.number(after + 1),
        Keys.number(end + 1),
        (key, value) -> {
          long index = Keys.number(key);
          if (index != next[0]) {
            problem("order", "event " + next[0], "event " + index);
          }
          next[0] = index + 1;
          event(index, value);
          return true;
        });
    if (next[0] != end + 1) {
      problem("order", "events up to " + end, "events up to " + (next[0] - 1));
    }
  }

  private void event(long index, byte[] row) {
    String where = "event " + index;
    try {
      OrderEntry entry = OrderEntry.parseFrom(row);
      where += ", number " + entry.getSequenceNr() + " of " + entry.getPersistenceId();
      Optional<byte[]> stored =
          tables.get(Table.EVENTS, Keys.row(entry.getPersistenceId(), entry.getSequenceNr()));
      if (stored.isEmpty()) {
        problem(where, "a row", "none");
        return;
      }
      hash(where, entry, stored.get());
      numbered(where, entry);
      read(where, entry, stored.get());
    } catch (InvalidProtocolBufferException e) {
      problem(where, "a row of the order and a stored event", String.valueOf(e.getMessage()));
    }
  }

  private void hash(String where, OrderEntry entry, byte[] stored) {
    Hash32 leaf = MerkleHash.leaf(stored);
    boolean old = entry.getLeafHash().isEmpty();
    byte[] recorded = (old ? entry.getSha256() : entry.getLeafHash()).toByteArray();
    byte[] found = old ? Sha256.of(stored) : leaf.bytes().toArray();
    if (!Arrays.equals(recorded, found)) {
      problem(where, "the recorded hash " + Bytes.of(recorded), Bytes.of(found));
    }
    tree.append(
        leaf,
        (level, place, hash) -> {
          if (StoredTree.isStored(level)) {
            node(level, place, hash);
          }
        });
    Hash32 expected = roots.get(tree.size());
    if (expected != null && !expected.equals(tree.root())) {
      problem("signed head of size " + tree.size(), "root " + expected, "root " + tree.root());
    }
  }

  private void node(int level, long place, Hash32 hash) {
    if (!tables.has(Table.TREE)) {
      return; // a journal of a build without an audit log
    }
    treeRows++;
    Optional<byte[]> row = tables.get(Table.TREE, Keys.node(level, place));
    if (row.isEmpty() || !Arrays.equals(row.get(), hash.bytes().toArray())) {
      problem(
          "tree, level " + level + ", node " + place,
          hash,
          row.map(bytes -> Bytes.of(bytes).toString()).orElse("none"));
    }
  }

  private void numbered(String where, OrderEntry entry) {
    String id = entry.getPersistenceId();
    Long before = highest.put(id, entry.getSequenceNr());
    if (before == null) {
      born.add(id);
    }
    long expected = before == null ? 1 : before + 1;
    if (entry.getSequenceNr() != expected) {
      problem(where, "number " + expected, "number " + entry.getSequenceNr());
    }
  }

  private void read(String where, OrderEntry entry, byte[] stored)
      throws InvalidProtocolBufferException {
    StoredEvent event = StoredEvent.parseFrom(stored);
    if (!event.getPersistenceId().equals(entry.getPersistenceId())
        || event.getSequenceNr() != entry.getSequenceNr()) {
      problem(
          where,
          "the event that it says",
          "number " + event.getSequenceNr() + " of " + event.getPersistenceId());
    }
    Body body = event.getPayload();
    if (body.getSerializerId() != JournalSerializer.IDENTIFIER) {
      foreign++;
      return;
    }
    try {
      JournalEvent fact = JournalCodec.decode(body.getManifest(), body.getData().toByteArray());
      if (!JournalCodec.manifest(fact).equals(body.getManifest())) {
        problem(where, body.getManifest(), JournalCodec.manifest(fact));
      }
    } catch (MalformedEvent | UnknownManifest e) {
      problem(where, "a fact that this build can read", String.valueOf(e.getMessage()));
    }
  }

  private void tree() {
    if (tables.has(Table.TREE)) {
      long[] found = {0};
      tables.scanAll(
          Table.TREE,
          (key, value) -> {
            found[0]++;
            return true;
          });
      if (found[0] != treeRows) {
        problem("tree", treeRows + " rows", found[0] + " rows");
      }
    }
    for (Signed known : signed) {
      long size = known.head().size();
      if (size > tree.size()) {
        problem("signed head of size " + size, size + " events", tree.size() + " events");
      }
      known
          .by()
          .filter(stated -> !known.signed().isSignedBy(stated.mediator(), stated.domain()))
          .ifPresent(
              stated ->
                  problem(
                      "signed head of size " + size,
                      "a signature of " + stated.mediator(),
                      "another"));
    }
  }

  private void ids() {
    Map<String, Long> told = new HashMap<>();
    tables.scanAll(
        Table.HEADS,
        (key, value) -> {
          String id = Keys.id(key);
          try {
            told.put(id, Head.parse(value).highest());
          } catch (InvalidProtocolBufferException e) {
            problem("head of " + id, "a row", String.valueOf(e.getMessage()));
          }
          return true;
        });
    highest.forEach(
        (id, last) -> {
          Long head = told.get(id);
          if (!last.equals(head)) {
            problem("head of " + id, last, head == null ? "none" : head);
          }
        });
    long[] ordinal = {0};
    tables.scanAll(
        Table.BIRTHS,
        (key, value) -> {
          int at = (int) ordinal[0]++;
          String expected = at < born.size() ? born.get(at) : "no more ids";
          if (Keys.number(key) != at + 1 || !Keys.id(value).equals(expected)) {
            problem("id " + (at + 1), expected, Keys.id(value));
          }
          return true;
        });
    if (ordinal[0] < born.size()) {
      problem("ids", born.size(), ordinal[0]);
    }
  }

  /** Each event of the order was found: there must be no other. */
  private void events(long size) {
    long[] found = {0};
    tables.scanAll(
        Table.EVENTS,
        (key, value) -> {
          found[0]++;
          return true;
        });
    if (found[0] != size) {
      problem("events", size + " as in the order", found[0]);
    }
  }

  private void snapshots() {
    tables.scanAll(
        Table.SNAPSHOTS,
        (key, value) -> {
          try {
            StoredSnapshot snapshot = StoredSnapshot.parseFrom(value);
            byte[] found = Sha256.of(snapshot.getPayload().getData().toByteArray());
            if (!Arrays.equals(found, snapshot.getSha256().toByteArray())) {
              problem(
                  "snapshot " + snapshot.getSequenceNr() + " of " + snapshot.getPersistenceId(),
                  "the bytes that were written",
                  "others");
            }
          } catch (InvalidProtocolBufferException e) {
            problem("a snapshot", "a stored snapshot", String.valueOf(e.getMessage()));
          }
          return true;
        });
  }
}
