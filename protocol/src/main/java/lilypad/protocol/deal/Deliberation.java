package lilypad.protocol.deal;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Escalation;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Ruling;
import lilypad.protocol.rules.Step;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.SettlementTiming;

/**
 * One decision in the making: takes a command, then goes on as far as the facts allow. Each fact is
 * applied as soon as it is found.
 */
final class Deliberation {

  /** Characters of a refused value that are kept. */
  private static final int MOST_TOLD = 1_000;

  /** What every executor counts for a job, so that its price is the one agreed. */
  private static final BigInteger INSTRUCTIONS = BigInteger.ONE;

  private final DealKey key;
  private final DealSettings settings;
  private final ChainClock clock;
  private final Draft draft;
  private final Hearing hearing;
  private final ClaimSampling sampling;
  private final WatchDuty watching;

  Deliberation(DealKey key, DealSettings settings, Draft draft, ChainClock clock) {
    this.key = key;
    this.settings = settings;
    this.draft = draft;
    this.hearing = new Hearing(key, settings, clock, draft);
    this.sampling = new ClaimSampling(key, settings);
    this.watching = new WatchDuty(key, settings);
    this.clock = clock;
  }

  /** Turns the command into facts; a refusal leaves no fact. */
  Optional<Decision.Rejection> take(DealCommand command) {
    return switch (command) {
      case DealCommand.RecordLogs logs -> record(logs);
      case DealCommand.RetractBlock retract -> retract(retract);
      case DealCommand.Advance advance -> Optional.empty();
      case DealCommand.AgreementFound found -> open(found);
      case DealCommand.ClaimFound found -> sampling.take(found, draft);
      case DealCommand.JobFound found -> describe(found);
      case DealCommand.CandidatesKnown known -> hearing.draw(known);
      case DealCommand.Answer answer -> hearing.answer(answer);
      case DealCommand.SettlementReported reported -> report(reported);
      case DealCommand.Compared compared -> compare(compared);
    };
  }

  private Optional<Decision.Rejection> record(DealCommand.RecordLogs command) {
    if (!DealKey.of(
            settings.domain().chainId(), settings.domain().verifyingContract(), command.deal())
        .equals(key)) {
      return Decision.refusal("logs of deal " + key, "logs of \"" + command.deal().shown() + "\"");
    }
    if (heard(command.delivery())) {
      return Optional.empty();
    }
    for (ChainLog log : command.logs()) {
      if (!draft.state().knows(log)) {
        draft.emit(
            new DealEvent.LogRecorded(command.deal(), command.block(), log, command.delivery()));
      }
    }
    return Optional.empty();
  }

  private Optional<Decision.Rejection> retract(DealCommand.RetractBlock command) {
    if (!heard(command.delivery()) && draft.state().knows(command.block().hash())) {
      draft.emit(new DealEvent.LogsRetracted(command.block(), command.delivery()));
    }
    return Optional.empty();
  }

  /**
   * Whether a delivery was heard before. A block may leave the chain and come back: hearing of its
   * leaving once more would put its logs behind those of later blocks.
   */
  private boolean heard(long delivery) {
    return delivery > 0 && delivery <= draft.state().heard();
  }

  private Optional<Decision.Rejection> open(DealCommand.AgreementFound command) {
    Deal deal = new Deal(key, settings);
    Optional<CheckRef> unread = deal.unread(draft.state(), draft.state().chain());
    if (unread.isEmpty() || !unread.get().equals(command.check())) {
      return Optional.empty();
    }
    Optional<Decision.Rejection> unfit = unfit(command.reading(), command.check());
    if (unfit.isPresent()) {
      return unfit;
    }
    AgreementReading reading = command.reading();
    CheckRef check = command.check();
    long deadline = settings.profile().deadline(reading);
    boolean same =
        draft
            .state()
            .mediation()
            .filter(m -> m.orphaned() && !m.isSilent())
            .map(
                m ->
                    m.reading().dealReturn().equals(reading.dealReturn())
                        && m.reading().result().dataId().equals(reading.result().dataId()))
            .orElse(false);
    if (!same) {
      // What was answered about a claim that is no more was answered all the same.
      draft.state().mediation().flatMap(m -> Earnings.of(m, settings)).ifPresent(draft::emit);
    }
    draft.emit(
        same
            ? new DealEvent.MediationResumed(check, reading, deadline)
            : new DealEvent.MediationOpened(check, reading, deadline));
    return Optional.empty();
  }

