package lilypad.protocol.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealReplay;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.PanelWorking;
import lilypad.protocol.deal.SampledClaim;
import lilypad.protocol.deal.Stage;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Escalation;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.ReputationRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Ruling;
import lilypad.protocol.rules.Standing;
import lilypad.protocol.rules.Step;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.WeightedSortition;
import lilypad.protocol.story.DealExplanation.Cause;
import lilypad.protocol.story.DealExplanation.Check;
import lilypad.protocol.story.DealExplanation.Closing;
import lilypad.protocol.story.DealExplanation.Counted;
import lilypad.protocol.story.DealExplanation.Difference;
import lilypad.protocol.story.DealExplanation.Part;
import lilypad.protocol.story.DealExplanation.Weighed;
import lilypad.protocol.story.DealExplanation.Worth;

/** One explanation in the making: takes a deal's facts, oldest first. */
final class Explaining {

  private final DealKey key;
  private final DealReplay replay;
  private final List<Check> checks = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private List<Part> parts = new ArrayList<>();
  private DealState state = DealState.EMPTY;
  private long facts;

  /** Whether every fact so far came with what the mediator decided by. */
  private boolean ruled = true;

  Explaining(DealKey key) {
    this.key = key;
    this.replay = new DealReplay(key);
  }

  void take(RuledFact fact) {
    facts++;
    DealEvent event = fact.fact().event();
    ruled = ruled && fact.settings().isPresent();
    fact.settings()
        .filter(known -> ruled)
        .flatMap(known -> replay.take(event, Bytes.of(JournalCodec.encode(event)), known))
        .ifPresent(wrong -> differ(wrong.what(), wrong.expected(), wrong.actual()));
    if (event instanceof DealEvent.MediationOpened
        || event instanceof DealEvent.ClaimSampled
        || event instanceof DealEvent.ClaimPassedOver) {
      closeCheck();
    }
    try {
      state.mediation().flatMap(m -> part(m, event, fact.settings())).ifPresent(parts::add);
    } catch (IllegalArgumentException | ArithmeticException e) {
      differ(JournalCodec.manifest(event), "inputs of a rule", String.valueOf(e.getMessage()));
    }
    state = state.apply(event);
  }

  DealExplanation explanation() {
    closeCheck();
    return new DealExplanation(
        key, state.deal(), state.chain().state(), checks, facts > 0 && ruled, differences);
  }

  private void differ(String what, Object expected, Object recorded) {
    Difference found = new Difference(facts, what, expected.toString(), recorded.toString());
    boolean known = differences.stream().anyMatch(before -> before.fact() == facts);
    if (!known) {
      differences.add(found);
    }
  }

  private Cause cause(Mediation mediation) {
    return mediation
        .challenge()
        .<Cause>map(check -> new Cause.Asked(check, WatchWords.sentAs(state, check.transaction())))
        .orElseGet(
            () ->
                new Cause.Sampled(
                    mediation.origin(), state.sampled().flatMap(SampledClaim::choice)));
  }

  /** The check that the deal is about now is over, or the facts are. */
  private void closeCheck() {
    state
        .mediation()
        .ifPresent(
            m ->
                checks.add(
                    new Check(
                        cause(m), m.reading(), m.deadline(), m.orphaned(), parts, m.wanted())));
    parts = new ArrayList<>();
  }

  private Optional<Part> part(
      Mediation mediation, DealEvent event, Optional<DealSettings> settings) {
    return switch (event) {
      case DealEvent.PanelDrawn drawn -> Optional.of(drawn(mediation, drawn, settings));
      case DealEvent.MoreVotesWanted asked ->
          Optional.of(
              new Part.Judged(
                  asked.round(),
                  asked,
                  Optional.empty(),
                  settings.map(known -> asked(mediation, asked, known))));
      case DealEvent.VerdictReached reached ->
          Optional.of(
              new Part.Judged(
                  mediation.rounds().size(),
                  reached,
                  settings.map(
                      known ->
                          new Closing(
                              reached.at(),
                              known.closing(mediation),
                              mediation.nobodyElse(reached.at()))),
                  Optional.of(reached(reached))));
      case DealEvent.RefereeAsked asked ->
          Optional.of(new Part.Referred(mediation.rounds().size(), asked));
      case DealEvent.WatchDecided decided -> Optional.of(new Part.Watched(decided));
      case DealEvent.LogRecorded e -> Optional.empty();
      case DealEvent.LogsRetracted e -> Optional.empty();
      case DealEvent.MediationOpened e -> Optional.empty();
      case DealEvent.MediationResumed e -> Optional.empty();
      case DealEvent.JobDescribed e -> Optional.empty();
      case DealEvent.JobRefused e -> Optional.empty();
      case DealEvent.CommitmentRecorded e -> Optional.empty();
      case DealEvent.AbstentionRecorded e -> Optional.empty();
      case DealEvent.AssignmentExpired e -> Optional.empty();
      case DealEvent.RoundProlonged e -> Optional.empty();
      case DealEvent.RevealsOpened e -> Optional.empty();
      case DealEvent.ResultRevealed e -> Optional.empty();
      case DealEvent.ResultShownLate e -> Optional.empty();
      case DealEvent.SettlementRequested e -> Optional.empty();
      case DealEvent.SettlementWeighed e -> Optional.empty();
      case DealEvent.SettlementProgressed e -> Optional.empty();
      case DealEvent.SettlementOverdue e -> Optional.empty();
      case DealEvent.MediationClosed e -> Optional.empty();
      case DealEvent.DifferenceFound e -> Optional.empty();
      case DealEvent.DifferenceUnknown e -> Optional.empty();
      case DealEvent.ClaimSampled e -> Optional.empty();
      case DealEvent.ClaimPassedOver e -> Optional.empty();
      case DealEvent.AnswerKnown e -> Optional.empty();
      case DealEvent.PayEarned e -> Optional.empty();
    };
  }

