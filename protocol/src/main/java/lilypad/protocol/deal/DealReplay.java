package lilypad.protocol.deal;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Escalation;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Ruling;
import lilypad.protocol.rules.Step;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.SettlementTiming;
import lilypad.protocol.sign.SigningDomain;
import org.jspecify.annotations.Nullable;

/**
 * Lives a deal through once more: every fact must be one that the rules allow after the facts
 * before it, and every decision the one they make, byte for byte. What the world told (logs,
 * signatures, the time) is taken as it is recorded.
 */
public final class DealReplay {

  /** A fact that cannot have come about by the rules. */
  public record Contradiction(String what, String expected, String actual) {}

  private static final String NOTHING = "nothing";
  private static final String NONE_TO_THE_END = "none to the end of the record";

  private final DealKey key;
  private DealState state = DealState.EMPTY;

  /** What the fact before made due: it is journaled with it, so it comes next. */
  private Optional<DealEvent.PayEarned> due = Optional.empty();

  /** When the verdict was reached, if that and its pay are the last facts. */
  private OptionalLong decidedAt = OptionalLong.empty();

  /** Whether the fact before was the pay of a claim that another one replaces next. */
  private boolean replacing;

  /** What the rules make of the facts before, whatever the time: it comes next too. */
  private Optional<DealEvent> following = Optional.empty();

  /** What the key was last found to be of: each log names the deal once more. */
  private @Nullable DealId named;

  private @Nullable SigningDomain domain;

  /** Before the deal's first fact. */
  public DealReplay(DealKey key) {
    this.key = key;
  }

  /** The deal as its facts so far make it. */
  public DealState state() {
    return state;
  }

  /**
   * Takes the next fact.
   *
   * @param stored its bytes
   * @param settings what the mediator decided by
   * @return what contradicts the rules, if anything does; the fact is taken all the same, unless it
   *     holds something that cannot even be read
   */
  public Optional<Contradiction> take(DealEvent event, Bytes stored, DealSettings settings) {
    try {
      Optional<Contradiction> found =
          unpaid(event).or(() -> skipped(event)).or(() -> check(event, stored, settings));
      replacing = event instanceof DealEvent.PayEarned && due.isEmpty();
      state = state.apply(event);
      due = owed(event, settings);
      decidedAt = decidedAt(event);
      following = due.isEmpty() && decides(event) ? following(settings) : Optional.empty();
      return found;
    } catch (MalformedAbi e) {
      return contradiction(JournalCodec.manifest(event), e.expected(), e.actual());
    } catch (IllegalArgumentException | ArithmeticException e) {
      return contradiction(
          JournalCodec.manifest(event), "a fact by the rules", String.valueOf(e.getMessage()));
    }
  }

  /**
   * What belongs to the facts so far and is not among them: pay that is due, or the next decision
   * that the rules make of them at any time. A mediator journals it at once with what it was told:
   * a record that goes on without it was not written by the rules.
   */
  public Optional<Contradiction> missing() {
    if (due.isPresent()) {
      return contradiction("pay", due.get(), NONE_TO_THE_END);
    }
    if (replacing) {
      return contradiction(
          "pay before the end", "another claim in place of the one paid for", NONE_TO_THE_END);
    }
    return following.flatMap(
        next -> contradiction(JournalCodec.manifest(next), next, NONE_TO_THE_END));
  }

  /**
   * What the rules make of the facts so far at any time. A build that decides at once what earlier
   * ones left to time has to ask here by which rules: their records stay right.
   */
  private Optional<DealEvent> following(DealSettings settings) {
    try {
      return new Deal(key, settings)
          .decide(state, new DealCommand.Advance(), BEFORE_ALL_TIME).events().stream().findFirst();
    } catch (MalformedAbi | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty(); // of facts that cannot be read nothing follows
    }
  }

