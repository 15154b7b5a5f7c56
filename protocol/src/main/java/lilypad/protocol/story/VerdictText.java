package lilypad.protocol.story;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Ballot;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Ruling;
import lilypad.protocol.rules.Step;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.rules.Watching;
import lilypad.protocol.rules.Working;
import lilypad.protocol.story.DealExplanation.Closing;
import lilypad.protocol.story.DealExplanation.Part;
import lilypad.protocol.story.DealExplanation.Weighed;

/** Why the votes amount to what they do, in lines. */
final class VerdictText {

  private VerdictText() {}

  static void add(Part.Judged part, List<String> lines) {
    String title =
        part.decision() instanceof DealEvent.VerdictReached reached
            ? "WHY THE VERDICT IS " + reached.verdict()
            : "WHY MORE ARE ASKED";
    lines.add("AFTER ROUND %d: %s".formatted(part.round(), title));
    if (part.weighed().isEmpty()) {
      lines.add(field("rule", "what the mediator decided by is not in this record"));
      return;
    }
    switch (part.weighed().get()) {
      case Weighed.Polled polled -> polled(polled, part.at(), lines);
      case Weighed.Tallied tallied -> tallied(tallied, part.at(), lines);
    }
  }

  static void add(Part.Referred part, List<String> lines) {
    DealEvent.RefereeAsked asked = part.asked();
    lines.add("AFTER ROUND %d: WHY THE MEDIATOR'S OWN NODE RUNS THE JOB".formatted(part.round()));
    lines.add(
        field("rule", "referee %d: %s".formatted(asked.rule(), Telling.cause(asked.cause()))));
    lines.add(field("node", Plain.address(asked.member().verifier())));
  }

  static void add(Part.Watched part, List<String> lines) {
    Watching.Decision decision = part.decided().decision();
    lines.add(
        "THEN: WHY THE CLIENT'S WATCHMAN %s"
            .formatted(decision.asks() ? "ASKS FOR A CHECK" : "ASKS FOR NO CHECK"));
    lines.add(field("rule", "watchman %d".formatted(decision.rule())));
    lines.add(field("reason", WatchWords.why(decision)));
    part.decided().check().ifPresent(check -> lines.add(field("sent as", "intent " + check.id())));
  }

  private static String field(String name, String words) {
    return ExplanationText.field(name, words);
  }

  private static void polled(Weighed.Polled polled, Optional<Closing> at, List<String> lines) {
    Poll poll = polled.poll();
    Working working = polled.working();
    Poll.Parameters numbers = poll.parameters();
    lines.add(field("rule", "escalation %d".formatted(polled.rule())));
    job(poll.profile(), poll.runtime(), lines);
    lines.add(
        field(
            "numbers",
            "panel %d, quorum %d, at most %d answers of %d seats; an ACCEPT wants %s, a REJECT %s"
                .formatted(
                    numbers.panel(),
                    numbers.quorum(),
                    numbers.largest(),
                    numbers.asked(),
                    numbers.acceptError().complement(),
                    numbers.rejectError().complement())));
    lines.add(field("referee", poll.referee().name()));
    closing(poll.closing(), at, lines);
    lines.addAll(ballots(working));
    lines.addAll(groups(working));
    lines.add(
        field(
            "answers",
            "%d; %d are wanted%s; %d more may be asked"
                .formatted(
                    working.answers(),
                    working.needed(),
                    working.groups().size() > 1 ? " because they contradict each other" : "",
                    working.room())));
    trial(poll, working, lines);
    lines.add(field("step", step(working)));
  }

  private static void job(Profile profile, Optional<Hash32> runtime, List<String> lines) {
    lines.add(
        field(
            "job",
            profile
                + runtime
                    .map(named -> ", on runtime " + Plain.hash(named))
                    .orElse(", no runtime is named")
                + (profile == Profile.DETERMINISTIC && runtime.isPresent()
                    ? ""
                    : ": it is never rejected")));
  }

