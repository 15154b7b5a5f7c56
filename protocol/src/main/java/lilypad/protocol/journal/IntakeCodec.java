package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.util.Optional;
import lilypad.protocol.DealId;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.wire.journal.BlockRetractedMsg;
import lilypad.protocol.wire.journal.BlockSeenMsg;
import lilypad.protocol.wire.journal.CaughtUpMsg;
import lilypad.protocol.wire.journal.ChainAcceptedMsg;
import lilypad.protocol.wire.journal.DealLogsMsg;
import lilypad.protocol.wire.journal.DeliveryAdvancedMsg;
import lilypad.protocol.wire.journal.FinalityAdvancedMsg;
import lilypad.protocol.wire.journal.FinalityViolatedMsg;
import lilypad.protocol.wire.journal.LogAnomalyMsg;
import lilypad.protocol.wire.journal.LogsContradictedMsg;
import lilypad.protocol.wire.journal.RangeSeenMsg;
import lilypad.protocol.wire.journal.StateContradictedMsg;
import lilypad.protocol.wire.snapshot.StandstillMsg;

/** The intake's facts. */
final class IntakeCodec {

  private IntakeCodec() {}

  static String manifest(IntakeEvent event) {
    return switch (event) {
      case IntakeEvent.BlockSeen e -> "intake.BlockSeen/1";
      case IntakeEvent.RangeSeen e -> "intake.RangeSeen/1";
      case IntakeEvent.BlockRetracted e -> "intake.BlockRetracted/1";
      case IntakeEvent.FinalityAdvanced e -> "intake.FinalityAdvanced/1";
      case IntakeEvent.DeliveryAdvanced e -> "intake.DeliveryAdvanced/1";
      case IntakeEvent.CaughtUp e -> "intake.CaughtUp/1";
      case IntakeEvent.FinalityViolated e -> "intake.FinalityViolated/1";
      case IntakeEvent.LogsContradicted e -> "intake.LogsContradicted/1";
      case IntakeEvent.StateContradicted e -> "intake.StateContradicted/1";
      case IntakeEvent.ChainAccepted e -> "intake.ChainAccepted/1";
    };
  }

  static MessageLite encode(IntakeEvent event) {
    return switch (event) {
      case IntakeEvent.BlockSeen e -> of(e);
      case IntakeEvent.RangeSeen e ->
          RangeSeenMsg.newBuilder()
              .setFrom(e.from())
              .setTo(e.to())
              .setLast(Wire.of(e.last()))
              .addAllBlocks(e.blocks().stream().map(IntakeCodec::of).toList())
              .build();
      case IntakeEvent.BlockRetracted e ->
          BlockRetractedMsg.newBuilder()
              .setBlock(Wire.of(e.block()))
              .addAllDeals(e.deals().stream().map(DealId::text).toList())
              .build();
      case IntakeEvent.FinalityAdvanced e ->
          FinalityAdvancedMsg.newBuilder().setSafe(e.safe()).setFinalized(e.finalized()).build();
      case IntakeEvent.DeliveryAdvanced e ->
          DeliveryAdvancedMsg.newBuilder().setDelivered(e.delivered()).build();
      case IntakeEvent.CaughtUp e -> CaughtUpMsg.newBuilder().setHead(Wire.of(e.head())).build();
      case IntakeEvent.FinalityViolated e -> of(e);
      case IntakeEvent.LogsContradicted e -> of(e);
      case IntakeEvent.StateContradicted e -> of(e);
      case IntakeEvent.ChainAccepted e -> {
        ChainAcceptedMsg.Builder out =
            ChainAcceptedMsg.newBuilder().setBlock(Wire.of(e.block())).setNext(e.next());
        e.common().map(Wire::of).ifPresent(out::setCommon);
        yield out.build();
      }
    };
  }

