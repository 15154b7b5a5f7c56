package lilypad.protocol.journal;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.wire.snapshot.LeaseMsg;
import lilypad.protocol.wire.snapshot.VerifierSnapshotMsg;

/** A verifier's snapshot to and from protobuf. */
final class VerifierSnapshots {

  private VerifierSnapshots() {}

  static VerifierSnapshotMsg of(VerifierState verifier) {
    VerifierSnapshotMsg.Builder out = VerifierSnapshotMsg.newBuilder();
    verifier.registered().ifPresent(known -> out.setRegistered(VerifierCodec.of(known)));
    verifier
        .leases()
        .forEach(
            (key, end) ->
                out.addLeases(
                    LeaseMsg.newBuilder()
                        .setAssignment(Wire.of(key.assignment()))
                        .setRound(key.round())
                        .setConclusion(end.map(Conclusion::name).orElse(""))));
    return out.build();
  }

  static VerifierState read(VerifierSnapshotMsg m) {
    SortedMap<AssignmentRound, Optional<Conclusion>> leases = new TreeMap<>();
    for (LeaseMsg lease : m.getLeasesList()) {
      leases.put(
          new AssignmentRound(Wire.hash(lease.getAssignment()), lease.getRound()),
          lease.getConclusion().isEmpty()
              ? Optional.empty()
              : Optional.of(Conclusion.valueOf(lease.getConclusion())));
    }
    return new VerifierState(
        m.hasRegistered()
            ? Optional.of(VerifierCodec.registered(m.getRegistered()))
            : Optional.empty(),
        leases);
  }
}
