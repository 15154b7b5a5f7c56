package lilypad.protocol.journal;

import java.util.Optional;
import lilypad.protocol.DealId;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.wire.snapshot.IntakeSnapshotMsg;
import lilypad.protocol.wire.snapshot.OwedMsg;
import lilypad.protocol.wire.snapshot.SeenBlockMsg;

/** An intake's snapshot to and from protobuf. */
final class IntakeSnapshots {

  private IntakeSnapshots() {}

  static IntakeSnapshotMsg of(IntakeSnapshot snapshot) {
    IntakeSnapshotMsg.Builder out =
        IntakeSnapshotMsg.newBuilder()
            .setNextNumber(snapshot.nextNumber())
            .setSafe(snapshot.safe())
            .setFinalized(snapshot.finalized())
            .setDelivered(snapshot.delivered());
    snapshot.tail().forEach(block -> out.addTail(Wire.of(block)));
    for (IntakeSnapshot.SeenBlock block : snapshot.blocks()) {
      out.addBlocks(
          SeenBlockMsg.newBuilder()
              .setHash(Wire.of(block.hash()))
              .setNumber(block.number())
              .addAllDeals(block.deals().stream().map(DealId::text).toList()));
    }
    snapshot.pending().forEach(owed -> out.addPending(of(owed)));
    snapshot.violation().ifPresent(why -> out.setStandstill(IntakeCodec.of(why)));
    return out.build();
  }

  private static OwedMsg of(IntakeSnapshot.Owed owed) {
    return switch (owed) {
      case IntakeSnapshot.Owed.Logs logs ->
          OwedMsg.newBuilder()
              .setDeal(logs.deal().text())
              .setBlock(Wire.of(logs.block()))
              .addAllLogs(logs.logs().stream().map(Wire::of).toList())
              .build();
      case IntakeSnapshot.Owed.Retraction gone ->
          OwedMsg.newBuilder()
              .setDeal(gone.deal().text())
              .setBlock(Wire.of(gone.block()))
              .setRetraction(true)
              .build();
    };
  }

  static IntakeSnapshot read(IntakeSnapshotMsg m) {
    Optional<IntakeEvent.Standstill> violation =
        m.hasStandstill()
            ? Optional.of(IntakeCodec.standstill(m.getStandstill()))
            : Optional.empty();
    return new IntakeSnapshot(
        m.getTailList().stream().map(Wire::block).toList(),
        m.getNextNumber(),
        m.getSafe(),
        m.getFinalized(),
        m.getBlocksList().stream()
            .map(
                block ->
                    new IntakeSnapshot.SeenBlock(
                        Wire.hash(block.getHash()),
                        block.getNumber(),
                        block.getDealsList().stream().map(DealId::new).toList()))
            .toList(),
        m.getPendingList().stream().map(IntakeSnapshots::owed).toList(),
        m.getDelivered(),
        violation);
  }

  private static IntakeSnapshot.Owed owed(OwedMsg m) {
    DealId deal = new DealId(m.getDeal());
    return m.getRetraction()
        ? new IntakeSnapshot.Owed.Retraction(deal, Wire.block(m.getBlock()))
        : new IntakeSnapshot.Owed.Logs(
            deal, Wire.block(m.getBlock()), m.getLogsList().stream().map(Wire::log).toList());
  }
}