  static IntakeEvent decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "intake.BlockSeen/1" -> seen(BlockSeenMsg.parseFrom(bytes));
      case "intake.RangeSeen/1" -> {
        RangeSeenMsg m = RangeSeenMsg.parseFrom(bytes);
        yield new IntakeEvent.RangeSeen(
            m.getFrom(),
            m.getTo(),
            Wire.block(m.getLast()),
            m.getBlocksList().stream().map(IntakeCodec::seen).toList());
      }
      case "intake.BlockRetracted/1" -> {
        BlockRetractedMsg m = BlockRetractedMsg.parseFrom(bytes);
        yield new IntakeEvent.BlockRetracted(
            Wire.block(m.getBlock()), m.getDealsList().stream().map(DealId::new).toList());
      }
      case "intake.FinalityAdvanced/1" -> {
        FinalityAdvancedMsg m = FinalityAdvancedMsg.parseFrom(bytes);
        yield new IntakeEvent.FinalityAdvanced(m.getSafe(), m.getFinalized());
      }
      case "intake.DeliveryAdvanced/1" ->
          new IntakeEvent.DeliveryAdvanced(DeliveryAdvancedMsg.parseFrom(bytes).getDelivered());
      case "intake.CaughtUp/1" ->
          new IntakeEvent.CaughtUp(Wire.block(CaughtUpMsg.parseFrom(bytes).getHead()));
      case "intake.FinalityViolated/1" -> violated(FinalityViolatedMsg.parseFrom(bytes));
      case "intake.LogsContradicted/1" -> contradicted(LogsContradictedMsg.parseFrom(bytes));
      case "intake.StateContradicted/1" -> contradicted(StateContradictedMsg.parseFrom(bytes));
      case "intake.ChainAccepted/1" -> {
        ChainAcceptedMsg m = ChainAcceptedMsg.parseFrom(bytes);
        yield new IntakeEvent.ChainAccepted(
            Wire.block(m.getBlock()),
            m.getNext(),
            m.hasCommon() ? Optional.of(Wire.block(m.getCommon())) : Optional.empty());
      }
      default -> throw new UnknownManifest(manifest);
    };
  }

  private static BlockSeenMsg of(IntakeEvent.BlockSeen seen) {
    BlockSeenMsg.Builder out = BlockSeenMsg.newBuilder().setBlock(Wire.of(seen.block()));
    for (IntakeEvent.DealLogs deal : seen.deals()) {
      out.addDeals(
          DealLogsMsg.newBuilder()
              .setDeal(deal.deal().text())
              .addAllLogs(deal.logs().stream().map(Wire::of).toList()));
    }
    seen.contractLogs().forEach(log -> out.addContractLogs(Wire.of(log)));
    for (IntakeEvent.LogAnomaly anomaly : seen.anomalies()) {
      out.addAnomalies(
          LogAnomalyMsg.newBuilder()
              .setLog(Wire.of(anomaly.log()))
              .setExpected(anomaly.expected())
              .setActual(anomaly.actual()));
    }
    return out.build();
  }

  private static IntakeEvent.BlockSeen seen(BlockSeenMsg m) {
    return new IntakeEvent.BlockSeen(
        Wire.block(m.getBlock()),
        m.getDealsList().stream()
            .map(
                deal ->
                    new IntakeEvent.DealLogs(
                        new DealId(deal.getDeal()),
                        deal.getLogsList().stream().map(Wire::log).toList()))
            .toList(),
        m.getContractLogsList().stream().map(Wire::log).toList(),
        m.getAnomaliesList().stream()
            .map(
                anomaly ->
                    new IntakeEvent.LogAnomaly(
                        Wire.log(anomaly.getLog()), anomaly.getExpected(), anomaly.getActual()))
            .toList());
  }

  private static FinalityViolatedMsg of(IntakeEvent.FinalityViolated violated) {
    return FinalityViolatedMsg.newBuilder()
        .setOurs(Wire.of(violated.ours()))
        .setTheirs(Wire.of(violated.theirs()))
        .build();
  }

  private static IntakeEvent.FinalityViolated violated(FinalityViolatedMsg m) {
    return new IntakeEvent.FinalityViolated(Wire.block(m.getOurs()), Wire.block(m.getTheirs()));
  }

  private static LogsContradictedMsg of(IntakeEvent.LogsContradicted contradicted) {
    return LogsContradictedMsg.newBuilder()
        .setBlock(Wire.of(contradicted.block()))
        .addAllRecorded(contradicted.recorded().stream().map(Wire::of).toList())
        .addAllTold(contradicted.told().stream().map(Wire::of).toList())
        .build();
  }

  private static IntakeEvent.LogsContradicted contradicted(LogsContradictedMsg m) {
    return new IntakeEvent.LogsContradicted(
        Wire.block(m.getBlock()),
        m.getRecordedList().stream().map(Wire::log).toList(),
        m.getToldList().stream().map(Wire::log).toList());
  }

  private static StateContradictedMsg of(IntakeEvent.StateContradicted contradicted) {
    return StateContradictedMsg.newBuilder()
        .setAt(Wire.of(contradicted.at()))
        .setDeal(contradicted.deal().text())
        .setRecorded(contradicted.recorded().index())
        .setTold(contradicted.told().index())
        .setSince(Wire.of(contradicted.since()))
        .build();
  }

  private static IntakeEvent.StateContradicted contradicted(StateContradictedMsg m) {
    return new IntakeEvent.StateContradicted(
        Wire.block(m.getAt()),
        new DealId(m.getDeal()),
        VerdictWire.state(m.getRecorded()),
        VerdictWire.state(m.getTold()),
        Wire.block(m.getSince()));
  }

  static StandstillMsg of(IntakeEvent.Standstill standstill) {
    return switch (standstill) {
      case IntakeEvent.FinalityViolated e -> StandstillMsg.newBuilder().setViolated(of(e)).build();
      case IntakeEvent.LogsContradicted e ->
          StandstillMsg.newBuilder().setContradicted(of(e)).build();
      case IntakeEvent.StateContradicted e -> StandstillMsg.newBuilder().setState(of(e)).build();
    };
  }

  /**
   * @throws IllegalArgumentException if it is none that this build knows
   */
  static IntakeEvent.Standstill standstill(StandstillMsg m) {
    return switch (m.getWhyCase()) {
      case VIOLATED -> violated(m.getViolated());
      case CONTRADICTED -> contradicted(m.getContradicted());
      case STATE -> contradicted(m.getState());
      case WHY_NOT_SET ->
          throw new IllegalArgumentException("expected why nothing goes on, got none");
    };
  }
}
