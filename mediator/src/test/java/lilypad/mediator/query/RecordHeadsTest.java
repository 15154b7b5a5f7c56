package lilypad.mediator.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lilypad.mediator.SmallPanels;
import lilypad.persistence.audit.AuditLog;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.journal.BoardsSnapshot;
import lilypad.protocol.journal.BoardsSnapshot.Anchored;
import lilypad.protocol.journal.BoardsSnapshot.Heads;
import lilypad.protocol.journal.SnapshotCodec;
import lilypad.protocol.sign.TreeHead;
import org.junit.jupiter.api.Test;

/** The newest signed head and the newest on chain, as the record tells of them. */
class RecordHeadsTest {

  private static final Address CONTRACT = Address.fromHex("bb".repeat(20));

  private Boards boards = empty();
  private long number;

  private static Boards empty() {
    return new Boards(
        new DealBoard(
            SmallPanels.of(CONTRACT, CONTRACT, CONTRACT), (key, from, to) -> List.of(), 10),
        new ProgressBoard());
  }

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  private static AuditEvent.AnchorRequested request(long size) {
    return new AuditEvent.AnchorRequested(CONTRACT, size, hash((int) size), 1);
  }

  private void happened(AuditEvent event, long at) {
    boards.happened(AuditLog.STATEMENTS, ++number, event, at);
  }

  private void signed(long size) {
    happened(
        new AuditEvent.TreeHeadSigned(
            new SignedTreeHead(new TreeHead(size, hash((int) size), 1), Bytes.fromHex("0x1b"))),
        1);
  }

  private void anchored(long size, long block, long at) {
    happened(new AuditEvent.HeadAnchored(request(size).intent().id(), hash(1), hash(2), block), at);
  }

  private Heads heads() {
    return boards.progress().heads();
  }

  /** As after a restart. */
  private void restart() {
    BoardsSnapshot kept = boards.snapshot(number);
    boards = empty();
    boards.resume(
        (BoardsSnapshot)
            SnapshotCodec.decode(SnapshotCodec.manifest(kept), SnapshotCodec.encode(kept)));
  }

  @Test
  void theNewestHeadOnChainIsTheOneThatWasAskedForAndIsMined() {
    assertThat(heads()).isEqualTo(Heads.NONE);
    signed(10);
    happened(request(10), 2);
    assertThat(heads().anchored()).isEmpty();
    anchored(10, 7, 3);
    assertThat(heads()).isEqualTo(new Heads(10, Optional.empty(), anchor(10, 7, 3)));

    signed(20);
    happened(request(20), 4);
    assertThat(heads().anchored()).as("until it is mined").isEqualTo(anchor(10, 7, 3));
    happened(new AuditEvent.AnchorGivenUp(request(20).intent().id(), "no"), 5);
    anchored(20, 8, 6);
    assertThat(heads()).isEqualTo(new Heads(20, Optional.empty(), anchor(10, 7, 3)));
  }

  private static Optional<Anchored> anchor(long size, long block, long at) {
    return Optional.of(new Anchored(size, block, at));
  }

  @Test
  void aRestartBetweenTheWishAndItsEndLosesNeither() {
    signed(10);
    happened(request(10), 2);
    anchored(10, 7, 3);
    signed(20);
    happened(request(20), 4);
    restart();
    assertThat(heads()).isEqualTo(new Heads(20, Optional.of(request(20)), anchor(10, 7, 3)));
    anchored(20, 9, 5);
    assertThat(heads()).isEqualTo(new Heads(20, Optional.empty(), anchor(20, 9, 5)));
    restart();
    assertThat(heads().anchored()).isEqualTo(anchor(20, 9, 5));
  }
}
