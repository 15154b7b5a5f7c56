package lilypad.protocol.journal;

import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.SettlementTiming;
import lilypad.protocol.wire.journal.FinalityMsg;
import lilypad.protocol.wire.journal.SettlementOverdueMsg;
import lilypad.protocol.wire.journal.SettlementProgressedMsg;
import lilypad.protocol.wire.journal.SettlementProgressedMsg.BroadcastMsg;
import lilypad.protocol.wire.journal.SettlementProgressedMsg.MinedMsg;
import lilypad.protocol.wire.journal.SettlementProgressedMsg.RefusedMsg;
import lilypad.protocol.wire.journal.SettlementProgressedMsg.UnminedMsg;
import lilypad.protocol.wire.journal.SettlementWeighedMsg;

/** What the wallet reports, to and from protobuf. */
final class SettlementWire {

  private SettlementWire() {}

  static SettlementProgressedMsg of(SettlementReport report) {
    SettlementProgressedMsg.Builder out =
        SettlementProgressedMsg.newBuilder().setIntent(Wire.of(report.intent()));
    switch (report) {
      case SettlementReport.Broadcast b ->
          out.setBroadcast(BroadcastMsg.newBuilder().setTransaction(Wire.of(b.transaction())));
      case SettlementReport.Mined m ->
          out.setMined(mined(m.transaction(), m.block(), m.blockNumber(), m.success()));
      case SettlementReport.Unmined u ->
          out.setUnmined(UnminedMsg.newBuilder().setTransaction(Wire.of(u.transaction())));
      case SettlementReport.Final f ->
          out.setFinal(mined(f.transaction(), f.block(), f.blockNumber(), f.success()));
      case SettlementReport.Refused r ->
          out.setRefused(
              RefusedMsg.newBuilder()
                  .setReason(r.reason())
                  .setRetryable(r.refusal().retryable())
                  .setRefusal(named(r.refusal())));
    }
    return out.build();
  }

  /** The two that could be told before refusals had names keep their bytes. */
  private static String named(Refusal refusal) {
    return refusal == Refusal.UNKNOWN || refusal == Refusal.ABANDONED ? "" : refusal.name();
  }

  private static Refusal refusal(RefusedMsg m) {
    if (!m.getRefusal().isEmpty()) {
      return Refusal.valueOf(m.getRefusal());
    }
    return m.getRetryable() ? Refusal.UNKNOWN : Refusal.ABANDONED;
  }

  private static MinedMsg mined(Hash32 transaction, Hash32 block, long number, boolean success) {
    return MinedMsg.newBuilder()
        .setTransaction(Wire.of(transaction))
        .setBlock(Wire.of(block))
        .setBlockNumber(number)
        .setSuccess(success)
        .build();
  }

  static SettlementOverdueMsg of(DealEvent.SettlementOverdue e) {
    return SettlementOverdueMsg.newBuilder()
        .setIntent(Wire.of(e.intent()))
        .setRefusal(e.refusal().name())
        .setReason(e.reason())
        .setAt(e.at())
        .build();
  }

  static DealEvent.SettlementOverdue overdue(SettlementOverdueMsg m) {
    return new DealEvent.SettlementOverdue(
        Wire.hash(m.getIntent()), Refusal.valueOf(m.getRefusal()), m.getReason(), m.getAt());
  }

  static SettlementReport report(SettlementProgressedMsg m) {
    Hash32 intent = Wire.hash(m.getIntent());
    return switch (m.getReportCase()) {
      case BROADCAST ->
          new SettlementReport.Broadcast(intent, Wire.hash(m.getBroadcast().getTransaction()));
      case MINED ->
          new SettlementReport.Mined(
              intent,
              Wire.hash(m.getMined().getTransaction()),
              Wire.hash(m.getMined().getBlock()),
              m.getMined().getBlockNumber(),
              m.getMined().getSuccess());
      case UNMINED ->
          new SettlementReport.Unmined(intent, Wire.hash(m.getUnmined().getTransaction()));
      case FINAL ->
          new SettlementReport.Final(
              intent,
              Wire.hash(m.getFinal().getTransaction()),
              Wire.hash(m.getFinal().getBlock()),
              m.getFinal().getBlockNumber(),
              m.getFinal().getSuccess());
      case REFUSED ->
          new SettlementReport.Refused(intent, m.getRefused().getReason(), refusal(m.getRefused()));
      case REPORT_NOT_SET ->
          throw new IllegalArgumentException("expected a settlement report, got none");
    };
  }

  static FinalityMsg level(FinalityLevel level) {
    return switch (level) {
      case LATEST -> FinalityMsg.FINALITY_LATEST;
      case SAFE -> FinalityMsg.FINALITY_SAFE;
      case FINALIZED -> FinalityMsg.FINALITY_FINALIZED;
    };
  }

  static FinalityLevel level(FinalityMsg level) {
    return switch (level) {
      case FINALITY_LATEST -> FinalityLevel.LATEST;
      case FINALITY_SAFE -> FinalityLevel.SAFE;
      case FINALITY_FINALIZED -> FinalityLevel.FINALIZED;
      case FINALITY_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("expected a finality level, got " + level);
    };
  }

  static SettlementWeighedMsg of(DealEvent.SettlementWeighed e) {
    return SettlementWeighedMsg.newBuilder()
        .setIntent(Wire.of(e.intent()))
        .setCheck(Wire.of(e.check()))
        .setLevel(level(e.level()))
        .setRequired(level(e.required()))
        .setTiming(e.timing().name())
        .setAt(e.at())
        .build();
  }

  static DealEvent.SettlementWeighed weighed(SettlementWeighedMsg m) {
    return new DealEvent.SettlementWeighed(
        Wire.hash(m.getIntent()),
        Wire.block(m.getCheck()),
        level(m.getLevel()),
        level(m.getRequired()),
        SettlementTiming.valueOf(m.getTiming()),
        m.getAt());
  }
}
