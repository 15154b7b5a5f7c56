package lilypad.protocol.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.Account;
import lilypad.protocol.roster.LeaseRecord;
import lilypad.protocol.roster.Leases;
import lilypad.protocol.roster.TrackRecord;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.wire.snapshot.EvidenceMsg;
import lilypad.protocol.wire.snapshot.LeaseMsg;
import lilypad.protocol.wire.snapshot.ReputationMsg;
import lilypad.protocol.wire.snapshot.VerifierSnapshotMsg;

/** A verifier's snapshot to and from protobuf. */
final class VerifierSnapshots {

  private VerifierSnapshots() {}

  static VerifierSnapshotMsg of(VerifierState verifier) {
    VerifierSnapshotMsg.Builder out = VerifierSnapshotMsg.newBuilder();
    verifier.registered().ifPresent(known -> out.setRegistered(VerifierCodec.of(known)));
    verifier
        .leases()
        .sorted()
        .forEach(
            (key, lease) ->
                out.addLeases(
                    LeaseMsg.newBuilder()
                        .setAssignment(Wire.of(key.assignment()))
                        .setRound(key.round())
                        .setConclusion(lease.end().map(Conclusion::name).orElse(""))
                        .setObserved(lease.observed())
                        .setCredited(lease.credited())));
    out.setObservations(verifier.record().observations());
    verifier
        .record()
        .byRuntime()
        .forEach((runtime, reputation) -> out.addReputations(of(runtime, reputation)));
    if (!verifier.account().equals(Account.EMPTY)) {
      out.setAccount(PayWire.of(verifier.account()));
    }
    return out.build();
  }

  private static ReputationMsg of(Hash32 runtime, Reputation reputation) {
    ReputationMsg.Builder out =
        ReputationMsg.newBuilder().setRuntime(Wire.of(runtime)).setPeriod(reputation.period());
    reputation
        .records()
        .forEach(
            (dimension, evidence) ->
                out.addRecords(
                    EvidenceMsg.newBuilder()
                        .setDimension(dimension.name())
                        .setChecks(evidence.checks())
                        .setFaults(evidence.faults())));
    return out.build();
  }

  static VerifierState read(VerifierSnapshotMsg m) {
    Map<AssignmentRound, LeaseRecord> leases = new HashMap<>();
    for (LeaseMsg lease : m.getLeasesList()) {
      leases.put(
          new AssignmentRound(Wire.hash(lease.getAssignment()), lease.getRound()),
          new LeaseRecord(
              lease.getConclusion().isEmpty()
                  ? Optional.empty()
                  : Optional.of(Conclusion.valueOf(lease.getConclusion())),
              lease.getObserved(),
              lease.getCredited()));
    }
    SortedMap<Hash32, Reputation> reputations = new TreeMap<>();
    for (ReputationMsg reputation : m.getReputationsList()) {
      reputations.put(Wire.hash(reputation.getRuntime()), reputation(reputation));
    }
    return new VerifierState(
        m.hasRegistered()
            ? Optional.of(VerifierCodec.registered(m.getRegistered()))
            : Optional.empty(),
        Leases.of(leases),
        new TrackRecord(m.getObservations(), reputations),
        m.hasAccount() ? PayWire.account(m.getAccount()) : Account.EMPTY);
  }

  private static Reputation reputation(ReputationMsg m) {
    SortedMap<Reputation.Dimension, Reputation.Evidence> records = new TreeMap<>();
    for (EvidenceMsg evidence : m.getRecordsList()) {
      records.put(
          Reputation.Dimension.valueOf(evidence.getDimension()),
          new Reputation.Evidence(evidence.getChecks(), evidence.getFaults()));
    }
    return new Reputation(m.getPeriod(), records);
  }
}
