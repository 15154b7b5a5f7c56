package lilypad.protocol.journal;

import java.util.Optional;
import java.util.OptionalLong;
import lilypad.protocol.settle.Outgoing;
import lilypad.protocol.settle.WalletState;
import lilypad.protocol.wire.snapshot.OutgoingMsg;
import lilypad.protocol.wire.snapshot.WalletSnapshotMsg;

/** A wallet's snapshot to and from protobuf. */
final class WalletSnapshots {

  private WalletSnapshots() {}

  static WalletSnapshotMsg of(WalletState wallet) {
    WalletSnapshotMsg.Builder out =
        WalletSnapshotMsg.newBuilder().setUsedNonces(wallet.usedNonces());
    wallet.current().inOrder().forEach(outgoing -> out.addCurrent(of(outgoing)));
    wallet.ended().all().forEach(outgoing -> out.addEnded(of(outgoing)));
    return out.build();
  }

  private static OutgoingMsg of(Outgoing outgoing) {
    OutgoingMsg.Builder out = OutgoingMsg.newBuilder().setIntent(Wire.of(outgoing.intent()));
    outgoing.gap().ifPresent(out::setGap);
    outgoing.attempts().forEach(attempt -> out.addAttempts(WalletCodec.of(attempt)));
    outgoing.reverts().forEach(revert -> out.addReverts(WalletCodec.of(revert)));
    outgoing.mined().ifPresent(mined -> out.setMined(WalletCodec.of(mined)));
    outgoing.settled().ifPresent(settled -> out.setSettled(WalletCodec.of(settled)));
    outgoing.refused().ifPresent(refused -> out.setRefused(WalletCodec.of(refused)));
    return out.build();
  }

  static WalletState read(WalletSnapshotMsg m) {
    return WalletState.of(
        m.getCurrentList().stream().map(WalletSnapshots::outgoing).toList(),
        m.getEndedList().stream().map(WalletSnapshots::outgoing).toList(),
        m.getUsedNonces());
  }

  private static Outgoing outgoing(OutgoingMsg m) {
    return new Outgoing(
        Wire.intent(m.getIntent()),
        m.hasGap() ? OptionalLong.of(m.getGap()) : OptionalLong.empty(),
        m.getAttemptsList().stream().map(WalletCodec::signed).toList(),
        m.getRevertsList().stream().map(WalletCodec::reverted).toList(),
        m.hasMined() ? Optional.of(WalletCodec.mined(m.getMined())) : Optional.empty(),
        m.hasSettled() ? Optional.of(WalletCodec.settled(m.getSettled())) : Optional.empty(),
        m.hasRefused() ? Optional.of(WalletCodec.refused(m.getRefused())) : Optional.empty());
  }
}
