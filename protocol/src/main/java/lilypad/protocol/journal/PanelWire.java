package lilypad.protocol.journal;

import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.rules.Sortition.Candidate;
import lilypad.protocol.wire.journal.CandidateMsg;
import lilypad.protocol.wire.journal.PanelDrawnMsg;
import lilypad.protocol.wire.journal.PanelMemberMsg;

/** A panel, to and from protobuf. */
final class PanelWire {

  private PanelWire() {}

  static PanelDrawnMsg of(DealEvent.PanelDrawn e) {
    PanelDrawnMsg.Builder out =
        PanelDrawnMsg.newBuilder()
            .setRound(e.round())
            .setSeed(Wire.of(e.seed()))
            .setEntropy(Wire.of(e.entropy()))
            .setRule(e.rule())
            .setCommitDeadline(e.commitDeadline());
    for (PanelMember member : e.members()) {
      out.addMembers(
          PanelMemberMsg.newBuilder()
              .setAssignment(Wire.of(member.assignment()))
              .setVerifier(Wire.of(member.verifier()))
              .setOperator(member.operator())
              .setRuntimeDigest(Wire.of(member.runtimeDigest())));
    }
    for (Candidate candidate : e.candidates()) {
      out.addCandidates(
          CandidateMsg.newBuilder()
              .setVerifier(Wire.of(candidate.verifier()))
              .setOperator(candidate.operator())
              .setRuntimeDigest(Wire.of(candidate.runtimeDigest())));
    }
    return out.build();
  }

  static DealEvent.PanelDrawn drawn(PanelDrawnMsg m) {
    return new DealEvent.PanelDrawn(
        m.getRound(),
        m.getMembersList().stream()
            .map(
                member ->
                    new PanelMember(
                        Wire.hash(member.getAssignment()),
                        Wire.address(member.getVerifier()),
                        member.getOperator(),
                        Wire.hash(member.getRuntimeDigest())))
            .toList(),
        m.getCandidatesList().stream()
            .map(
                candidate ->
                    new Candidate(
                        Wire.address(candidate.getVerifier()),
                        candidate.getOperator(),
                        Wire.hash(candidate.getRuntimeDigest())))
            .toList(),
        Wire.hash(m.getSeed()),
        Wire.hash(m.getEntropy()),
        m.getRule(),
        m.getCommitDeadline());
  }
}