  private static void closing(boolean closing, Optional<Closing> at, List<String> lines) {
    if (!closing) {
      return;
    }
    lines.add(
        field(
            "closing",
            at.map(
                    known ->
                        known.at() >= known.ends()
                            ? "the deadline is near: undecided mediations end at "
                                + Plain.time(known.ends())
                            : known.nobodyElse()
                                ? "nobody else can be asked: every operator had its seat, or the"
                                    + " last round's time went by"
                                : "the mediator's own run was due and did not come")
                .orElse("no further vote can come")));
  }

  private static List<String> ballots(Working working) {
    Grid grid = new Grid("  ", "voter", "node", "answer", "weight", "odds", "counts");
    for (Working.Heard heard : working.heard()) {
      Ballot ballot = heard.ballot();
      grid.row(
          Plain.text(ballot.vote().operator(), PanelText.OPERATOR),
          Plain.address(ballot.vote().verifier()),
          answer(ballot.vote()),
          Long.toString(ballot.weight()),
          Plain.odds(ballot.odds()),
          hearing(heard.hearing()));
    }
    return grid.lines();
  }

  private static String answer(Vote vote) {
    return switch (vote) {
      case Vote.Match match -> "the claim";
      case Vote.Mismatch mismatch -> result(mismatch.resultRoot());
      case Vote.Abstain abstain -> "abstains, " + abstain.reason();
    };
  }

  private static String result(Hash32 root) {
    return new Cid(root).toString().substring(0, 12) + "..";
  }

  private static String hearing(Working.Hearing hearing) {
    return switch (hearing) {
      case COUNTS -> "yes";
      case ABSTAINS -> "for no side";
      case OTHER_RUNTIME -> "no: other runtime";
      case EVIDENCE_CONTRADICTED -> "no: its evidence is contradicted";
      case OPERATOR_HEARD_OTHERWISE -> "no: its operator is heard already, or contradicts itself";
    };
  }

  private static List<String> groups(Working working) {
    Grid grid = new Grid("  ", "answer", "operators", "weight", "product of odds", "posterior");
    for (Working.Group group : working.groups()) {
      grid.row(
          group.claimed() ? "the claim" : result(group.root()),
          Integer.toString(group.supporters()),
          group.weight().toString(),
          group.product().toPlainString(),
          group.posterior().toString());
    }
    if (!working.groups().isEmpty()) {
      grid.row("all are wrong", "", "", "1", "");
    }
    return grid.lines();
  }

  private static void trial(Poll poll, Working working, List<String> lines) {
    Optional<Working.Trial> leading = working.trial();
    if (leading.isEmpty()) {
      lines.add(field("leading", "no answer is surer than every other"));
      return;
    }
    Working.Trial trial = leading.get();
    lines.add(
        field(
            "leading",
            "%s, of %d operators where 2 are wanted: %s"
                .formatted(
                    trial.claimed() ? "the claim" : result(trial.root()),
                    trial.supporters(),
                    trial.supporters() >= Adjudication.INDEPENDENT ? "enough" : "TOO FEW")));
    Working.Group group = working.groups().getFirst();
    lines.add(
        field(
            "confidence",
            "%s where %s is wanted: %s"
                .formatted(
                    group.posterior(), trial.wanted(), trial.sure() ? "enough" : "TOO LITTLE")));
    lines.add(
        field(
            "weight",
            "%s of the whole roster's %d is behind it; %s of that must be exceeded while somebody dissents: %s"
                .formatted(
                    group.weight(),
                    poll.totalWeight(),
                    trial.share(),
                    !trial.dissent() ? "nobody does" : trial.outweighs() ? "it is" : "IT IS NOT")));
    trial
        .captured()
        .ifPresent(chance -> lines.add(field("capture", captured(poll, trial, chance))));
  }

