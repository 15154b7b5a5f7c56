package lilypad.protocol.deal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lilypad.protocol.Address;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Ruling;
import lilypad.protocol.rules.Sortition;
import lilypad.protocol.rules.Sortition.Candidate;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.sign.Commitment;

/**
 * One decision in the making: takes a command, then goes on as far as the facts allow. Each fact is
 * applied as soon as it is found.
 */
final class Deliberation {

  private final DealKey key;
  private final DealSettings settings;
  private final ChainClock clock;
  private final List<DealEvent> events = new ArrayList<>();
  private DealState state;

  Deliberation(DealKey key, DealSettings settings, DealState state, ChainClock clock) {
    this.key = key;
    this.settings = settings;
    this.state = state;
    this.clock = clock;
  }

  List<DealEvent> events() {
    return events;
  }

  private void emit(DealEvent event) {
    events.add(event);
    state = state.apply(event);
  }

  private static Optional<Decision.Rejection> refuse(String expected, String actual) {
    return Optional.of(new Decision.Rejection(expected, actual));
  }

  /** Turns the command into facts; a refusal leaves no fact. */
  Optional<Decision.Rejection> take(DealCommand command) {
    return switch (command) {
      case DealCommand.RecordLogs logs -> record(logs);
      case DealCommand.RetractBlock retract -> retract(retract);
      case DealCommand.Advance advance -> Optional.empty();
      case DealCommand.AgreementFound found -> open(found);
      case DealCommand.JobFound found -> describe(found);
      case DealCommand.CandidatesKnown known -> draw(known);
      case DealCommand.Commit commit -> commit(commit);
      case DealCommand.Abstain abstain -> abstain(abstain);
      case DealCommand.Reveal reveal -> reveal(reveal);
      case DealCommand.SettlementReported reported -> report(reported);
    };
  }

  private Optional<Decision.Rejection> record(DealCommand.RecordLogs command) {
    if (!DealKey.of(
            settings.domain().chainId(), settings.domain().verifyingContract(), command.deal())
        .equals(key)) {
      return refuse("logs of deal " + key, "logs of \"" + command.deal().shown() + "\"");
    }
    for (ChainLog log : command.logs()) {
      if (!state.knows(log)) {
        emit(new DealEvent.LogRecorded(command.deal(), command.block(), log));
      }
    }
    return Optional.empty();
  }

  private Optional<Decision.Rejection> retract(DealCommand.RetractBlock command) {
    if (state.knows(command.block().hash())) {
      emit(new DealEvent.LogsRetracted(command.block()));
    }
    return Optional.empty();
  }

  private Optional<Decision.Rejection> open(DealCommand.AgreementFound command) {
    Deal deal = new Deal(key, settings);
    Optional<CheckRef> unread = deal.unread(state, state.chain());
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
        state
            .mediation()
            .filter(Mediation::orphaned)
            .map(
                m ->
                    m.reading().dealReturn().equals(reading.dealReturn())
                        && m.reading().claim().equals(reading.claim()))
            .orElse(false);
    emit(
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
      return refuse("the agreement at block " + check.block(), "at block " + reading.at());
    }
    try {
      AgreementState told = reading.agreement().state();
      if (told != AgreementState.RESULTS_CHECKED) {
        return refuse("an agreement in state RESULTS_CHECKED", told.name());
      }
      DealId id = state.deal().orElse(reading.deal().dealId());
      return reading.deal().dealId().equals(id) && reading.result().dealId().equals(id)
          ? Optional.empty()
          : refuse("deal " + id.shown(), reading.deal().dealId().shown());
    } catch (MalformedAbi e) {
      return refuse(e.expected(), e.actual());
    }
  }

