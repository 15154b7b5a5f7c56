package lilypad.protocol.journal;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.wire.journal.TallyMsg;
import lilypad.protocol.wire.journal.VerdictMsg;
import lilypad.protocol.wire.journal.VerdictReachedMsg;
import lilypad.protocol.wire.journal.VoteMsg;

/** Votes and verdicts, to and from protobuf. */
final class VerdictWire {

  private VerdictWire() {}

  static VerdictMsg of(Verdict verdict) {
    return switch (verdict) {
      case ACCEPT -> VerdictMsg.VERDICT_ACCEPT;
      case REJECT -> VerdictMsg.VERDICT_REJECT;
      case NONDETERMINISTIC -> VerdictMsg.VERDICT_NONDETERMINISTIC;
      case UNAVAILABLE -> VerdictMsg.VERDICT_UNAVAILABLE;
      case INCONCLUSIVE -> VerdictMsg.VERDICT_INCONCLUSIVE;
    };
  }

  static Verdict verdict(VerdictMsg verdict) {
    return switch (verdict) {
      case VERDICT_ACCEPT -> Verdict.ACCEPT;
      case VERDICT_REJECT -> Verdict.REJECT;
      case VERDICT_NONDETERMINISTIC -> Verdict.NONDETERMINISTIC;
      case VERDICT_UNAVAILABLE -> Verdict.UNAVAILABLE;
      case VERDICT_INCONCLUSIVE -> Verdict.INCONCLUSIVE;
      case VERDICT_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("expected a verdict, got " + verdict);
    };
  }

  static AgreementState state(int index) {
    AgreementState[] states = AgreementState.values();
    if (index < 0 || index >= states.length) {
      throw new IllegalArgumentException("expected an agreement state, got " + index);
    }
    return states[index];
  }

  static VerdictReachedMsg of(DealEvent.VerdictReached e, Grounds.Tallied grounds) {
    return VerdictReachedMsg.newBuilder()
        .setVerdict(of(e.verdict()))
        .setConfidence(grounds.confidence())
        .setRule(grounds.rule())
        .setTally(of(grounds.tally()))
        .setAt(e.at())
        .build();
  }

  static DealEvent.VerdictReached reached(VerdictReachedMsg m) {
    return new DealEvent.VerdictReached(
        verdict(m.getVerdict()),
        new Grounds.Tallied(m.getConfidence(), m.getRule(), tally(m.getTally())),
        m.getAt());
  }

  private static TallyMsg of(Tally tally) {
    TallyMsg.Builder out =
        TallyMsg.newBuilder()
            .setProfile(JobWire.of(tally.profile()))
            .setClosing(tally.closing())
            .setOdds(tally.parameters().odds())
            .setAcceptAbove(tally.parameters().acceptAbove())
            .setRejectAbove(tally.parameters().rejectAbove())
            .setLargestPanel(tally.parameters().largestPanel());
    tally.runtime().ifPresent(runtime -> out.setRuntime(Wire.of(runtime)));
    tally.votes().forEach(vote -> out.addVotes(of(vote)));
    return out.build();
  }

  static VoteMsg of(Vote vote) {
    VoteMsg.Builder out =
        VoteMsg.newBuilder().setVerifier(Wire.of(vote.verifier())).setOperator(vote.operator());
    switch (vote) {
      case Vote.Match match -> out.setMatch(Wire.of(match.resultRoot()));
      case Vote.Mismatch mismatch -> out.setMismatch(Wire.of(mismatch.resultRoot()));
      case Vote.Abstain abstain -> out.setAbstain(abstain.reason().name());
    }
    return out.build();
  }

  private static Tally tally(TallyMsg m) {
    return new Tally(
        m.getVotesList().stream().map(VerdictWire::vote).toList(),
        JobWire.profile(m.getProfile()),
        m.hasRuntime() ? Optional.of(Wire.hash(m.getRuntime())) : Optional.empty(),
        m.getClosing(),
        new Tally.Parameters(
            m.getOdds(), m.getAcceptAbove(), m.getRejectAbove(), m.getLargestPanel()));
  }

  static Vote vote(VoteMsg m) {
    Address verifier = Wire.address(m.getVerifier());
    return switch (m.getSaysCase()) {
      case MATCH -> new Vote.Match(verifier, m.getOperator(), Wire.hash(m.getMatch()));
      case MISMATCH -> new Vote.Mismatch(verifier, m.getOperator(), Wire.hash(m.getMismatch()));
      case ABSTAIN ->
          new Vote.Abstain(verifier, m.getOperator(), AbstentionReason.valueOf(m.getAbstain()));
      case SAYS_NOT_SET -> throw new IllegalArgumentException("expected a vote, got none");
    };
  }
}