  /**
   * Whether the rules can make something of a fact at once, and not only with time; of a log not
   * before those that came with it. What decides nothing is there because logs before it may.
   */
  private static boolean decides(DealEvent event) {
    return switch (event) {
      case DealEvent.LogRecorded e -> false;
      case DealEvent.LogsRetracted e -> true;
      case DealEvent.MediationOpened e -> false;
      case DealEvent.MediationResumed e -> true;
      case DealEvent.ClaimSampled e -> false;
      case DealEvent.ClaimPassedOver e -> false;
      case DealEvent.JobDescribed e -> false;
      case DealEvent.AnswerKnown e -> false;
      case DealEvent.JobRefused e -> false;
      case DealEvent.PanelDrawn e -> true;
      case DealEvent.CommitmentRecorded e -> true;
      case DealEvent.AbstentionRecorded e -> true;
      case DealEvent.AssignmentExpired e -> true;
      case DealEvent.RoundProlonged e -> false;
      case DealEvent.RevealsOpened e -> true;
      case DealEvent.RefereeAsked e -> true;
      case DealEvent.ResultRevealed e -> true;
      case DealEvent.MoreVotesWanted e -> true;
      case DealEvent.VerdictReached e -> true;
      case DealEvent.SettlementRequested e -> false;
      case DealEvent.SettlementWeighed e -> false;
      case DealEvent.SettlementProgressed e -> true;
      case DealEvent.SettlementOverdue e -> false;
      case DealEvent.MediationClosed e -> false;
      case DealEvent.PayEarned e -> true;
      case DealEvent.ResultShownLate e -> false;
      case DealEvent.WatchDecided e -> false;
      case DealEvent.DifferenceFound e -> true;
      case DealEvent.DifferenceUnknown e -> true;
    };
  }

  /**
   * A decision that another kind of fact stands in place of. Only time brings about another: a
   * verdict at the end of it, and that a claim is too old. What was ruled is checked by itself. A
   * watchman's decision nothing can stand in place of.
   */
  private Optional<Contradiction> skipped(DealEvent event) {
    return following
        .filter(next -> next.getClass() != event.getClass())
        .filter(next -> !(isRuling(next) && isRuling(event)))
        .filter(next -> next instanceof DealEvent.WatchDecided || !byTime(event))
        .flatMap(next -> contradiction(JournalCodec.manifest(next), next, "none before " + event));
  }

  private static boolean byTime(DealEvent event) {
    return event instanceof DealEvent.VerdictReached || event instanceof DealEvent.ClaimPassedOver;
  }

  private static boolean isRuling(DealEvent event) {
    return event instanceof DealEvent.VerdictReached
        || event instanceof DealEvent.MoreVotesWanted
        || event instanceof DealEvent.RefereeAsked;
  }