  private static String captured(Poll poll, Working.Trial trial, Probability chance) {
    if (trial.outweighs()) {
      return "more agree than could collude";
    }
    if (chance.equals(Probability.ZERO)) {
      return "the mediator's own run got the same";
    }
    return "%s that all who agree collude, by the %d that could be drawn and the part of it that answers; %s is allowed: %s"
        .formatted(
            chance,
            poll.present(),
            trial.wanted().complement(),
            trial.suspect() ? "TOO LIKELY" : "unlikely enough");
  }

  private static String step(Working working) {
    return switch (working.step()) {
      case Step.Ask ask ->
          "ask %d more: %s"
              .formatted(
                  ask.count(),
                  switch (ask.why()) {
                    case ABSTENTIONS -> "the panel is not full";
                    case DISSENT -> "answers contradict each other";
                    case CONFIDENCE -> "all agree, but are not worth enough";
                    case COLLUSION -> "all agree, but could all collude";
                  });
      case Step.Refer refer -> "have the mediator's own node run the job";
      case Step.Decided decided ->
          "%s, confidence %s: %s"
              .formatted(decided.verdict(), decided.confidence(), why(decided, working));
    };
  }

  private static String why(Step.Decided decided, Working working) {
    boolean passed = working.trial().map(Working.Trial::passed).orElse(false);
    return switch (decided.verdict()) {
      case ACCEPT -> "the claim leads and has all that it needs";
      case REJECT -> "another result leads and has all that it needs";
      case NONDETERMINISTIC -> "two operators saw the job differ from run to run";
      case UNAVAILABLE -> "nobody has a result, and two operators could not fetch an input";
      case INCONCLUSIVE ->
          working.answers() < working.needed()
              ? "too few answers, and nobody further is asked"
              : passed
                  ? "what leads would be a REJECT, which this job does not allow, or wants the"
                      + " mediator's own run"
                  : working.trial().map(Working.Trial::doubtful).orElse(false)
                      ? "all who agree could collude, and nobody further is asked"
                      : "what leads has not all that it needs, and nobody further is asked";
    };
  }

  private static void tallied(Weighed.Tallied tallied, Optional<Closing> at, List<String> lines) {
    Tally tally = tallied.tally();
    Tally.Parameters numbers = tally.parameters();
    lines.add(field("rule", "adjudication %d: votes are counted".formatted(tallied.rule())));
    job(tally.profile(), tally.runtime(), lines);
    lines.add(
        field(
            "numbers",
            "odds %d of every vote, at most %d votes; an ACCEPT wants %s, a REJECT %s"
                .formatted(
                    numbers.odds(),
                    numbers.largestPanel(),
                    Plain.fraction(numbers.acceptAbove()),
                    Plain.fraction(numbers.rejectAbove()))));
    closing(tally.closing(), at, lines);
    Grid votes = new Grid("  ", "voter", "node", "answer");
    for (Vote vote : tally.votes()) {
      votes.row(
          Plain.text(vote.operator(), PanelText.OPERATOR),
          Plain.address(vote.verifier()),
          answer(vote));
    }
    lines.addAll(votes.lines());
    Grid groups = new Grid("  ", "answer", "operators", "credibility");
    for (Adjudication.Group group : tallied.working().groups()) {
      groups.row(
          group.other().map(VerdictText::result).orElse("the claim"),
          Integer.toString(group.votes()),
          Plain.fraction(group.credibility()));
    }
    lines.addAll(groups.lines());
    lines.add(
        field(
            "answers",
            "%d; %d are wanted%s"
                .formatted(
                    tallied.working().answers(),
                    tallied.working().needed(),
                    tallied.working().groups().size() > 1
                        ? " because they contradict each other"
                        : "")));
    lines.add(field("step", ruling(tallied.ruling())));
  }

  private static String ruling(Ruling ruling) {
    return switch (ruling) {
      case Ruling.MoreVotes more -> "ask %d more".formatted(more.count());
      case Ruling.Decided decided ->
          decided.verdict()
              + (decided.confidence() == 0 || decided.verdict() == Verdict.UNAVAILABLE
                  ? ""
                  : ", confidence " + Plain.fraction(decided.confidence()));
    };
  }
}
