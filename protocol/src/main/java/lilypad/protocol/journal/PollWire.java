package lilypad.protocol.journal;

import java.util.Optional;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.rules.Ballot;
import lilypad.protocol.rules.Odds;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.wire.journal.BallotMsg;
import lilypad.protocol.wire.journal.PollMsg;
import lilypad.protocol.wire.journal.PollParametersMsg;
import lilypad.protocol.wire.journal.VerdictPolledMsg;

/** Polls and the verdicts derived from them, to and from protobuf. */
final class PollWire {

  /** The version of the escalation that its numbers did not name yet. */
  private static final int UNNAMED = 3;

  private PollWire() {}

  /** Whether the numbers of a version of the escalation say for which they are. */
  static boolean named(int rule) {
    return rule > UNNAMED;
  }

  static VerdictPolledMsg of(DealEvent.VerdictReached e, Grounds.Polled grounds) {
    return VerdictPolledMsg.newBuilder()
        .setVerdict(VerdictWire.of(e.verdict()))
        .setSureness(grounds.sureness().billionths())
        .setRule(grounds.rule())
        .setPoll(of(grounds.poll()))
        .setAt(e.at())
        .build();
  }

  static DealEvent.VerdictReached reached(VerdictPolledMsg m) {
    return new DealEvent.VerdictReached(
        VerdictWire.verdict(m.getVerdict()),
        new Grounds.Polled(new Probability(m.getSureness()), m.getRule(), poll(m.getPoll())),
        m.getAt());
  }

  private static PollMsg of(Poll poll) {
    PollMsg.Builder out =
        PollMsg.newBuilder()
            .setProfile(JobWire.of(poll.profile()))
            .setTotalWeight(poll.totalWeight())
            .setPresent(poll.present())
            .setClosing(poll.closing())
            .setReferee(poll.referee().name())
            .setParameters(of(poll.parameters()));
    poll.runtime().ifPresent(runtime -> out.setRuntime(Wire.of(runtime)));
    for (Ballot ballot : poll.ballots()) {
      out.addBallots(
          BallotMsg.newBuilder()
              .setVote(VerdictWire.of(ballot.vote()))
              .setRuntimeDigest(Wire.of(ballot.runtimeDigest()))
              .setOdds(ballot.odds().parts())
              .setWeight(ballot.weight())
              .setEvidence(ballot.evidence().name()));
    }
    return out.build();
  }

  private static Poll poll(PollMsg m) {
    return new Poll(
        m.getBallotsList().stream()
            .map(
                ballot ->
                    new Ballot(
                        VerdictWire.vote(ballot.getVote()),
                        Wire.hash(ballot.getRuntimeDigest()),
                        new Odds(ballot.getOdds()),
                        ballot.getWeight(),
                        Ballot.Evidence.valueOf(ballot.getEvidence())))
            .toList(),
        JobWire.profile(m.getProfile()),
        m.hasRuntime() ? Optional.of(Wire.hash(m.getRuntime())) : Optional.empty(),
        m.getTotalWeight(),
        m.getPresent(),
        m.getClosing(),
        Poll.Referee.valueOf(m.getReferee()),
        parameters(m.getParameters()));
  }

  static PollParametersMsg of(Poll.Parameters parameters) {
    return PollParametersMsg.newBuilder()
        .setRule(named(parameters.rule()) ? parameters.rule() : 0)
        .setPanel(parameters.panel())
        .setQuorum(parameters.quorum())
        .setLargest(parameters.largest())
        .setAsked(parameters.asked())
        .setAcceptError(parameters.acceptError().billionths())
        .setRejectError(parameters.rejectError().billionths())
        .setColluding(parameters.colluding().billionths())
        .setEchoing(parameters.echoing().billionths())
        .build();
  }

  static Poll.Parameters parameters(PollParametersMsg m) {
    return new Poll.Parameters(
        m.getRule() == 0 ? UNNAMED : m.getRule(),
        m.getPanel(),
        m.getQuorum(),
        m.getLargest(),
        m.getAsked(),
        new Probability(m.getAcceptError()),
        new Probability(m.getRejectError()),
        new Probability(m.getColluding()),
        new Probability(m.getEchoing()));
  }
}
