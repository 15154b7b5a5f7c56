package lilypad.protocol.deal;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.CommitmentCheck;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Sortition;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.ResultStatement;

/**
 * What a deal hears of its verifiers: who could sit, and what those who sit say. Every fact goes
 * into the draft.
 */
final class Hearing {

  private final DealKey key;
  private final DealSettings settings;
  private final ChainClock clock;
  private final Draft draft;

  Hearing(DealKey key, DealSettings settings, ChainClock clock, Draft draft) {
    this.key = key;
    this.settings = settings;
    this.clock = clock;
    this.draft = draft;
  }

  Optional<Decision.Rejection> draw(DealCommand.CandidatesKnown command) {
    Optional<Mediation> wanting =
        draft
            .state()
            .mediation()
            .filter(m -> m.deliberating() && m.job().isPresent())
            .filter(m -> m.wanted() > 0 && m.openRound().isEmpty());
    if (wanting.isEmpty()) {
      return Optional.empty();
    }
    Mediation mediation = wanting.get();
    PanelDraw draw = new PanelDraw(key, mediation);
    List<Candidate> present = command.candidates().present();
    return switch (settings.rulebook()) {
      case Rulebook.Tallying tallying -> {
        seat(
            mediation,
            draw.alike(
                present,
                Sortition.VERSION,
                command.entropy(),
                settings.commitDeadline(mediation, clock.time())));
        yield Optional.empty();
      }
      case Rulebook.Polling polling -> {
        DealCommand.BeaconBlock beacon = command.beacon();
        List<Candidate> drawable = present.stream().filter(polling::admits).toList();
        long height = settings.beacon(mediation);
        if (beacon.block().number() != height) {
          yield Decision.refusal("the beacon of block " + height, "of " + beacon.block());
        }
        Drawing drawing =
            new Drawing(
                beacon.block(),
                beacon.prevrandao(),
                command.candidates().rosterWeight(),
                clock.time());
        DealEvent.PanelDrawn drawn =
            draw.weighted(
                drawable,
                drawing,
                polling,
                command.entropy(),
                settings.commitDeadline(mediation, clock.time()));
        if (drawn.seed().equals(Hash32.ZERO)) {
          yield Decision.refusal(
              "a prevrandao in block " + height, "none: this chain wants the beacon block-hash");
        }
        seat(mediation, drawn);
        yield Optional.empty();
      }
    };
  }

  /** A panel that is too small does not sit: who is away may come yet. */
  private void seat(Mediation mediation, DealEvent.PanelDrawn drawn) {
    long since = Math.max(mediation.origin().timestamp(), clock.awake().orElse(clock.time()));
    boolean assembling = drawn.round() == 1 && clock.time() < since + settings.assembly();
    int enough =
        assembling ? mediation.wanted() : drawn.round() == 1 ? settings.smallestPanel() : 1;
    if (drawn.members().size() >= enough) {
      draft.emit(drawn);
    }
  }

  /** A seat is one of a runtime: what is signed for another never becomes a fact. */
  Optional<Decision.Rejection> answer(DealCommand.Answer answer) {
    Optional<Seat> found = seat(answer);
    if (found.isEmpty()) {
      return Decision.refusal(
          "an open assignment of this verifier", answer.assignment().toString());
    }
    Seat seat = found.get();
    Hash32 runtime = seat.member().runtimeDigest();
    if (!runtime.equals(answer.runtimeDigest())) {
      return Optional.of(new Decision.OtherRuntime(runtime, answer.runtimeDigest()));
    }
    return switch (answer) {
      case DealCommand.Commit commit -> commit(commit, seat);
      case DealCommand.Abstain abstain -> abstain(abstain, seat);
      case DealCommand.Reveal reveal -> reveal(reveal, seat);
    };
  }

  private Optional<Decision.Rejection> commit(DealCommand.Commit c, Seat seat) {
    return switch (seat.progress()) {
      case Seat.Progress.Assigned assigned -> {
        draft.emit(
            new DealEvent.CommitmentRecorded(
                c.round(), c.assignment(), c.verifier(), c.commitment(), c.signature()));
        yield Optional.empty();
      }
      case Seat.Progress.Committed known ->
          known.commitment().equals(c.commitment())
              ? Optional.empty()
              : Decision.refusal(
                  "the commitment " + known.commitment(), "another: " + c.commitment());
      case Seat.Progress.Revealed revealed -> Optional.empty();
      case Seat.Progress.Abstained abstained ->
          Decision.refusal("no commitment after " + abstained.reason(), c.commitment().toString());
      case Seat.Progress.Expired expired ->
          Decision.refusal("no commitment after its time", c.commitment().toString());
    };
  }

