package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.util.Optional;
import lilypad.protocol.audit.Anchoring;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.AuditState;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.sign.TreeHead;
import lilypad.protocol.wire.journal.AnchorGivenUpMsg;
import lilypad.protocol.wire.journal.AnchorRequestedMsg;
import lilypad.protocol.wire.journal.HeadAnchoredMsg;
import lilypad.protocol.wire.journal.SettingsStatedMsg;
import lilypad.protocol.wire.journal.TreeHeadSignedMsg;
import lilypad.protocol.wire.snapshot.AnchoringMsg;
import lilypad.protocol.wire.snapshot.AnchoringStageMsg;
import lilypad.protocol.wire.snapshot.AuditSnapshotMsg;

/** The facts about the record itself, and their snapshot. */
final class AuditCodec {

  private AuditCodec() {}

  static String manifest(AuditEvent event) {
    return switch (event) {
      case AuditEvent.SettingsStated e -> manifest(e.settings());
      case AuditEvent.TreeHeadSigned e -> "audit.TreeHeadSigned/1";
      case AuditEvent.AnchorRequested e -> "audit.AnchorRequested/1";
      case AuditEvent.HeadAnchored e -> "audit.HeadAnchored/1";
      case AuditEvent.AnchorGivenUp e -> "audit.AnchorGivenUp/1";
    };
  }

  private static String manifest(DealSettings settings) {
    if (settings.rulebook() instanceof Rulebook.Polling polling
        && PollWire.named(polling.parameters().rule())) {
      return "audit.SettingsStated/4";
    }
    if (settings.referee().isPresent() || !settings.pay().equals(Pay.Terms.NONE)) {
      return "audit.SettingsStated/3";
    }
    return switch (settings.rulebook()) {
      case Rulebook.Tallying tallying -> "audit.SettingsStated/1";
      case Rulebook.Polling polling -> "audit.SettingsStated/2";
    };
  }

  static MessageLite encode(AuditEvent event) {
    return switch (event) {
      case AuditEvent.SettingsStated e -> SettingsWire.of(e.settings());
      case AuditEvent.TreeHeadSigned e -> of(e.head());
      case AuditEvent.AnchorRequested e -> of(e);
      case AuditEvent.HeadAnchored e ->
          HeadAnchoredMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setTransaction(Wire.of(e.transaction()))
              .setBlock(Wire.of(e.block()))
              .setBlockNumber(e.blockNumber())
              .build();
      case AuditEvent.AnchorGivenUp e ->
          AnchorGivenUpMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setReason(e.reason())
              .build();
    };
  }

  static AnchorRequestedMsg of(AuditEvent.AnchorRequested request) {
    return AnchorRequestedMsg.newBuilder()
        .setContract(Wire.of(request.contract()))
        .setSize(request.size())
        .setRoot(Wire.of(request.root()))
        .setRequestedAt(request.requestedAt())
        .build();
  }

  static AuditEvent.AnchorRequested request(AnchorRequestedMsg m) {
    return new AuditEvent.AnchorRequested(
        Wire.address(m.getContract()), m.getSize(), Wire.hash(m.getRoot()), m.getRequestedAt());
  }

  private static AnchoringMsg of(Anchoring anchoring) {
    return AnchoringMsg.newBuilder()
        .setRequest(of(anchoring.request()))
        .setStage(
            switch (anchoring.stage()) {
              case PENDING -> AnchoringStageMsg.ANCHORING_PENDING;
              case ANCHORED -> AnchoringStageMsg.ANCHORING_ANCHORED;
              case GIVEN_UP -> AnchoringStageMsg.ANCHORING_GIVEN_UP;
            })
        .build();
  }

  private static Anchoring anchoring(AnchoringMsg m) {
    return new Anchoring(
        request(m.getRequest()),
        switch (m.getStage()) {
          case ANCHORING_PENDING -> Anchoring.Stage.PENDING;
          case ANCHORING_ANCHORED -> Anchoring.Stage.ANCHORED;
          case ANCHORING_GIVEN_UP -> Anchoring.Stage.GIVEN_UP;
          case UNRECOGNIZED ->
              throw new IllegalArgumentException(
                  "expected a stage of an anchoring, got " + m.getStageValue());
        });
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
    state.anchoring().ifPresent(anchoring -> out.setAnchoring(of(anchoring)));
    return out.build();
  }

  static AuditState read(AuditSnapshotMsg m) {
    return new AuditState(
        m.hasSettings() ? Optional.of(SettingsWire.settings(m.getSettings())) : Optional.empty(),
        m.hasNewest() ? Optional.of(head(m.getNewest())) : Optional.empty(),
        m.hasAnchoring() ? Optional.of(anchoring(m.getAnchoring())) : Optional.empty());
  }

  static AuditEvent decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "audit.SettingsStated/1",
          "audit.SettingsStated/2",
          "audit.SettingsStated/3",
          "audit.SettingsStated/4" ->
          new AuditEvent.SettingsStated(SettingsWire.settings(SettingsStatedMsg.parseFrom(bytes)));
      case "audit.TreeHeadSigned/1" ->
          new AuditEvent.TreeHeadSigned(head(TreeHeadSignedMsg.parseFrom(bytes)));
      case "audit.AnchorRequested/1" -> request(AnchorRequestedMsg.parseFrom(bytes));
      case "audit.HeadAnchored/1" -> {
        HeadAnchoredMsg m = HeadAnchoredMsg.parseFrom(bytes);
        yield new AuditEvent.HeadAnchored(
            Wire.hash(m.getIntent()),
            Wire.hash(m.getTransaction()),
            Wire.hash(m.getBlock()),
            m.getBlockNumber());
      }
      case "audit.AnchorGivenUp/1" -> {
        AnchorGivenUpMsg m = AnchorGivenUpMsg.parseFrom(bytes);
        yield new AuditEvent.AnchorGivenUp(Wire.hash(m.getIntent()), m.getReason());
      }
      default -> throw new UnknownManifest(manifest);
    };
  }
}
