package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import lilypad.persistence.JournalSerializer;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.embedded.FolderCheck.Problem;
import lilypad.persistence.embedded.Tables.Table;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Address;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.VerdictRoute;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.sign.PrivateKey;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.sign.TreeHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** Whatever is changed in a journal folder is found and its place named. */
class FolderCheckTest {

  private static final SigningDomain DOMAIN =
      new SigningDomain(31_337, Address.fromHex("aa".repeat(20)));

  @TempDir Path folder;

  @BeforeEach
  void write() {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      for (String id : List.of("a", "b")) {
        Samples.append(store, Samples.events(id, 1, 300));
      }
    }
  }

  private FolderCheck.Report check() {
    return FolderCheck.check(folder, (events, of) -> {});
  }

  private void change(BiConsumer<Tables, BatchRows> change) throws RocksDBException {
    try (Tables tables = Tables.openToFill(Samples.settings(folder))) {
      BatchRows rows = new BatchRows();
      change.accept(tables, rows);
      tables.writeSynced(rows);
    }
  }

  private Problem first() {
    List<Problem> problems = check().problems();
    assertThat(problems).isNotEmpty();
    return problems.getFirst();
  }

  private static byte[] changed(byte[] row, int at) {
    byte[] other = row.clone();
    other[at] ^= 1;
    return other;
  }

  @Test
  void aJournalAsItWasWrittenHolds() {
    FolderCheck.Report report = check();
    assertThat(report.problems()).isEmpty();
    assertThat(report.events()).isEqualTo(600);
    assertThat(report.ids()).isEqualTo(2);
    assertThat(report.foreign()).as("samples are nobody's facts").isEqualTo(600);
  }

  @Test
  void aChangedEventIsNamed() throws RocksDBException {
    byte[] key = Keys.row("b", 7);
    change(
        (tables, rows) ->
            tables.put(
                rows, Table.EVENTS, key, changed(tables.get(Table.EVENTS, key).orElseThrow(), 12)));
    assertThat(first().words())
        .startsWith("event 307, number 7 of b: expected the recorded hash 0x");
  }

  @Test
  void aLostEventIsNamed() throws RocksDBException {
    change((tables, rows) -> tables.delete(rows, Table.EVENTS, Keys.row("a", 9)));
    assertThat(first().words()).isEqualTo("event 9, number 9 of a: expected a row, found none");
  }

  @Test
  void aLostPlaceInTheOrderIsNamed() throws RocksDBException {
    change((tables, rows) -> tables.delete(rows, Table.ORDER, Keys.number(20)));
    assertThat(first().words()).isEqualTo("order: expected event 20, found event 21");
  }

  @Test
  void anEventThatNobodyOrderedIsCounted() throws RocksDBException {
    change(
        (tables, rows) -> tables.put(rows, Table.EVENTS, Keys.row("c", 1), new byte[] {1, 2, 3}));
    assertThat(check().problems())
        .containsExactly(new Problem("events", "600 as in the order", "601"));
  }

  @Test
  void aHeadThatIsNotTheLastEventsIsNamed() throws RocksDBException {
    change((tables, rows) -> tables.put(rows, Table.HEADS, Keys.id("a"), new Head(5, 0).row()));
    assertThat(check().problems()).containsExactly(new Problem("head of a", "300", "5"));
  }

  @Test
  void aChangedNodeOfTheTreeIsNamed() throws RocksDBException {
    byte[] key = Keys.node(8, 1);
    change(
        (tables, rows) ->
            tables.put(
                rows, Table.TREE, key, changed(tables.get(Table.TREE, key).orElseThrow(), 3)));
    assertThat(first().where()).isEqualTo("tree, level 8, node 1");
  }

  private static DealSettings settings(Address mediator) {
    return new DealSettings(
        mediator,
        ContractProfile.OURS,
        new VerdictRoute(mediator, true),
        DOMAIN,
        Rulebook.Polling.DEFAULT,
        3,
        2,
        60,
        60,
        60,
        60,
        FinalityLevel.SAFE);
  }

  private static void state(EmbeddedStore store, long number, AuditEvent statement) {
    StoredEvent stored =
        StoredEvent.newBuilder()
            .setPersistenceId(AuditLog.STATEMENTS)
            .setSequenceNr(number)
            .setPayload(
                Body.newBuilder()
                    .setSerializerId(JournalSerializer.IDENTIFIER)
                    .setManifest(JournalCodec.manifest(statement))
                    .setData(ByteString.copyFrom(JournalCodec.encode(statement))))
            .build();
    store
        .writer()
        .submit(
            staging -> {
              staging.append(List.of(NewEvent.of(stored)));
              return true;
            })
        .toCompletableFuture()
        .join();
  }

  /** As after a backup was restored and goes on under a new key. */
  @Test
  void headsThatAKeySignedBeforeItWasReplacedAreItsOwn() {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      long number = 0;
      for (String secret : List.of("01", "02")) {
        PrivateKey key = PrivateKey.fromHex(secret.repeat(32));
        state(store, ++number, new AuditEvent.SettingsStated(settings(key.address())));
        long size = store.lastIndex();
        TreeHead head = new TreeHead(size, store.auditLog().root(size), 1);
        state(
            store, ++number, new AuditEvent.TreeHeadSigned(SignedTreeHead.sign(head, key, DOMAIN)));
      }
    }
    FolderCheck.Report report = check();
    assertThat(report.problems()).isEmpty();
    assertThat(report.heads()).isEqualTo(2);
  }
}