  private Optional<Contradiction> check(DealEvent event, Bytes stored, DealSettings settings) {
    return switch (event) {
      case DealEvent.LogRecorded e -> recorded(e, settings);
      case DealEvent.LogsRetracted e ->
          state.knows(e.block().hash())
              ? Optional.empty()
              : contradiction("a retraction", "a block with logs of the deal", e.block());
      case DealEvent.MediationOpened e -> opened(e, e.check(), e.reading(), stored, settings);
      case DealEvent.MediationResumed e -> opened(e, e.check(), e.reading(), stored, settings);
      case DealEvent.ClaimSampled e ->
          told(
              e,
              stored,
              settings,
              new DealCommand.ClaimFound(
                  e.reading(), new DealCommand.BeaconBlock(e.beacon(), e.prevrandao())));
      case DealEvent.ClaimPassedOver e -> passedOver(e, settings);
      case DealEvent.WatchDecided e -> decided(e, stored, mediation -> watched(e, settings));
      case DealEvent.JobDescribed e ->
          decided(e, stored, mediation -> described(e, mediation, settings));
      case DealEvent.AnswerKnown e -> decided(e, stored, mediation -> known(e, mediation));
      case DealEvent.JobRefused e ->
          e.onChain().equals(e.told())
              ? contradiction("a refused account", "two different values", e.told())
              : Optional.empty();
      case DealEvent.PanelDrawn e -> decided(e, stored, mediation -> drawn(e, mediation, settings));
      case DealEvent.CommitmentRecorded e ->
          told(
              e,
              stored,
              settings,
              new DealCommand.Commit(
                  e.assignment(),
                  e.round(),
                  e.verifier(),
                  runtime(e.round(), e.assignment()),
                  e.commitment(),
                  e.signature()));
      case DealEvent.AbstentionRecorded e ->
          told(
              e,
              stored,
              settings,
              new DealCommand.Abstain(
                  e.assignment(),
                  e.round(),
                  e.verifier(),
                  runtime(e.round(), e.assignment()),
                  e.reason(),
                  e.detail(),
                  e.signature()));
      case DealEvent.AssignmentExpired e ->
          decided(e, stored, mediation -> expired(e, mediation, settings));
      case DealEvent.RoundProlonged e ->
          decided(e, stored, mediation -> prolonged(e, mediation, settings));
      case DealEvent.RevealsOpened e ->
          decided(e, stored, mediation -> revealing(e, mediation, settings));
      case DealEvent.RefereeAsked e ->
          decided(e, stored, mediation -> referred(e, mediation, settings));
      case DealEvent.ResultShownLate e -> told(e, stored, settings, reveal(e));
      case DealEvent.ResultRevealed e -> told(e, stored, settings, reveal(e));
      case DealEvent.MoreVotesWanted e ->
          decided(e, stored, mediation -> asked(e, mediation, settings));
      case DealEvent.VerdictReached e ->
          decided(e, stored, mediation -> ruled(e, mediation, settings));
      case DealEvent.SettlementRequested e ->
          decided(e, stored, mediation -> requested(mediation, settings));
      case DealEvent.SettlementWeighed e -> weighed(e, settings);
      case DealEvent.SettlementProgressed e -> progressed(e);
      case DealEvent.SettlementOverdue e -> overdue(e);
      case DealEvent.MediationClosed e -> decided(e, stored, this::closed);
      case DealEvent.PayEarned e -> decided(e, stored, mediation -> earned(mediation, settings));
      case DealEvent.DifferenceFound e -> compared(e, stored, settings, e);
      case DealEvent.DifferenceUnknown e -> compared(e, stored, settings, e);
    };
  }

  private DealCommand reveal(Shown e) {
    return new DealCommand.Reveal(
        e.assignment(),
        e.round(),
        e.verifier(),
        runtime(e.round(), e.assignment()),
        e.resultRoot(),
        e.executionRoot(),
        e.salt(),
        e.signature(),
        e.runMillis());
  }

  /** What a seat's answers are signed for; whether they are, who checks signatures sees. */
  private Hash32 runtime(int round, Hash32 assignment) {
    return state
        .mediation()
        .flatMap(mediation -> mediation.seat(round, assignment))
        .map(seat -> seat.member().runtimeDigest())
        .orElse(Hash32.ZERO);
  }

  private Optional<Contradiction> unpaid(DealEvent event) {
    if (due.isPresent() && !(event instanceof DealEvent.PayEarned)) {
      return contradiction("pay", due.get(), "none before " + event);
    }
    return replacing && !replaces(event)
        ? contradiction("pay before the end", "another claim in place of the one paid for", event)
        : Optional.empty();
  }

  private OptionalLong decidedAt(DealEvent event) {
    if (event instanceof DealEvent.VerdictReached reached) {
      return OptionalLong.of(reached.at());
    }
    return event instanceof DealEvent.PayEarned ? decidedAt : OptionalLong.empty();
  }

