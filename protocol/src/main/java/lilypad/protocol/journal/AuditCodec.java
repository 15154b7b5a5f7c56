package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.sign.TreeHead;
import lilypad.protocol.wire.journal.SettingsStatedMsg;
import lilypad.protocol.wire.journal.TreeHeadSignedMsg;

/** The facts about the record itself. */
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
      case AuditEvent.TreeHeadSigned e ->
          TreeHeadSignedMsg.newBuilder()
              .setSize(e.head().head().size())
              .setRoot(Wire.of(e.head().head().root()))
              .setTimestamp(e.head().head().timestamp())
              .setSignature(Wire.of(e.head().signature()))
              .build();
    };
  }

  static AuditEvent decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "audit.SettingsStated/1" ->
          new AuditEvent.SettingsStated(
              SettingsWire.settings(SettingsStatedMsg.parseFrom(bytes)));
      case "audit.TreeHeadSigned/1" -> {
        TreeHeadSignedMsg m = TreeHeadSignedMsg.parseFrom(bytes);
        yield new AuditEvent.TreeHeadSigned(
            new SignedTreeHead(
                new TreeHead(m.getSize(), Wire.hash(m.getRoot()), m.getTimestamp()),
                Wire.bytes(m.getSignature())));
      }
      default -> throw new UnknownManifest(manifest);
    };
  }
}