  /**
   * A node may answer for another block or deal, or with bytes that are no agreement: such a
   * reading never becomes a fact.
   */
  private Optional<Decision.Rejection> unfit(AgreementReading reading, CheckRef check) {
    if (!reading.at().equals(check.block())) {
      return Decision.refusal(
          "the agreement at block " + check.block(), "at block " + reading.at());
    }
    try {
      long checked = reading.agreement().resultsCheckedAt();
      if (checked != check.block().timestamp()) {
        return Decision.refusal(
            "an agreement checked at " + check.block().timestamp(), "at " + checked);
      }
      AgreementState told = reading.agreement().state();
      if (told != AgreementState.RESULTS_CHECKED) {
        return Decision.refusal("an agreement in state RESULTS_CHECKED", told.name());
      }
      DealId id = draft.state().deal().orElse(reading.deal().dealId());
      return reading.deal().dealId().equals(id) && reading.result().dealId().equals(id)
          ? Optional.empty()
          : Decision.refusal("deal " + id.shown(), reading.deal().dealId().shown());
    } catch (MalformedAbi e) {
      return Decision.refusal(e.expected(), e.actual());
    }
  }

  private Optional<Decision.Rejection> describe(DealCommand.JobFound command) {
    Optional<Mediation> mediation =
        draft.state().mediation().filter(m -> m.deliberating() && m.job().isEmpty());
    if (mediation.isEmpty()) {
      return Optional.empty();
    }
    var chain = mediation.get().reading().deal();
    Optional<DealEvent.JobRefused> refused =
        contradiction(
                "instructionCount",
                mediation.get().reading().result().instructionCount(),
                INSTRUCTIONS)
            .or(() -> contradiction("id", chain.dealId(), new DealId(command.recomputedId())))
            .or(() -> contradiction("members", chain.members(), command.members()))
            .or(() -> contradiction("pricing", chain.pricing(), command.pricing()));
    if (refused.isPresent()) {
      // Once for each field: a solver that tells something else each time must not fill the
      // journal.
      boolean known =
          mediation
              .get()
              .refusal()
              .map(before -> before.field().equals(refused.get().field()))
              .orElse(false);
      if (!known) {
        draft.emit(refused.get());
      }
    } else {
      draft.emit(new DealEvent.JobDescribed(command.job(), settings.panel()));
      command
          .answer()
          .filter(root -> mediation.get().isSilent() && command.job().hasOneResult())
          .ifPresent(root -> draft.emit(new DealEvent.AnswerKnown(root)));
    }
    return Optional.empty();
  }

  private static Optional<DealEvent.JobRefused> contradiction(
      String field, Object onChain, Object told) {
    return onChain.equals(told)
        ? Optional.empty()
        : Optional.of(new DealEvent.JobRefused(field, cut(onChain), cut(told)));
  }

  /** What strangers tell can be of any length. */
  private static String cut(Object value) {
    String text = value.toString();
    return text.length() <= MOST_TOLD
        ? text
        : text.substring(0, MOST_TOLD) + "... (" + text.length() + " characters)";
  }

  private Optional<Decision.Rejection> report(DealCommand.SettlementReported command) {
    SettlementReport report = command.report();
    boolean ofVerdict =
        draft
            .state()
            .mediation()
            .flatMap(Mediation::settlement)
            .filter(s -> s.intent().id().equals(report.intent()))
            .map(s -> !s.last().map(last -> same(last, report)).orElse(false))
            .orElse(false);
    boolean ofCheck =
        draft
            .state()
            .sampled()
            .flatMap(SampledClaim::watching)
            .filter(watching -> watching.decided().isOf(report.intent()))
            .map(watching -> !watching.last().map(last -> same(last, report)).orElse(false))
            .orElse(false);
    if (ofVerdict || ofCheck) {
      draft.emit(new DealEvent.SettlementProgressed(command.report()));
    }
    return Optional.empty();
  }

  /** A node may word the same refusal in another way with each block. */
  private static boolean same(SettlementReport one, SettlementReport other) {
    return (one instanceof SettlementReport.Refused a
            && other instanceof SettlementReport.Refused b)
        ? a.intent().equals(b.intent()) && a.refusal() == b.refusal()
        : one.equals(other);
  }

  /** Takes the first answer about the claim that is judged now. */
  private Optional<Decision.Rejection> compare(DealCommand.Compared command) {
    boolean wanted =
        draft
            .state()
            .mediation()
            .flatMap(Deal::comparison)
            .filter(intent -> intent.claim().equals(command.claim()))
            .map(intent -> intent.resultRoot().equals(command.comparison().resultRoot()))
            .orElse(false);
    if (wanted) {
      draft.emit(
          switch (command.comparison()) {
            case DealEvent.DifferenceFound found -> found;
            case DealEvent.DifferenceUnknown unknown -> unknown;
          });
    }
    return Optional.empty();
  }