  /**
   * By the rule. Where the verdict made it due it is of the same time: a later one could be chosen
   * so that it is too late. Else the time is taken as it is recorded, but not before the verdict.
   */
  private Optional<DealEvent> watched(DealEvent.WatchDecided e, DealSettings settings) {
    long at = e.decision().inputs().at();
    return new WatchDuty(key, settings)
        .due(state, at)
        .filter(
            expected ->
                state
                    .mediation()
                    .flatMap(Mediation::verdict)
                    .filter(reached -> reached.at() <= at)
                    .filter(reached -> decidedAt.isEmpty() || decidedAt.getAsLong() == at)
                    .isPresent())
        .map(expected -> expected);
  }

  private static boolean replaces(DealEvent event) {
    return event instanceof DealEvent.MediationOpened
        || event instanceof DealEvent.ClaimSampled
        || event instanceof DealEvent.ClaimPassedOver;
  }

  private static Optional<DealEvent> earned(Mediation mediation, DealSettings settings) {
    return Earnings.of(mediation, settings).map(DealEvent.class::cast);
  }

  private Optional<DealEvent.PayEarned> owed(DealEvent event, DealSettings settings) {
    return event instanceof DealEvent.VerdictReached || event instanceof DealEvent.MediationClosed
        ? state.mediation().flatMap(mediation -> Earnings.due(mediation, settings))
        : Optional.empty();
  }

  private Optional<Contradiction> recorded(DealEvent.LogRecorded e, DealSettings settings) {
    if (!e.deal().equals(named) || !settings.domain().equals(domain)) {
      DealKey found =
          DealKey.of(settings.domain().chainId(), settings.domain().verifyingContract(), e.deal());
      if (!found.equals(key)) {
        return contradiction("a log's deal", key, found);
      }
      named = e.deal();
      domain = settings.domain();
    }
    if (!e.log().blockHash().equals(e.block().hash())
        || e.log().blockNumber() != e.block().number()) {
      return contradiction("a log's block", e.block(), e.log().blockHash());
    }
    if (e.delivery() > 0 && e.delivery() < state.heard()) {
      return contradiction("a log's delivery", state.heard() + " or a later one", e.delivery());
    }
    return state.knows(e.log())
        ? contradiction("a log", "each log once", "log " + e.log().logIndex() + " of " + e.block())
        : Optional.empty();
  }

  private Optional<Contradiction> opened(
      DealEvent event,
      CheckRef check,
      AgreementReading reading,
      Bytes stored,
      DealSettings settings) {
    return told(event, stored, settings, new DealCommand.AgreementFound(check, reading));
  }

  private Optional<Contradiction> passedOver(DealEvent.ClaimPassedOver e, DealSettings settings) {
    ClaimSampling sampling = new ClaimSampling(key, settings);
    Optional<BlockRef> waiting = sampling.waiting(state, state.chain());
    return waiting.equals(Optional.of(e.claim())) && sampling.late(e.claim(), e.at())
        ? Optional.empty()
        : contradiction(
            "a claim passed over",
            "one that waits and is too old",
            e.claim() + " at " + e.at() + ", " + waiting.map(Object::toString).orElse(NOTHING));
  }

  /** What the rules make of a message, against what is recorded of it. */
  private Optional<Contradiction> told(
      DealEvent event, Bytes stored, DealSettings settings, DealCommand command) {
    Decision decision = new Deal(key, settings).decide(state, command, BEFORE_ALL_TIME);
    Optional<DealEvent> expected = decision.events().stream().findFirst();
    if (expected.isPresent()) {
      return compare(event, stored, expected.get());
    }
    return contradiction(
        JournalCodec.manifest(event),
        decision.rejection().map(Decision.Rejection::expected).orElse(NOTHING),
        decision.rejection().map(Decision.Rejection::actual).orElse("this fact"));
  }

  /** What the rules decide, against what is recorded. */
  private Optional<Contradiction> decided(
      DealEvent event, Bytes stored, Function<Mediation, Optional<DealEvent>> rule) {
    return state
        .mediation()
        .flatMap(rule)
        .map(expected -> compare(event, stored, expected))
        .orElseGet(() -> contradiction(JournalCodec.manifest(event), NOTHING, "this fact"));
  }

