package lilypad.protocol.deal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.Execution;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;

/**
 * One check and what we do about it.
 *
 * @param request what was asked, as the chain tells it
 * @param job what is to be run, once the solver's account was found to agree with the chain
 * @param refusal the last account that did not
 * @param panel who was asked
 * @param outcome what was concluded and what came of it
 */
public record Mediation(
    Request request,
    Optional<JobToRun> job,
    Optional<DealEvent.JobRefused> refusal,
    Panel panel,
    Outcome outcome) {

  /**
   * The client's request and the agreement it is about.
   *
   * @param orphaned whether the request's block left the canonical chain
   * @param reading the agreement at the request's block
   * @param deadline chain time from which the parties can time the mediation out
   */
  public record Request(
      CheckRef check, boolean orphaned, AgreementReading reading, long deadline) {}

  /**
   * The rounds so far.
   *
   * @param wanted votes asked for and not yet drawn
   * @param referral the mediator's own run, which is no round of the panel
   */
  public record Panel(List<Round> rounds, int wanted, Optional<Round> referral) {
    public Panel {
      rounds = List.copyOf(rounds);
    }
  }

  /**
   * What was concluded.
   *
   * @param settlement the transaction that posts the verdict
   * @param closed the chain's terminal state, once it counts
   * @param comparison where claim and results differ; nothing depends on it
   */
  public record Outcome(
      Optional<DealEvent.VerdictReached> verdict,
      Optional<Settlement> settlement,
      Optional<DealEvent.MediationClosed> closed,
      Optional<Comparison> comparison) {}

  /**
   * A settlement and the last that was heard of it.
   *
   * @param overdue whether it was still refused when the chain's deadline passed
   * @param weighed how sure its check was when it was sent, or was withheld
   */
  public record Settlement(
      SettlementIntent intent,
      Optional<SettlementReport> last,
      boolean overdue,
      Optional<DealEvent.SettlementWeighed> weighed) {

    static Settlement requested(SettlementIntent intent) {
      return new Settlement(intent, Optional.empty(), false, Optional.empty());
    }

    Settlement reported(SettlementReport report) {
      return new Settlement(intent, Optional.of(report), overdue, weighed);
    }

    Settlement weighed(DealEvent.SettlementWeighed now) {
      return new Settlement(intent, last, overdue, Optional.of(now));
    }

    Settlement late() {
      return new Settlement(intent, last, true, weighed);
    }

    /** The refusal that stands in its way now. */
    public Optional<SettlementReport.Refused> refused() {
      return last.filter(SettlementReport.Refused.class::isInstance)
          .map(SettlementReport.Refused.class::cast);
    }

    /**
     * Whether the wallet still has something to do for it: also while it is refused, because the
     * block that refuses may be replaced.
     */
    public boolean open() {
      return last.map(
              report ->
                  switch (report) {
                    case SettlementReport.Broadcast b -> true;
                    case SettlementReport.Mined m -> true;
                    case SettlementReport.Unmined u -> true;
                    case SettlementReport.Final f -> false;
                    case SettlementReport.Refused r -> true;
                  })
          .orElse(true);
    }
  }

  static Mediation opened(CheckRef check, AgreementReading reading, long deadline) {
    return new Mediation(
        new Request(check, false, reading, deadline),
        Optional.empty(),
        Optional.empty(),
        new Panel(List.of(), 0, Optional.empty()),
        new Outcome(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** The request's place on the chain. */
  public CheckRef check() {
    return request.check();
  }

  /** Whether the request's block left the canonical chain. */
  public boolean orphaned() {
    return request.orphaned();
  }

  /** The agreement at the request's block. */
  public AgreementReading reading() {
    return request.reading();
  }

  /** Chain time from which the parties can time the mediation out. */
  public long deadline() {
    return request.deadline();
  }

  /** The panels so far. */
  public List<Round> rounds() {
    return panel.rounds();
  }

  /** Votes asked for and not yet drawn. */
  public int wanted() {
    return panel.wanted();
  }

  /** What was concluded. */
  public Optional<DealEvent.VerdictReached> verdict() {
    return outcome.verdict();
  }

  /** The transaction that posts the verdict. */
  public Optional<Settlement> settlement() {
    return outcome.settlement();
  }

  /** The chain's terminal state, once it counts. */
  public Optional<DealEvent.MediationClosed> closed() {
    return outcome.closed();
  }

  /** Where claim and results differ, as far as it was found out. */
  public Optional<Comparison> comparison() {
    return outcome.comparison();
  }

  /** The mediator's own run of the job. */
  public Optional<Round> referral() {
    return panel.referral();
  }

  /** The rounds of the panel, and the mediator's own run. */
  public Stream<Round> everyRound() {
    return Stream.concat(rounds().stream(), referral().stream());
  }

  /** The round of a number; 0 is the mediator's own run. */
  public Optional<Round> round(int number) {
    return everyRound().filter(round -> round.number() == number).findFirst();
  }

  /** What the mediator's own run showed. */
  Optional<Execution> ownRun() {
    return referral().stream()
        .flatMap(round -> round.seats().stream())
        .flatMap(seat -> seat.execution().stream())
        .findFirst();
  }

  /** Whether the mediator's own run came to nothing. */
  boolean refereeFailed() {
    return referral().map(Round::over).orElse(false) && ownRun().isEmpty();
  }

  /** The round that still runs, be it the mediator's own. */
  public Optional<Round> openRound() {
    return everyRound().filter(round -> !round.over()).findFirst();
  }

  /** The newest round. */
  public Optional<Round> lastRound() {
    return rounds().isEmpty() ? Optional.empty() : Optional.of(rounds().getLast());
  }

  /** Every seat of every round of the panel. */
  public Stream<Seat> seats() {
    return rounds().stream().flatMap(round -> round.seats().stream());
  }

  /**
   * Whether verifiers may still be asked: no verdict, the request stands, the deal is not closed.
   */
  public boolean deliberating() {
    return !orphaned() && verdict().isEmpty() && closed().isEmpty();
  }

  /** All that the escalation looks at, when so much can still come. */
  public Poll poll(Stage stage, Rulebook.Polling rules) {
    return new PanelPoll(this, rules).at(stage);
  }

  long rosterWeight() {
    return lastRound().map(Round::rosterWeight).orElse(0L);
  }

  /**
   * Whether more are wanted and nobody comes: every operator that is admitted has had its seat, or
   * nobody could be drawn before the time of the last round was over.
   */
  boolean nobodyElse(long time) {
    return wanted() > 0
        && openRound().isEmpty()
        && lastRound().map(last -> everybodySeated() || time >= last.end()).orElse(false);
  }

  /** Whether every operator that is admitted has had its seat. */
  boolean everybodySeated() {
    Map<String, Long> weights = new HashMap<>();
    seats()
        .map(Seat::member)
        .forEach(member -> weights.put(member.operator(), member.voice().weight()));
    return weights.values().stream().mapToLong(Long::longValue).sum() >= rosterWeight();
  }

  /** All that the adjudication looks at. */
  public Tally tally(boolean closing, Tally.Parameters parameters) {
    Bytes claim = reading().result().dataId();
    List<Vote> votes = seats().flatMap(seat -> seat.vote(claim).stream()).toList();
    return new Tally(
        votes, job.map(JobToRun::profile).orElse(Profile.UNKNOWN), runtime(), closing, parameters);
  }

  /** The runtime that the module names, unless somebody sits who has another. */
  private Optional<Hash32> runtime() {
    return job.flatMap(JobToRun::runtime)
        .filter(named -> seats().allMatch(seat -> seat.member().runtimeDigest().equals(named)));
  }

  /** Without what a block that is gone had told: the request, or the terminal state. */
  Mediation without(Hash32 block) {
    boolean gone = orphaned() || check().block().hash().equals(block);
    return with(new Request(check(), gone, reading(), deadline()))
        .with(
            new Outcome(
                verdict(),
                settlement(),
                closed().filter(end -> !end.block().hash().equals(block)),
                comparison()));
  }

  Mediation resumed(CheckRef check, AgreementReading reading, long deadline) {
    return with(new Request(check, false, reading, deadline));
  }

  Mediation described(JobToRun described, int votes) {
    return new Mediation(
        request, Optional.of(described), Optional.empty(), new Panel(rounds(), votes, referral()), outcome);
  }

  Mediation refused(DealEvent.JobRefused refused) {
    return new Mediation(request, job, Optional.of(refused), panel, outcome);
  }

  Mediation asking(int count) {
    return with(new Panel(rounds(), count, referral()));
  }

  Mediation seated(Round round) {
    return with(
        new Panel(Stream.concat(rounds().stream(), Stream.of(round)).toList(), 0, referral()));
  }

  Mediation referred(Round round) {
    return with(new Panel(rounds(), wanted(), Optional.of(round)));
  }

  Mediation inRound(int number, UnaryOperator<Round> change) {
    return with(
        new Panel(
            rounds().stream()
                .map(round -> round.number() == number ? change.apply(round) : round)
                .toList(),
            wanted(),
            referral().map(round -> round.number() == number ? change.apply(round) : round)));
  }

  Mediation decided(DealEvent.VerdictReached reached) {
    return asking(0).with(new Outcome(Optional.of(reached), settlement(), closed(), comparison()));
  }

  Mediation settling(Settlement next) {
    return with(new Outcome(verdict(), Optional.of(next), closed(), comparison()));
  }

  Mediation closed(DealEvent.MediationClosed end) {
    return with(new Outcome(verdict(), settlement(), Optional.of(end), comparison()));
  }

  Mediation compared(Comparison known) {
    return with(new Outcome(verdict(), settlement(), closed(), Optional.of(known)));
  }

  private Mediation with(Request other) {
    return new Mediation(other, job, refusal, panel, outcome);
  }

  private Mediation with(Panel other) {
    return new Mediation(request, job, refusal, other, outcome);
  }

  private Mediation with(Outcome other) {
    return new Mediation(request, job, refusal, panel, other);
  }
}