  /** Goes on as far as the facts and the time allow. */
  void progress() {
    int before;
    do {
      before = draft.size();
      sampling.passOver(draft, clock);
      draft.state().mediation().filter(Mediation::open).ifPresent(this::step);
      watching.decide(draft, clock);
    } while (draft.size() > before);
  }

  private void step(Mediation mediation) {
    ChainView chain = draft.state().chain();
    if (chain.state().terminal()) {
      chain
          .stateBlock()
          .filter(block -> block.number() <= clock.height(settings.moneyLevel()))
          .ifPresent(
              block -> {
                draft.emit(new DealEvent.MediationClosed(chain.state(), block));
                earn();
              });
      return;
    }
    if (mediation.orphaned()) {
      return;
    }
    if (mediation.verdict().isPresent()) {
      settle(mediation, mediation.verdict().get());
      draft.state().mediation().ifPresent(this::weigh);
      overdue(mediation.deadline());
    } else if (clock.time() >= settings.closing(mediation)) {
      conclude(mediation, Stage.OVER);
    } else if (mediation.openRound().isPresent()) {
      watch(mediation, mediation.openRound().get());
    } else if (mediation.wanted() > 0) {
      doWithout(mediation);
    } else {
      mediation.lastRound().ifPresent(round -> conclude(mediation, Stage.OPEN));
    }
  }

  private void settle(Mediation mediation, DealEvent.VerdictReached reached) {
    settlement(key, settings, mediation, reached)
        .filter(
            intent ->
                !mediation.settlement().map(s -> s.intent().id().equals(intent.id())).orElse(false))
        .ifPresent(intent -> draft.emit(new DealEvent.SettlementRequested(intent)));
  }

  /**
   * The intent that posts a verdict: one that moves money, of a check that the client asked for.
   */
  static Optional<SettlementIntent> settlement(
      DealKey key, DealSettings settings, Mediation mediation, DealEvent.VerdictReached reached) {
    AgreementReading reading = mediation.reading();
    return mediation
        .challenge()
        .filter(check -> reached.verdict().movesMoney())
        .map(
            check ->
                SettlementIntent.verdict(
                    key,
                    reached.verdict(),
                    reading.claimHash(),
                    reading.agreement().resultsCheckedAt(),
                    settings.route().to(),
                    settings.route().call(reading.deal().dealId(), reached.verdict(), reading)));
  }

  /** Records how sure the check is when its verdict is sent, or why it is not sent. */
  private void weigh(Mediation mediation) {
    mediation
        .settlement()
        .filter(Mediation.Settlement::open)
        .ifPresent(
            settlement ->
                settings
                    .timing(mediation, settlement.intent(), clock)
                    .filter(timing -> news(mediation, settlement, timing))
                    .ifPresent(timing -> weighed(mediation, settlement.intent(), timing)));
  }

  private static boolean news(
      Mediation mediation, Mediation.Settlement settlement, SettlementTiming timing) {
    return settlement
        .weighed()
        .filter(before -> before.check().equals(mediation.origin()))
        .map(
            before ->
                before.timing() == SettlementTiming.WITHHELD && timing != SettlementTiming.WITHHELD)
        .orElse(true);
  }

  private void weighed(Mediation mediation, SettlementIntent intent, SettlementTiming timing) {
    BlockRef check = mediation.origin();
    draft.emit(
        new DealEvent.SettlementWeighed(
            intent.id(),
            check,
            clock.level(check.number()),
            VerdictRoute.before(intent, settings.moneyLevel()),
            timing,
            clock.time()));
  }

  /** Says once that the parties can now take the deal out of our hands; the verdict stays open. */
  private void overdue(long deadline) {
    draft
        .state()
        .mediation()
        .flatMap(Mediation::settlement)
        .filter(settlement -> !settlement.overdue() && clock.time() >= deadline)
        .flatMap(Mediation.Settlement::refused)
        .filter(refused -> refused.refusal() != Refusal.ABANDONED)
        .ifPresent(
            refused ->
                draft.emit(
                    new DealEvent.SettlementOverdue(
                        refused.intent(), refused.refusal(), refused.reason(), clock.time())));
  }