  private static Optional<Contradiction> compare(
      DealEvent event, Bytes stored, DealEvent expected) {
    return JournalCodec.manifest(expected).equals(JournalCodec.manifest(event))
            && Bytes.of(JournalCodec.encode(expected)).equals(stored)
        ? Optional.empty()
        : contradiction(JournalCodec.manifest(event), expected, event);
  }

  private static Optional<Contradiction> contradiction(
      String what, Object expected, Object actual) {
    return Optional.of(new Contradiction(what, expected.toString(), actual.toString()));
  }

  /** With this clock the rules decide nothing because of the time. */
  private static final ChainClock BEFORE_ALL_TIME =
      new ChainClock(new BlockRef(0, Hash32.ZERO, Hash32.ZERO, 0), 0, 0);

  private static Optional<DealEvent> described(
      DealEvent.JobDescribed e, Mediation mediation, DealSettings settings) {
    return mediation.deliberating() && mediation.job().isEmpty()
        ? Optional.of(new DealEvent.JobDescribed(e.job(), settings.panel()))
        : Optional.empty();
  }

  /** Only of a silent check, and before anybody is drawn: else it could be made to suit. */
  private static Optional<DealEvent> known(DealEvent.AnswerKnown e, Mediation mediation) {
    return mediation.isSilent()
            && mediation.job().isPresent()
            && mediation.answer().isEmpty()
            && mediation.rounds().isEmpty()
        ? Optional.of(e)
        : Optional.empty();
  }

  private Optional<DealEvent> drawn(
      DealEvent.PanelDrawn e, Mediation mediation, DealSettings settings) {
    boolean due =
        mediation.deliberating()
            && mediation.job().isPresent()
            && mediation.wanted() > 0
            && mediation.openRound().isEmpty();
    if (!due) {
      return Optional.empty();
    }
    PanelDraw draw = new PanelDraw(key, mediation);
    return switch (settings.rulebook()) {
      case Rulebook.Tallying tallying ->
          Optional.of(draw.alike(e.candidates(), e.rule(), e.entropy(), e.commitDeadline()));
      case Rulebook.Polling polling ->
          e.drawing()
              .filter(drawing -> drawing.beacon().number() == settings.beacon(mediation))
              .filter(drawing -> e.candidates().stream().allMatch(polling::admits))
              .map(
                  drawing ->
                      draw.weighted(
                          e.candidates(), drawing, polling, e.entropy(), e.commitDeadline()));
    };
  }

  /** Whose window a break of the mediator's fell into had a whole one after it. */
  private static Optional<DealEvent> expired(
      DealEvent.AssignmentExpired e, Mediation mediation, DealSettings settings) {
    return mediation
        .round(e.round())
        .filter(round -> settings.prolonged(mediation, round, e.awake()).isEmpty())
        .flatMap(round -> round.seat(e.assignment()).filter(round::waits))
        .map(
            seat ->
                new DealEvent.AssignmentExpired(
                    e.round(),
                    e.assignment(),
                    seat.member().verifier(),
                    seat.awaitsReveal(),
                    e.awake()));
  }

  private static Optional<DealEvent> prolonged(
      DealEvent.RoundProlonged e, Mediation mediation, DealSettings settings) {
    return mediation
        .openRound()
        .filter(round -> mediation.deliberating())
        .flatMap(
            round ->
                settings.prolonged(mediation, round, e.awake()).stream()
                    .mapToObj(
                        deadline ->
                            new DealEvent.RoundProlonged(round.number(), deadline, e.awake()))
                    .findFirst());
  }

  private Optional<DealEvent> revealing(
      DealEvent.RevealsOpened e, Mediation mediation, DealSettings settings) {
    return mediation
        .openRound()
        .filter(round -> round.revealDeadline().isEmpty())
        .filter(round -> round.seats().stream().noneMatch(Seat::awaitsCommitment))
        .map(round -> Deliberation.opening(key, settings, mediation, round, e.revealDeadline()));
  }

