package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.util.NoSuchElementException;
import lilypad.protocol.audit.AuditState;
import lilypad.protocol.recheck.RecheckState;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.settle.WalletState;
import lilypad.protocol.wire.snapshot.AuditSnapshotMsg;
import lilypad.protocol.wire.snapshot.BoardsSnapshotMsg;
import lilypad.protocol.wire.snapshot.IntakeSnapshotMsg;
import lilypad.protocol.wire.snapshot.RecheckSnapshotMsg;
import lilypad.protocol.wire.snapshot.VerifierSnapshotMsg;
import lilypad.protocol.wire.snapshot.WalletSnapshotMsg;

/**
 * Between snapshots and their stored bytes. The manifest is {@code entity.Snapshot/version}; golden
 * bytes of every released one are read by every build.
 */
public final class SnapshotCodec {

  private static final String INTAKE = "intake.Snapshot/1";
  private static final String WALLET = "wallet.Snapshot/1";
  private static final String VERIFIER = "verifier.Snapshot/1";
  private static final String RECHECK = "recheck.Snapshot/1";
  private static final String AUDIT = "audit.Snapshot/1";
  private static final String BOARDS = "boards.Snapshot/1";

  private SnapshotCodec() {}

  /** What the snapshot calls itself on disk. */
  public static String manifest(JournalSnapshot snapshot) {
    return switch (snapshot) {
      case IntakeSnapshot intake -> INTAKE;
      case WalletState wallet -> WALLET;
      case VerifierState verifier -> VERIFIER;
      case RecheckState recheck -> RECHECK;
      case AuditState audit -> AUDIT;
      case BoardsSnapshot boards -> BOARDS;
      default -> throw foreign(snapshot);
    };
  }

  /** The snapshot's bytes; the same one always gives the same bytes. */
  public static byte[] encode(JournalSnapshot snapshot) {
    MessageLite message =
        switch (snapshot) {
          case IntakeSnapshot intake -> IntakeSnapshots.of(intake);
          case WalletState wallet -> WalletSnapshots.of(wallet);
          case VerifierState verifier -> VerifierSnapshots.of(verifier);
          case RecheckState recheck -> RecheckCodec.of(recheck);
          case AuditState audit -> AuditCodec.of(audit);
          case BoardsSnapshot boards -> BoardsSnapshots.of(boards);
          default -> throw foreign(snapshot);
        };
    return Wire.bytes(message);
  }

  private static IllegalArgumentException foreign(JournalSnapshot snapshot) {
    return new IllegalArgumentException(
        "expected a snapshot of an intake, wallet, verifier, recheck, audit or boards, got "
            + snapshot.getClass().getName());
  }

  /**
   * Reads a snapshot.
   *
   * @throws UnknownManifest if a newer build wrote it
   * @throws MalformedEvent if the bytes are not what the manifest names
   */
  public static JournalSnapshot decode(String manifest, byte[] bytes) {
    try {
      return switch (manifest) {
        case INTAKE -> IntakeSnapshots.read(IntakeSnapshotMsg.parseFrom(bytes));
        case WALLET -> WalletSnapshots.read(WalletSnapshotMsg.parseFrom(bytes));
        case VERIFIER -> VerifierSnapshots.read(VerifierSnapshotMsg.parseFrom(bytes));
        case RECHECK -> RecheckCodec.read(RecheckSnapshotMsg.parseFrom(bytes));
        case AUDIT -> AuditCodec.read(AuditSnapshotMsg.parseFrom(bytes));
        case BOARDS -> BoardsSnapshots.read(BoardsSnapshotMsg.parseFrom(bytes));
        default -> throw new UnknownManifest(manifest);
      };
    } catch (InvalidProtocolBufferException | IllegalArgumentException | NoSuchElementException e) {
      throw new MalformedEvent(manifest, e);
    }
  }
}
