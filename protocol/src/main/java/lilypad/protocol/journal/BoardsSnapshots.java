package lilypad.protocol.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lilypad.protocol.DealKey;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.wire.snapshot.AnchoredHeadMsg;
import lilypad.protocol.wire.snapshot.BoardsSnapshotMsg;
import lilypad.protocol.wire.snapshot.CreditMsg;
import lilypad.protocol.wire.snapshot.LentLeaseMsg;
import lilypad.protocol.wire.snapshot.LentMsg;
import lilypad.protocol.wire.snapshot.MovedMsg;
import lilypad.protocol.wire.snapshot.OutboxMsg;
import lilypad.protocol.wire.snapshot.RecordHeadsMsg;
import lilypad.protocol.wire.snapshot.VerifierMsg;

/** The boards' snapshot to and from protobuf. */
final class BoardsSnapshots {

  private BoardsSnapshots() {}

  static BoardsSnapshotMsg of(BoardsSnapshot boards) {
    BoardsSnapshotMsg.Builder out =
        BoardsSnapshotMsg.newBuilder().setIndex(boards.index()).setKnown(boards.known());
    boards.open().stream().sorted().forEach(deal -> out.addOpen(Wire.of(deal.hash())));
    boards.closed().forEach(deal -> out.addClosed(Wire.of(deal.hash())));
    BoardsSnapshot.Intake intake = boards.intake();
    intake.head().ifPresent(head -> out.setHead(Wire.of(head)));
    out.setHeadAt(intake.headAt())
        .setSafe(intake.safe())
        .setFinalized(intake.finalized())
        .setOwed(intake.owed())
        .setDelivered(intake.delivered())
        .setWaitingSince(intake.waitingSince());
    intake
        .violation()
        .ifPresent(
            violation ->
                out.setStandstill(IntakeCodec.of(violation.fact()))
                    .setStandstillAt(violation.at()));
    new TreeMap<>(boards.outboxes())
        .forEach(
            (signer, wallet) ->
                out.addOutboxes(
                    OutboxMsg.newBuilder()
                        .setSigner(Wire.of(signer))
                        .setWallet(WalletSnapshots.of(wallet))));
    boards.moved().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                out.addMoved(
                    MovedMsg.newBuilder()
                        .setIntent(Wire.of(entry.getKey()))
                        .setAt(entry.getValue())));
    new TreeMap<>(boards.verifiers())
        .forEach(
            (address, verifier) ->
                out.addVerifiers(
                    VerifierMsg.newBuilder()
                        .setAddress(Wire.of(address))
                        .setRecord(VerifierSnapshots.of(verifier))));
    if (!boards.heads().equals(BoardsSnapshot.Heads.NONE)) {
      out.setHeads(of(boards.heads()));
    }
    boards
        .credits()
        .forEach(
            credit ->
                out.addCredits(
                    CreditMsg.newBuilder()
                        .setVerifier(Wire.of(credit.verifier()))
                        .setFact(PayWire.of(credit.fact()))));
    boards.lent().ifPresent(lent -> out.setLent(of(lent)));
    return out.setRecheck(RecheckCodec.of(boards.rechecked())).build();
  }

  private static LentMsg of(List<BoardsSnapshot.Lent> open) {
    LentMsg.Builder out = LentMsg.newBuilder();
    open.forEach(
        lent ->
            out.addLeases(
                LentLeaseMsg.newBuilder()
                    .setVerifier(Wire.of(lent.verifier()))
                    .setAssignment(Wire.of(lent.key().assignment()))
                    .setRound(lent.key().round())
                    .setDeal(Wire.of(lent.deal().hash()))));
    return out.build();
  }

  private static List<BoardsSnapshot.Lent> lent(LentMsg m) {
    return m.getLeasesList().stream()
        .map(
            lease ->
                new BoardsSnapshot.Lent(
                    Wire.address(lease.getVerifier()),
                    new AssignmentRound(Wire.hash(lease.getAssignment()), lease.getRound()),
                    new DealKey(Wire.hash(lease.getDeal()))))
        .toList();
  }

  private static RecordHeadsMsg of(BoardsSnapshot.Heads heads) {
    RecordHeadsMsg.Builder out = RecordHeadsMsg.newBuilder().setSigned(heads.signed());
    heads.waits().ifPresent(request -> out.setWaits(AuditCodec.of(request)));
    heads
        .anchored()
        .ifPresent(
            head ->
                out.setAnchored(
                    AnchoredHeadMsg.newBuilder()
                        .setSize(head.size())
                        .setBlockNumber(head.block())
                        .setAt(head.at())));
    return out.build();
  }

  private static BoardsSnapshot.Heads heads(RecordHeadsMsg m) {
    return new BoardsSnapshot.Heads(
        m.getSigned(),
        m.hasWaits() ? Optional.of(AuditCodec.request(m.getWaits())) : Optional.empty(),
        m.hasAnchored()
            ? Optional.of(
                new BoardsSnapshot.Anchored(
                    m.getAnchored().getSize(),
                    m.getAnchored().getBlockNumber(),
                    m.getAnchored().getAt()))
            : Optional.empty());
  }

  static BoardsSnapshot read(BoardsSnapshotMsg m) {
    return new BoardsSnapshot(
        m.getIndex(),
        m.getKnown(),
        m.getOpenList().stream()
            .map(key -> new DealKey(Wire.hash(key)))
            .collect(Collectors.toUnmodifiableSet()),
        m.getClosedList().stream().map(key -> new DealKey(Wire.hash(key))).toList(),
        intake(m),
        m.getOutboxesList().stream()
            .collect(
                Collectors.toMap(
                    outbox -> Wire.address(outbox.getSigner()),
                    outbox -> WalletSnapshots.read(outbox.getWallet()))),
        m.getMovedList().stream()
            .map(moved -> Map.entry(Wire.hash(moved.getIntent()), moved.getAt()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        m.getVerifiersList().stream()
            .collect(
                Collectors.toMap(
                    verifier -> Wire.address(verifier.getAddress()),
                    verifier -> VerifierSnapshots.read(verifier.getRecord()))),
        RecheckCodec.read(m.getRecheck()),
        heads(m.getHeads()),
        m.getCreditsList().stream()
            .map(
                credit ->
                    new BoardsSnapshot.Credit(
                        Wire.address(credit.getVerifier()), PayWire.credited(credit.getFact())))
            .toList(),
        m.hasLent() ? Optional.of(lent(m.getLent())) : Optional.empty());
  }

  private static BoardsSnapshot.Intake intake(BoardsSnapshotMsg m) {
    return new BoardsSnapshot.Intake(
        m.hasHead() ? Optional.of(Wire.block(m.getHead())) : Optional.empty(),
        m.getHeadAt(),
        m.getSafe(),
        m.getFinalized(),
        m.getOwed(),
        m.getDelivered(),
        m.getWaitingSince(),
        m.hasStandstill()
            ? Optional.of(
                new BoardsSnapshot.Violation(
                    IntakeCodec.standstill(m.getStandstill()), m.getStandstillAt()))
            : Optional.empty());
  }
}