  private Optional<Decision.Rejection> describe(DealCommand.JobFound command) {
    Optional<Mediation> mediation =
        state.mediation().filter(m -> m.deliberating() && m.job().isEmpty());
    if (mediation.isEmpty()) {
      return Optional.empty();
    }
    var chain = mediation.get().reading().deal();
    Optional<DealEvent.JobRefused> refused =
        contradiction("id", chain.dealId().shown(), new DealId(command.recomputedId()).shown())
            .or(() -> contradiction("members", chain.members(), command.members()))
            .or(() -> contradiction("pricing", chain.pricing(), command.pricing()));
    if (refused.isPresent()) {
      if (!mediation.get().refusal().equals(refused)) {
        emit(refused.get());
      }
    } else {
      emit(new DealEvent.JobDescribed(command.job(), settings.panel()));
    }
    return Optional.empty();
  }

  private static Optional<DealEvent.JobRefused> contradiction(
      String field, Object onChain, Object told) {
    return onChain.equals(told)
        ? Optional.empty()
        : Optional.of(new DealEvent.JobRefused(field, onChain.toString(), told.toString()));
  }

  private Optional<Decision.Rejection> draw(DealCommand.CandidatesKnown command) {
    Optional<Mediation> wanting =
        state
            .mediation()
            .filter(m -> m.deliberating() && m.job().isPresent())
            .filter(m -> m.wanted() > 0 && m.openRound().isEmpty());
    if (wanting.isEmpty()) {
      return Optional.empty();
    }
    Mediation mediation = wanting.get();
    int round = mediation.rounds().size() + 1;
    Set<String> seated =
        mediation.seats().map(seat -> seat.member().operator()).collect(Collectors.toSet());
    Hash32 seed = mediation.check().block().hash();
    List<Candidate> panel =
        Sortition.draw(
            sameRuntime(mediation, command.candidates()), seated, mediation.wanted(), seed, round);
    boolean assembling =
        round == 1 && clock.time() < mediation.check().block().timestamp() + settings.assembly();
    int enough = assembling ? mediation.wanted() : round == 1 ? settings.smallestPanel() : 1;
    if (panel.size() < enough) {
      return Optional.empty();
    }
    List<PanelMember> members =
        panel.stream()
            .map(
                candidate ->
                    new PanelMember(
                        assignment(command.entropy(), round, candidate),
                        candidate.verifier(),
                        candidate.operator(),
                        candidate.runtimeDigest()))
            .toList();
    long left = Math.max(2, closing(mediation) - clock.time());
    emit(
        new DealEvent.PanelDrawn(
            round,
            members,
            command.candidates(),
            seed,
            command.entropy(),
            Sortition.VERSION,
            clock.time() + Math.min(settings.commitWindow(), Math.max(1, left / 2))));
    return Optional.empty();
  }

