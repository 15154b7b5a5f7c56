package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.util.Optional;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.AuditState;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.sign.TreeHead;
import lilypad.protocol.wire.journal.SettingsStatedMsg;
import lilypad.protocol.wire.journal.TreeHeadSignedMsg;
import lilypad.protocol.wire.snapshot.AuditSnapshotMsg;

/** The facts about the record itself, and their snapshot. */
final class AuditCodec {

  private AuditCodec() {}

  static String manifest(AuditEvent event) {
    return switch (event) {
      case AuditEvent.SettingsStated e -> "audit.SettingsStated/1";
      case AuditEvent.TreeHeadSigned e -> "audit.TreeHeadSigned/1";
    };
  }

  static MessageLite encode(AuditEvent event) {
    return switch (event) {
      case AuditEvent.SettingsStated e -> SettingsWire.of(e.settings());
      case AuditEvent.TreeHeadSigned e -> of(e.head());
    };
  }

  private static TreeHeadSignedMsg of(SignedTreeHead head) {
    return TreeHeadSignedMsg.newBuilder()
        .setSize(head.head().size())
        .setRoot(Wire.of(head.head().root()))
        .setTimestamp(head.head().timestamp())
        .setSignature(Wire.of(head.signature()))
        .build();
  }

  private static SignedTreeHead head(TreeHeadSignedMsg m) {
    return new SignedTreeHead(
        new TreeHead(m.getSize(), Wire.hash(m.getRoot()), m.getTimestamp()),
        Wire.bytes(m.getSignature()));
  }

  static AuditSnapshotMsg of(AuditState state) {
    AuditSnapshotMsg.Builder out = AuditSnapshotMsg.newBuilder();
    state.settings().ifPresent(settings -> out.setSettings(SettingsWire.of(settings)));
    state.newest().ifPresent(head -> out.setNewest(of(head)));
    return out.build();
  }

  static AuditState read(AuditSnapshotMsg m) {
    return new AuditState(
        m.hasSettings() ? Optional.of(SettingsWire.settings(m.getSettings())) : Optional.empty(),
        m.hasNewest() ? Optional.of(head(m.getNewest())) : Optional.empty());
  }

  static AuditEvent decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "audit.SettingsStated/1" ->
          new AuditEvent.SettingsStated(SettingsWire.settings(SettingsStatedMsg.parseFrom(bytes)));
      case "audit.TreeHeadSigned/1" ->
          new AuditEvent.TreeHeadSigned(head(TreeHeadSignedMsg.parseFrom(bytes)));
      default -> throw new UnknownManifest(manifest);
    };
  }
}
