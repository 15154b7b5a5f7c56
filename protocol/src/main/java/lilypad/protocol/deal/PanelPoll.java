package lilypad.protocol.deal;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Bytes;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Ballot;
import lilypad.protocol.rules.Execution;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Vote;

/** What a panel has said so far, as the escalation looks at it: the same from the same facts. */
final class PanelPoll {

  private final Mediation mediation;
  private final Rulebook.Polling rules;

  PanelPoll(Mediation mediation, Rulebook.Polling rules) {
    this.mediation = mediation;
    this.rules = rules;
  }

  /** The poll, when so much can still come. */
  Poll at(Stage stage) {
    Bytes claim = mediation.reading().result().dataId();
    List<Ballot> ballots =
        mediation
            .seats()
            .flatMap(seat -> vote(seat, claim, stage).stream().map(vote -> ballot(seat, vote)))
            .toList();
    return new Poll(
        ballots,
        profile(),
        mediation.job().flatMap(JobToRun::runtime),
        mediation.rosterWeight(),
        rules.parameters().asksForCollusion() ? mediation.presentWeight() : 0,
        stage != Stage.OPEN,
        referee(stage),
        rules.parameters());
  }

  /**
   * Who was asked and has not answered when the time is over had nothing to say: who is quick would
   * look like all there are. Version 3 left those out.
   */
  private Optional<Vote> vote(Seat seat, Bytes claim, Stage stage) {
    Optional<Vote> said = seat.vote(claim);
    return said.isEmpty() && stage == Stage.OVER && rules.parameters().asksForCollusion()
        ? Optional.of(
            new Vote.Abstain(
                seat.member().verifier(), seat.member().operator(), AbstentionReason.TIMED_OUT))
        : said;
  }

  private Ballot ballot(Seat seat, Vote vote) {
    return new Ballot(
        vote,
        seat.member().runtimeDigest(),
        seat.member().voice().odds(),
        seat.member().voice().weight(),
        mediation.evidence(seat));
  }

  /** Runs of other jobs than deterministic ones cannot be held against each other. */
  private Poll.Referee referee(Stage stage) {
    return rules
        .referee()
        .filter(rule -> profile() == Profile.DETERMINISTIC)
        .map(rule -> rule.due(contradictory(), sampled(), absent(stage)))
        .orElse(Poll.Referee.NONE);
  }

  private boolean absent(Stage stage) {
    return mediation.ownRun().isEmpty() && (stage == Stage.OVER || mediation.refereeFailed());
  }

  /** Why the referee runs the job, if it does now. */
  RefereeRule.Cause cause() {
    if (contradictory()) {
      return RefereeRule.Cause.CONTRADICTION;
    }
    if (sampled()) {
      return RefereeRule.Cause.SAMPLED;
    }
    return dissent() ? RefereeRule.Cause.DISSENT : RefereeRule.Cause.REJECT;
  }

  private Profile profile() {
    return mediation.job().map(JobToRun::profile).orElse(Profile.UNKNOWN);
  }

  private List<Execution> shown() {
    return mediation.seats().flatMap(seat -> seat.execution().stream()).toList();
  }

  private boolean contradictory() {
    return Execution.contradictory(shown());
  }

  private boolean dissent() {
    return shown().stream().map(Execution::resultRoot).distinct().count() > 1;
  }

  private boolean sampled() {
    return mediation.rounds().stream().anyMatch(Round::sampled);
  }
}