  private Part drawn(
      Mediation mediation, DealEvent.PanelDrawn drawn, Optional<DealSettings> settings) {
    PanelWorking working = PanelWorking.of(key, mediation, drawn);
    List<?> expected = working.places().stream().map(p -> p.candidate().verifier()).toList();
    List<?> recorded = drawn.members().stream().map(PanelMember::verifier).toList();
    if (!expected.equals(recorded)) {
      differ("the panel of round " + drawn.round(), expected, recorded);
    }
    Optional<ReputationRule> rule =
        settings
            .map(DealSettings::rulebook)
            .filter(rules -> drawn.rule() == WeightedSortition.VERSION)
            .flatMap(
                rules ->
                    rules instanceof Rulebook.Polling polling
                        ? Optional.of(polling.reputation())
                        : Optional.empty());
    return new Part.Drawn(
        drawn,
        working,
        drawn.members().stream().map(member -> counted(member, drawn, rule)).toList());
  }

  private static Counted counted(
      PanelMember member, DealEvent.PanelDrawn drawn, Optional<ReputationRule> rule) {
    Optional<Standing> standing =
        drawn.candidates().stream()
            .filter(candidate -> candidate.verifier().equals(member.verifier()))
            .map(Candidate::standing)
            .findFirst();
    return new Counted(
        member,
        rule.flatMap(by -> standing.map(known -> new Worth(by, known, by.worth(known.answers())))));
  }

  private Weighed asked(
      Mediation mediation, DealEvent.MoreVotesWanted asked, DealSettings settings) {
    return switch (settings.rulebook()) {
      case Rulebook.Tallying tallying -> {
        Weighed.Tallied weighed =
            tallied(asked.rule(), mediation.tally(false, tallying.parameters()));
        Ruling recorded = new Ruling.MoreVotes(asked.count());
        if (!weighed.ruling().equals(recorded)) {
          differ("the votes asked for", weighed.ruling(), recorded);
        }
        yield weighed;
      }
      case Rulebook.Polling polling -> {
        Weighed.Polled weighed = polled(asked.rule(), mediation.poll(Stage.OPEN, polling));
        Optional<Step> recorded = asked.why().map(why -> new Step.Ask(asked.count(), why));
        if (!recorded.equals(Optional.of(weighed.working().step()))) {
          differ("the votes asked for", weighed.working().step(), asked);
        }
        yield weighed;
      }
    };
  }

  private Weighed reached(DealEvent.VerdictReached reached) {
    return switch (reached.grounds()) {
      case Grounds.Tallied grounds -> {
        Weighed.Tallied weighed = tallied(grounds.rule(), grounds.tally());
        Ruling recorded = new Ruling.Decided(reached.verdict(), grounds.confidence());
        if (!weighed.ruling().equals(recorded)) {
          differ("the verdict", weighed.ruling(), recorded);
        }
        yield weighed;
      }
      case Grounds.Polled grounds -> {
        Weighed.Polled weighed = polled(grounds.rule(), grounds.poll());
        Step recorded = new Step.Decided(reached.verdict(), grounds.sureness());
        if (!weighed.working().step().equals(recorded)) {
          differ("the verdict", weighed.working().step(), recorded);
        }
        yield weighed;
      }
    };
  }

  private static Weighed.Polled polled(int rule, Poll poll) {
    if (rule != poll.parameters().rule()) {
      throw new IllegalArgumentException(
          "expected version "
              + poll.parameters().rule()
              + " of the escalation, as its numbers say, got "
              + rule);
    }
    return new Weighed.Polled(rule, poll, Escalation.working(poll));
  }

  private static Weighed.Tallied tallied(int rule, Tally tally) {
    return new Weighed.Tallied(
        rule, tally, Adjudication.working(tally), Adjudication.rule(rule, tally));
  }
}