  private Optional<Decision.Rejection> abstain(DealCommand.Abstain a, Seat seat) {
    return switch (seat.progress()) {
      case Seat.Progress.Assigned assigned -> {
        draft.emit(
            new DealEvent.AbstentionRecorded(
                a.round(), a.assignment(), a.verifier(), a.reason(), a.detail(), a.signature()));
        yield Optional.empty();
      }
      case Seat.Progress.Abstained abstained -> Optional.empty();
      case Seat.Progress.Expired expired -> Optional.empty();
      case Seat.Progress.Committed committed ->
          Decision.refusal("a reveal of " + committed.commitment(), "an abstention: " + a.reason());
      case Seat.Progress.Revealed revealed ->
          Decision.refusal("nothing after the reveal", "an abstention: " + a.reason());
    };
  }

  private Optional<Decision.Rejection> reveal(DealCommand.Reveal r, Seat seat) {
    return switch (seat.progress()) {
      case Seat.Progress.Committed committed -> revealed(r, committed.commitment());
      case Seat.Progress.Revealed revealed -> Optional.empty();
      case Seat.Progress.Assigned assigned -> Decision.refusal("a commitment first", "a reveal");
      case Seat.Progress.Abstained abstained ->
          Decision.refusal("no reveal after " + abstained.reason(), r.resultRoot().toString());
      case Seat.Progress.Expired expired -> late(r, expired);
    };
  }

  /**
   * What was committed to in time and is shown too late is heard, for it was settled before others
   * showed anything; what was not is not, for it may be theirs.
   */
  private Optional<Decision.Rejection> late(DealCommand.Reveal r, Seat.Progress.Expired expired) {
    if (expired.late().isPresent()) {
      return Optional.empty();
    }
    if (expired.commitment().isEmpty()) {
      return Decision.refusal("no reveal without a commitment in time", r.resultRoot().toString());
    }
    Optional<Decision.Rejection> refused = unopened(r, expired.commitment().get());
    if (refused.isEmpty()) {
      draft.emit(
          new DealEvent.ResultShownLate(
              r.round(),
              r.assignment(),
              r.verifier(),
              r.resultRoot(),
              r.executionRoot(),
              r.salt(),
              r.signature(),
              r.runMillis()));
    }
    return refused;
  }

  private Optional<Decision.Rejection> revealed(DealCommand.Reveal r, Hash32 commitment) {
    boolean asked =
        draft.state().mediation().stream()
            .flatMap(m -> m.round(r.round()).stream())
            .anyMatch(round -> round.revealDeadline().isPresent());
    if (!asked) {
      return Decision.refusal("no reveal before it is asked for", r.assignment().toString());
    }
    Optional<Decision.Rejection> unopened = unopened(r, commitment);
    if (unopened.isPresent()) {
      return unopened;
    }
    draft.emit(
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

  /** Why a reveal does not open its commitment; empty if it does. */
  private Optional<Decision.Rejection> unopened(DealCommand.Reveal r, Hash32 commitment) {
    Optional<CommitmentCheck.Refused> refused =
        CommitmentCheck.check(
            new Commitment(r.assignment(), r.round(), r.verifier(), r.runtimeDigest(), commitment),
            new ResultStatement(
                r.assignment(),
                r.round(),
                r.verifier(),
                r.runtimeDigest(),
                r.resultRoot(),
                r.executionRoot(),
                r.salt()),
            settings.domain());
    return refused.flatMap(
        unlike ->
            Decision.refusal(
                "the result committed to as " + unlike.expected(),
                "one that gives " + unlike.actual()));
  }

  private Optional<Seat> seat(DealCommand.Answer answer) {
    return draft.state().mediation().stream()
        .filter(Mediation::deliberating)
        .flatMap(m -> m.seat(answer.round(), answer.assignment()).stream())
        .filter(seat -> seat.member().verifier().equals(answer.verifier()))
        .findFirst();
  }
}