  private Optional<DealEvent> referred(
      DealEvent.RefereeAsked e, Mediation mediation, DealSettings settings) {
    return switch (settings.rulebook()) {
      case Rulebook.Tallying tallying -> Optional.empty();
      case Rulebook.Polling polling ->
          new Referral(key, mediation, polling)
              .due(e.commitDeadline(), e.at())
              .map(expected -> expected);
    };
  }

  private static Optional<DealEvent> asked(
      DealEvent.MoreVotesWanted e, Mediation mediation, DealSettings settings) {
    int rounds = mediation.rounds().size();
    return switch (settings.rulebook()) {
      case Rulebook.Tallying tallying ->
          Adjudication.rule(e.rule(), tally(mediation, false, e.rule(), tallying))
                  instanceof Ruling.MoreVotes more
              ? Optional.of(
                  new DealEvent.MoreVotesWanted(rounds, more.count(), e.rule(), Optional.empty()))
              : Optional.empty();
      case Rulebook.Polling polling ->
          Escalation.step(mediation.poll(Stage.OPEN, polling)) instanceof Step.Ask more
              ? Optional.of(
                  new DealEvent.MoreVotesWanted(
                      rounds, more.count(), polling.parameters().rule(), Optional.of(more.why())))
              : Optional.empty();
    };
  }

  private static Optional<DealEvent> ruled(
      DealEvent.VerdictReached e, Mediation mediation, DealSettings settings) {
    return mediation.deliberating() ? grounds(e, mediation, settings) : Optional.empty();
  }

  /** The verdict by the settings' rules; whether the time was over is taken as it is recorded. */
  private static Optional<DealEvent> grounds(
      DealEvent.VerdictReached e, Mediation mediation, DealSettings settings) {
    return switch (settings.rulebook()) {
      case Rulebook.Tallying tallying -> {
        boolean closing = e.grounds() instanceof Grounds.Tallied told && told.tally().closing();
        Tally tally = tally(mediation, closing, e.grounds().rule(), tallying);
        yield Adjudication.rule(e.grounds().rule(), tally) instanceof Ruling.Decided decided
            ? Optional.of(
                new DealEvent.VerdictReached(
                    decided.verdict(),
                    new Grounds.Tallied(decided.confidence(), e.grounds().rule(), tally),
                    e.at()))
            : Optional.empty();
      }
      case Rulebook.Polling polling -> {
        boolean closing = e.grounds() instanceof Grounds.Polled told && told.poll().closing();
        Stage stage =
            closing ? e.at() >= settings.closing(mediation) ? Stage.OVER : Stage.ALONE : Stage.OPEN;
        Poll poll = mediation.poll(stage, polling);
        yield due(e.at(), stage, mediation, polling)
                && Escalation.step(poll) instanceof Step.Decided decided
            ? Optional.of(
                new DealEvent.VerdictReached(
                    decided.verdict(),
                    new Grounds.Polled(decided.confidence(), poll.parameters().rule(), poll),
                    e.at()))
            : Optional.empty();
      }
    };
  }

  private static boolean due(
      long time, Stage stage, Mediation mediation, Rulebook.Polling polling) {
    boolean over = mediation.openRound().isEmpty();
    return switch (stage) {
      case OVER -> true;
      case ALONE -> mediation.nobodyElse(time) || (over && unrefereed(mediation, polling));
      case OPEN -> mediation.wanted() == 0 && over;
    };
  }

  /** Whether the mediator's own run is due and does not come (again). */
  private static boolean unrefereed(Mediation mediation, Rulebook.Polling polling) {
    return mediation.wanted() == 0
        && mediation.referral().isPresent()
        && Escalation.step(mediation.poll(Stage.OPEN, polling)) instanceof Step.Refer;
  }