  /**
   * A vote compares results of one runtime: the one already seated, else the one most candidates
   * have.
   */
  private static List<Candidate> sameRuntime(Mediation mediation, List<Candidate> candidates) {
    Map<Hash32, Integer> count = new TreeMap<>();
    candidates.forEach(c -> count.merge(c.runtimeDigest(), 1, Integer::sum));
    Optional<Hash32> digest =
        mediation
            .seats()
            .findFirst()
            .map(seat -> seat.member().runtimeDigest())
            .or(
                () ->
                    count.entrySet().stream()
                        .max(
                            Map.Entry.<Hash32, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                        .map(Map.Entry::getKey));
    return candidates.stream()
        .filter(c -> digest.map(c.runtimeDigest()::equals).orElse(false))
        .toList();
  }

  private static Hash32 assignment(Hash32 entropy, int round, Candidate candidate) {
    return Keccak.hash(
        entropy.bytes().toArray(),
        ByteBuffer.allocate(Integer.BYTES).putInt(round).array(),
        candidate.verifier().bytes().toArray());
  }

  private Optional<Decision.Rejection> commit(DealCommand.Commit c) {
    return seat(c.assignment(), c.round(), c.verifier())
        .map(
            seat ->
                switch (seat.progress()) {
                  case Seat.Progress.Assigned assigned -> {
                    emit(
                        new DealEvent.CommitmentRecorded(
                            c.round(),
                            c.assignment(),
                            c.verifier(),
                            c.commitment(),
                            c.signature()));
                    yield Optional.<Decision.Rejection>empty();
                  }
                  case Seat.Progress.Committed known ->
                      known.commitment().equals(c.commitment())
                          ? Optional.<Decision.Rejection>empty()
                          : refuse(
                              "the commitment " + known.commitment(), "another: " + c.commitment());
                  case Seat.Progress.Revealed revealed -> Optional.<Decision.Rejection>empty();
                  case Seat.Progress.Abstained abstained ->
                      refuse(
                          "no commitment after " + abstained.reason(), c.commitment().toString());
                })
        .orElseGet(() -> notSeated(c.assignment()));
  }

  private Optional<Decision.Rejection> abstain(DealCommand.Abstain a) {
    return seat(a.assignment(), a.round(), a.verifier())
        .map(
            seat ->
                switch (seat.progress()) {
                  case Seat.Progress.Assigned assigned -> {
                    emit(
                        new DealEvent.AbstentionRecorded(
                            a.round(),
                            a.assignment(),
                            a.verifier(),
                            a.reason(),
                            a.detail(),
                            a.signature()));
                    yield Optional.<Decision.Rejection>empty();
                  }
                  case Seat.Progress.Abstained abstained -> Optional.<Decision.Rejection>empty();
                  case Seat.Progress.Committed committed ->
                      refuse(
                          "a reveal of " + committed.commitment(), "an abstention: " + a.reason());
                  case Seat.Progress.Revealed revealed ->
                      refuse("nothing after the reveal", "an abstention: " + a.reason());
                })
        .orElseGet(() -> notSeated(a.assignment()));
  }

  private Optional<Decision.Rejection> reveal(DealCommand.Reveal r) {
    return seat(r.assignment(), r.round(), r.verifier())
        .map(
            seat ->
                switch (seat.progress()) {
                  case Seat.Progress.Committed committed ->
                      revealed(r, seat, committed.commitment());
                  case Seat.Progress.Revealed revealed -> Optional.<Decision.Rejection>empty();
                  case Seat.Progress.Assigned assigned -> refuse("a commitment first", "a reveal");
                  case Seat.Progress.Abstained abstained ->
                      refuse("no reveal after " + abstained.reason(), r.resultRoot().toString());
                })
        .orElseGet(() -> notSeated(r.assignment()));
  }

  private Optional<Decision.Rejection> revealed(
      DealCommand.Reveal r, Seat seat, Hash32 commitment) {
    boolean asked =
        state.mediation().stream()
            .flatMap(m -> m.rounds().stream())
            .anyMatch(round -> round.number() == r.round() && round.revealDeadline().isPresent());
    if (!asked) {
      return refuse("no reveal before it is asked for", r.assignment().toString());
    }
    Hash32 shown =
        Commitment.commitmentHash(
            r.assignment(),
            r.round(),
            r.verifier(),
            seat.member().runtimeDigest(),
            r.resultRoot(),
            r.executionRoot(),
            r.salt(),
            settings.domain());
    if (!shown.equals(commitment)) {
      return refuse("the result committed to as " + commitment, "one that gives " + shown);
    }
    emit(
        new DealEvent.ResultRevealed(
            r.round(),
            r.assignment(),
            r.verifier(),
            r.resultRoot(),
            r.executionRoot(),
            r.salt(),
            r.signature(),
            r.runMillis()));
    return Optional.empty();
  }

  private Optional<Seat> seat(Hash32 assignment, int round, Address verifier) {
    return state.mediation().stream()
        .filter(Mediation::deliberating)
        .flatMap(m -> m.rounds().stream())
        .filter(r -> r.number() == round)
        .flatMap(r -> r.seat(assignment).stream())
        .filter(seat -> seat.member().verifier().equals(verifier))
        .findFirst();
  }

  private static Optional<Decision.Rejection> notSeated(Hash32 assignment) {
    return refuse("an open assignment of this verifier", assignment.toString());
  }

  private Optional<Decision.Rejection> report(DealCommand.SettlementReported command) {
    boolean news =
        state
            .mediation()
            .flatMap(Mediation::settlement)
            .filter(s -> s.intent().id().equals(command.report().intent()))
            .map(s -> !s.last().equals(Optional.of(command.report())))
            .orElse(false);
    if (news) {
      emit(new DealEvent.SettlementProgressed(command.report()));
    }
    return Optional.empty();
  }

  /** Goes on as far as the facts and the time allow. */
  void progress() {
    int before;
    do {
      before = events.size();
      state.mediation().filter(m -> m.closed().isEmpty()).ifPresent(this::step);
    } while (events.size() > before);
  }

  private void step(Mediation mediation) {
    ChainView chain = state.chain();
    if (chain.state().terminal()) {
      chain
          .stateBlock()
          .filter(block -> block.number() <= clock.height(settings.moneyLevel()))
          .ifPresent(block -> emit(new DealEvent.MediationClosed(chain.state(), block)));
      return;
    }
    if (mediation.orphaned()) {
      return;
    }
    if (mediation.verdict().isPresent()) {
      settle(mediation, mediation.verdict().get());
    } else if (clock.time() >= closing(mediation)) {
      conclude(mediation.tally(true, settings.parameters()));
    } else {
      mediation
          .lastRound()
          .filter(round -> mediation.wanted() == 0)
          .ifPresent(round -> watch(mediation, round));
    }
  }

  /**
   * When an undecided mediation ends: before the chain's deadline, or after one panel where that
   * deadline had passed already (defect D9).
   */
  private long closing(Mediation mediation) {
    long asked = mediation.check().block().timestamp();
    long margin = Math.min(settings.margin(), (mediation.deadline() - asked) / 4);
    long end = mediation.deadline() - margin;
    return end > asked ? end : asked + settings.commitWindow() + settings.revealWindow();
  }

  private void settle(Mediation mediation, DealEvent.VerdictReached reached) {
    if (!reached.verdict().movesMoney()) {
      return;
    }
    AgreementReading reading = mediation.reading();
    SettlementIntent intent =
        SettlementIntent.verdict(
            key,
            reached.verdict(),
            reading.claimHash(),
            reading.agreement().resultsCheckedAt(),
            settings.mediation(),
            settings.profile().verdictCall(reading.deal().dealId(), reached.verdict(), reading));
    boolean requested =
        mediation.settlement().map(s -> s.intent().id().equals(intent.id())).orElse(false);
    if (!requested) {
      emit(new DealEvent.SettlementRequested(intent));
    }
  }

  private void watch(Mediation mediation, Round round) {
    boolean late = clock.time() >= round.revealDeadline().orElse(round.commitDeadline());
    if (late) {
      for (Seat seat : round.seats()) {
        boolean overdue =
            round.revealDeadline().isPresent() ? seat.awaitsReveal() : seat.awaitsCommitment();
        if (overdue) {
          PanelMember member = seat.member();
          emit(
              new DealEvent.AssignmentExpired(
                  round.number(), member.assignment(), member.verifier(), seat.awaitsReveal()));
        }
      }
    }
    Round now =
        state.mediation().orElse(mediation).rounds().stream()
            .filter(r -> r.number() == round.number())
            .findFirst()
            .orElse(round);
    if (now.over()) {
      conclude(state.mediation().orElse(mediation).tally(false, settings.parameters()));
    } else if (now.revealDeadline().isEmpty()
        && now.seats().stream().noneMatch(Seat::awaitsCommitment)) {
      emit(new DealEvent.RevealsOpened(now.number(), clock.time() + settings.revealWindow()));
    }
  }

  private void conclude(Tally tally) {
    switch (Adjudication.rule(tally)) {
      case Ruling.Decided decided ->
          emit(
              new DealEvent.VerdictReached(
                  decided.verdict(),
                  decided.confidence(),
                  Adjudication.VERSION,
                  tally,
                  clock.time()));
      case Ruling.MoreVotes more ->
          emit(
              new DealEvent.MoreVotesWanted(
                  state.mediation().map(m -> m.rounds().size()).orElse(0),
                  more.count(),
                  Adjudication.VERSION));
    }
  }
}