  /**
   * Nobody's time is over while the mediator is behind the chain, nor before who is waited for had
   * a whole window after it was away: until then no answer could reach it.
   */
  private void watch(Mediation mediation, Round round) {
    if (clock.awake().isPresent()) {
      long awake = clock.awake().getAsLong();
      OptionalLong prolonged = settings.prolonged(mediation, round, awake);
      if (prolonged.isPresent()) {
        draft.emit(new DealEvent.RoundProlonged(round.number(), prolonged.getAsLong(), awake));
      } else {
        expire(round, awake);
      }
    }
    Mediation heard = draft.state().mediation().orElse(mediation);
    Round now = heard.round(round.number()).orElse(round);
    if (!now.over()
        && now.revealDeadline().isEmpty()
        && now.seats().stream().noneMatch(Seat::awaitsCommitment)) {
      draft.emit(opening(key, settings, heard, now, clock.time() + settings.revealWindow()));
    }
  }

  private void expire(Round round, long awake) {
    if (clock.time() >= round.end()) {
      for (Seat seat : round.seats()) {
        if (round.waits(seat)) {
          PanelMember member = seat.member();
          draft.emit(
              new DealEvent.AssignmentExpired(
                  round.number(),
                  member.assignment(),
                  member.verifier(),
                  seat.awaitsReveal(),
                  awake));
        }
      }
    }
  }

  /** The end of the commitments, from which nobody can choose any more what is looked at. */
  static DealEvent.RevealsOpened opening(
      DealKey key, DealSettings settings, Mediation mediation, Round round, long revealDeadline) {
    Optional<EvidenceDraw> draw =
        settings
            .referee()
            .filter(rule -> round.number() != Referral.ROUND)
            .map(rule -> EvidenceDraw.of(key, mediation, round, rule.rate()));
    return new DealEvent.RevealsOpened(round.number(), revealDeadline, draw);
  }

  private void conclude(Mediation mediation, Stage stage) {
    switch (settings.rulebook()) {
      case Rulebook.Tallying tallying ->
          tally(mediation.tally(stage != Stage.OPEN, tallying.parameters()));
      case Rulebook.Polling polling -> poll(mediation, polling, stage);
    }
  }

  private void tally(Tally tally) {
    switch (Adjudication.rule(tally)) {
      case Ruling.Decided decided ->
          verdict(
              decided.verdict(),
              new Grounds.Tallied(decided.confidence(), Adjudication.VERSION, tally));
      case Ruling.MoreVotes more -> ask(more.count(), Adjudication.VERSION, Optional.empty());
    }
  }

  private void poll(Mediation mediation, Rulebook.Polling polling, Stage stage) {
    Poll poll = mediation.poll(stage, polling);
    switch (Escalation.step(poll)) {
      case Step.Decided decided -> polled(decided, poll);
      case Step.Ask more -> ask(more.count(), poll.parameters().rule(), Optional.of(more.why()));
      case Step.Refer refer -> {
        if (mediation.referral().isPresent()) {
          // It ran once, or failed: where it is still due no money moves.
          poll(mediation, polling, Stage.ALONE);
        } else {
          refer(mediation, polling);
        }
      }
    }
  }

  private void refer(Mediation mediation, Rulebook.Polling polling) {
    new Referral(key, mediation, polling)
        .due(settings.commitDeadline(mediation, clock.time()), clock.time())
        .ifPresent(draft::emit);
  }

  private void polled(Step.Decided decided, Poll poll) {
    verdict(
        decided.verdict(),
        new Grounds.Polled(decided.confidence(), poll.parameters().rule(), poll));
  }

  private void verdict(Verdict verdict, Grounds grounds) {
    draft.emit(new DealEvent.VerdictReached(verdict, grounds, clock.time()));
    earn();
  }

  private void earn() {
    draft.state().mediation().flatMap(m -> Earnings.due(m, settings)).ifPresent(draft::emit);
  }

  private void ask(int count, int rule, Optional<Step.Why> why) {
    int rounds = draft.state().mediation().map(m -> m.rounds().size()).orElse(0);
    draft.emit(new DealEvent.MoreVotesWanted(rounds, count, rule, why));
  }

  /** Whether nodes have had the time to come back since the mediator is there again. */
  private boolean reachable() {
    return clock.awake().isPresent()
        && clock.time() >= clock.awake().getAsLong() + settings.assembly();
  }

  /**
   * More are wanted and nobody comes: where what was said suffices for those who cannot ask anybody
   * else, it is not held back until the deadline. What would stay open goes on waiting, at first
   * for the mediator's own run where that could tell.
   */
  private void doWithout(Mediation mediation) {
    if (mediation.nobodyElse(clock.time())
        && (mediation.everybodySeated() || reachable())
        && settings.rulebook() instanceof Rulebook.Polling polling) {
      Poll poll = mediation.poll(Stage.ALONE, polling);
      if (Escalation.step(poll) instanceof Step.Decided decided
          && decided.verdict() != Verdict.INCONCLUSIVE) {
        polled(decided, poll);
      } else {
        refer(mediation, polling);
      }
    }
  }
}