  /** The first version of the adjudication knew nothing of runtimes that modules name. */
  private static Tally tally(
      Mediation mediation, boolean closing, int rule, Rulebook.Tallying tallying) {
    Tally tally = mediation.tally(closing, tallying.parameters());
    return rule == 1
        ? new Tally(tally.votes(), tally.profile(), Optional.empty(), closing, tally.parameters())
        : tally;
  }

  private Optional<DealEvent> requested(Mediation mediation, DealSettings settings) {
    return mediation
        .verdict()
        .flatMap(reached -> Deliberation.settlement(key, settings, mediation, reached))
        .map(DealEvent.SettlementRequested::new);
  }

  private Optional<Contradiction> weighed(DealEvent.SettlementWeighed e, DealSettings settings) {
    Optional<SettlementIntent> intent =
        state
            .mediation()
            .flatMap(Mediation::settlement)
            .map(Mediation.Settlement::intent)
            .filter(known -> known.id().equals(e.intent()));
    if (intent.isEmpty()) {
      return contradiction("a settlement weighed", "the deal's intent", e.intent());
    }
    FinalityLevel required = VerdictRoute.before(intent.get(), settings.moneyLevel());
    if (e.required() != required) {
      return contradiction("the level asked for", required, e.required());
    }
    boolean allowed =
        switch (e.timing()) {
          case SURE -> e.level().reaches(required);
          case HURRIED -> settings.hurries() && VerdictRoute.binds(intent.get());
          case WITHHELD -> !e.level().reaches(required);
        };
    return allowed
        ? Optional.empty()
        : contradiction(
            "a verdict's timing",
            e.timing() == SettlementTiming.WITHHELD
                ? "a verdict that waits only below " + required
                : "a verdict sent at " + required + " or above",
            e.timing() + " at " + e.level());
  }

  private Optional<Contradiction> progressed(DealEvent.SettlementProgressed e) {
    SettlementReport report = e.report();
    boolean ofCheck =
        state
            .sampled()
            .flatMap(SampledClaim::watching)
            .filter(known -> known.decided().isOf(report.intent()))
            .isPresent();
    boolean ofVerdict =
        state
            .mediation()
            .flatMap(Mediation::settlement)
            .filter(known -> known.intent().id().equals(report.intent()))
            .isPresent();
    return ofCheck || ofVerdict
        ? Optional.empty()
        : contradiction("a settlement's report", "one of the deal's intent", report.intent());
  }

  private Optional<Contradiction> overdue(DealEvent.SettlementOverdue e) {
    Optional<Refusal> refusal =
        state
            .mediation()
            .flatMap(Mediation::settlement)
            .flatMap(Mediation.Settlement::refused)
            .map(SettlementReport.Refused::refusal);
    long deadline = state.mediation().map(Mediation::deadline).orElse(Long.MAX_VALUE);
    return refusal.equals(Optional.of(e.refusal())) && e.at() >= deadline
        ? Optional.empty()
        : contradiction(
            "an overdue settlement",
            "one refused at its deadline, " + deadline,
            Objects.toString(refusal.orElse(null)) + " at " + e.at());
  }

  private Optional<DealEvent> closed(Mediation mediation) {
    ChainView chain = state.chain();
    AgreementState reached = chain.state();
    return reached.terminal() && mediation.open()
        ? chain.stateBlock().map(block -> new DealEvent.MediationClosed(reached, block))
        : Optional.empty();
  }

  private Optional<Contradiction> compared(
      DealEvent event, Bytes stored, DealSettings settings, Comparison comparison) {
    Optional<DealIntent.Compare> wanted = state.mediation().flatMap(Deal::comparison);
    return wanted.isPresent()
        ? told(event, stored, settings, new DealCommand.Compared(wanted.get().claim(), comparison))
        : contradiction(JournalCodec.manifest(event), NOTHING, "this fact");
  }
}
