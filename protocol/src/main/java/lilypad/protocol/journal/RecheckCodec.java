package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import lilypad.protocol.DealId;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.recheck.RecheckEvent.StateChange;
import lilypad.protocol.recheck.RecheckState;
import lilypad.protocol.wire.journal.EndpointDisprovedMsg;
import lilypad.protocol.wire.journal.RangeRecheckedMsg;
import lilypad.protocol.wire.journal.StateChangeMsg;
import lilypad.protocol.wire.snapshot.RecheckSnapshotMsg;

/** The facts of the recheck, and its snapshot. */
final class RecheckCodec {

  private RecheckCodec() {}

  static String manifest(RecheckEvent event) {
    return switch (event) {
      case RecheckEvent.RangeRechecked e -> "recheck.RangeRechecked/1";
      case RecheckEvent.EndpointDisproved e -> "recheck.EndpointDisproved/1";
    };
  }

  static MessageLite encode(RecheckEvent event) {
    return switch (event) {
      case RecheckEvent.RangeRechecked e ->
          RangeRecheckedMsg.newBuilder()
              .setFrom(e.from())
              .setTo(e.to())
              .setLogs(e.logs())
              .setResumeAt(e.resumeAt())
              .addAllChanges(e.changes().stream().map(RecheckCodec::of).toList())
              .build();
      case RecheckEvent.EndpointDisproved e ->
          EndpointDisprovedMsg.newBuilder()
              .setEndpoint(e.endpoint())
              .setMethod(e.method())
              .setParameters(e.parameters())
              .setExpected(e.expected())
              .setActual(e.actual())
              .build();
    };
  }

  static RecheckEvent decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "recheck.RangeRechecked/1" -> {
        RangeRecheckedMsg m = RangeRecheckedMsg.parseFrom(bytes);
        yield new RecheckEvent.RangeRechecked(
            m.getFrom(),
            m.getTo(),
            m.getLogs(),
            m.getResumeAt(),
            m.getChangesList().stream().map(RecheckCodec::change).toList());
      }
      case "recheck.EndpointDisproved/1" -> {
        EndpointDisprovedMsg m = EndpointDisprovedMsg.parseFrom(bytes);
        yield new RecheckEvent.EndpointDisproved(
            m.getEndpoint(), m.getMethod(), m.getParameters(), m.getExpected(), m.getActual());
      }
      default -> throw new UnknownManifest(manifest);
    };
  }

  static RecheckSnapshotMsg of(RecheckState state) {
    return RecheckSnapshotMsg.newBuilder()
        .setNext(state.next())
        .setResumeAt(state.resumeAt())
        .addAllUnfinished(state.unfinished().values().stream().map(RecheckCodec::of).toList())
        .build();
  }

  static RecheckState read(RecheckSnapshotMsg m) {
    return RecheckState.of(
        m.getNext(),
        m.getResumeAt(),
        m.getUnfinishedList().stream().map(RecheckCodec::change).toList());
  }

  private static StateChangeMsg of(StateChange change) {
    return StateChangeMsg.newBuilder()
        .setDeal(change.deal().text())
        .setState(change.state().index())
        .setBlock(Wire.of(change.block()))
        .build();
  }

  private static StateChange change(StateChangeMsg m) {
    return new StateChange(
        new DealId(m.getDeal()), VerdictWire.state(m.getState()), Wire.block(m.getBlock()));
  }
}
