package lilypad.protocol.journal;

import java.util.Optional;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.Drawing;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Voice;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Odds;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.rules.Standing;
import lilypad.protocol.wire.journal.CandidateMsg;
import lilypad.protocol.wire.journal.DrawingMsg;
import lilypad.protocol.wire.journal.PanelDrawnMsg;
import lilypad.protocol.wire.journal.PanelMemberMsg;

/** A panel, to and from protobuf. Version 1 knew neither weights nor records. */
final class PanelWire {

  private PanelWire() {}

  static PanelDrawnMsg of(DealEvent.PanelDrawn e) {
    boolean weighted = e.drawing().isPresent();
    PanelDrawnMsg.Builder out =
        PanelDrawnMsg.newBuilder()
            .setRound(e.round())
            .setSeed(Wire.of(e.seed()))
            .setEntropy(Wire.of(e.entropy()))
            .setRule(e.rule())
            .setCommitDeadline(e.commitDeadline());
    e.members().forEach(member -> out.addMembers(of(member, weighted)));
    e.candidates().forEach(candidate -> out.addCandidates(of(candidate, weighted)));
    e.drawing().ifPresent(drawing -> out.setDrawing(of(drawing)));
    return out.build();
  }

  static PanelMemberMsg.Builder of(PanelMember member, boolean weighted) {
    PanelMemberMsg.Builder out =
        PanelMemberMsg.newBuilder()
            .setAssignment(Wire.of(member.assignment()))
            .setVerifier(Wire.of(member.verifier()))
            .setOperator(member.operator())
            .setRuntimeDigest(Wire.of(member.runtimeDigest()));
    return weighted
        ? out.setWeight(member.voice().weight()).setOdds(member.voice().odds().parts())
        : out;
  }

  private static CandidateMsg.Builder of(Candidate candidate, boolean weighted) {
    CandidateMsg.Builder out =
        CandidateMsg.newBuilder()
            .setVerifier(Wire.of(candidate.verifier()))
            .setOperator(candidate.operator())
            .setRuntimeDigest(Wire.of(candidate.runtimeDigest()));
    Standing standing = candidate.standing();
    return weighted
        ? out.setWeight(candidate.weight())
            .setObservations(standing.observations())
            .setAnswersChecked(standing.answers().checks())
            .setAnswersWrong(standing.answers().faults())
        : out;
  }

  private static DrawingMsg of(Drawing drawing) {
    return DrawingMsg.newBuilder()
        .setBeacon(Wire.of(drawing.beacon()))
        .setPrevrandao(Wire.of(drawing.prevrandao()))
        .setRosterWeight(drawing.rosterWeight())
        .setAt(drawing.at())
        .build();
  }

  static DealEvent.PanelDrawn drawn(PanelDrawnMsg m) {
    boolean weighted = m.hasDrawing();
    return new DealEvent.PanelDrawn(
        m.getRound(),
        m.getMembersList().stream().map(member -> member(member, weighted)).toList(),
        m.getCandidatesList().stream().map(candidate -> candidate(candidate, weighted)).toList(),
        Wire.hash(m.getSeed()),
        Wire.hash(m.getEntropy()),
        m.getRule(),
        m.getCommitDeadline(),
        weighted ? Optional.of(drawing(m.getDrawing())) : Optional.empty());
  }

  static PanelMember member(PanelMemberMsg m, boolean weighted) {
    return new PanelMember(
        Wire.hash(m.getAssignment()),
        Wire.address(m.getVerifier()),
        m.getOperator(),
        Wire.hash(m.getRuntimeDigest()),
        weighted ? new Voice(m.getWeight(), new Odds(m.getOdds())) : Voice.PLAIN);
  }

  private static Candidate candidate(CandidateMsg m, boolean weighted) {
    Candidate plain =
        new Candidate(
            Wire.address(m.getVerifier()), m.getOperator(), Wire.hash(m.getRuntimeDigest()));
    return weighted
        ? new Candidate(
            plain.verifier(),
            plain.operator(),
            plain.runtimeDigest(),
            m.getWeight(),
            new Standing(
                m.getObservations(),
                new Reputation.Evidence(m.getAnswersChecked(), m.getAnswersWrong())))
        : plain;
  }

  private static Drawing drawing(DrawingMsg m) {
    return new Drawing(
        Wire.block(m.getBeacon()), Wire.hash(m.getPrevrandao()), m.getRosterWeight(), m.getAt());
  }
}
