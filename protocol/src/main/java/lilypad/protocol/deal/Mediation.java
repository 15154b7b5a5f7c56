package lilypad.protocol.deal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.Ballot;
import lilypad.protocol.rules.Execution;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;

/**
 * One check of a claim and what we do about it: because the client asked for it, or a silent one.
 *
 * @param request what is to be checked, as the chain tells it
 * @param job what is to be run, once the solver's account was found to agree with the chain
 * @param refusal the last account that did not
 * @param answer the job's result, where the mediator knew it before anybody was asked: a canary
 * @param panel who was asked
 * @param outcome what was concluded and what came of it
 */
public record Mediation(
    Request request,
    Optional<JobToRun> job,
    Optional<DealEvent.JobRefused> refusal,
    Optional<Hash32> answer,
    Panel panel,
    Outcome outcome) {

  /**
   * @throws IllegalArgumentException if a silent check would move money
   */
  public Mediation {
    if (request.challenge().isEmpty() && outcome.settlement().isPresent()) {
      throw new IllegalArgumentException(
          "expected no settlement of a check that nobody asked for, got "
              + outcome.settlement().get().intent().id());
    }
  }

  /**
   * What is to be checked, and the agreement it is about.
   *
   * @param challenge the client's request; empty if nobody asked: then nothing is posted
   * @param origin the request's block; if nobody asked, the claim's
   * @param orphaned whether that block left the canonical chain
   * @param reading the agreement at that block
   * @param deadline chain time from which the parties can time the mediation out; if nobody asked,
   *     the time that the client has to ask
   */
  public record Request(
      Optional<CheckRef> challenge,
      BlockRef origin,
      boolean orphaned,
      AgreementReading reading,
      long deadline) {

    private static Request of(CheckRef check, AgreementReading reading, long deadline) {
      return new Request(Optional.of(check), check.block(), false, reading, deadline);
    }

    private Request without(Hash32 block) {
      return new Request(
          challenge, origin, orphaned || origin.hash().equals(block), reading, deadline);
    }
  }

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
   * @param earned what the answers earn, once that is certain
   */
  public record Outcome(
      Optional<DealEvent.VerdictReached> verdict,
      Optional<Settlement> settlement,
      Optional<DealEvent.MediationClosed> closed,
      Optional<Comparison> comparison,
      Optional<DealEvent.PayEarned> earned) {

    static final Outcome OPEN =
        new Outcome(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

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
    return of(Request.of(check, reading, deadline));
  }

  /** A silent check of the claim that the agreement has at its block. */
  static Mediation silent(AgreementReading reading, long deadline) {
    return of(new Request(Optional.empty(), reading.at(), false, reading, deadline));
  }

  private static Mediation of(Request request) {
    return new Mediation(
        request,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Panel(List.of(), 0, Optional.empty()),
        Outcome.OPEN);
  }

  /** The client's request; empty for a silent check. */
  public Optional<CheckRef> challenge() {
    return request.challenge();
  }

  /** Whether nobody asked for it: it moves no money. */
  public boolean isSilent() {
    return challenge().isEmpty();
  }

  /** The request's block; of a silent check the claim's. */
  public BlockRef origin() {
    return request.origin();
  }

  /** Whether that block left the canonical chain. */
  public boolean orphaned() {
    return request.orphaned();
  }

  /** The agreement at that block. */
  public AgreementReading reading() {
    return request.reading();
  }

  /**
   * Chain time from which the parties can time the mediation out; of a silent check, until which
   * the client can ask for one.
   */
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

  /** What the answers earn, once that is certain. */
  public Optional<DealEvent.PayEarned> earned() {
    return outcome.earned();
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

  /** Who has an assignment in a round. */
  public Optional<Seat> seat(int round, Hash32 assignment) {
    return round(round).flatMap(known -> known.seat(assignment));
  }

  /** What the mediator's own run showed. */
  Optional<Execution> ownRun() {
    return referral().stream()
        .flatMap(round -> round.seats().stream())
        .flatMap(seat -> seat.execution().stream())
        .findFirst();
  }

  /** What the mediator's own run says of a seat's; nothing where there is not one of each. */
  Ballot.Evidence evidence(Seat seat) {
    return seat.execution()
        .flatMap(shown -> ownRun().map(shown::against))
        .orElse(Ballot.Evidence.UNCHECKED);
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
    return !orphaned() && !concluded();
  }

  /** Whether nobody is waited for any more: there is a verdict, or the deal is closed. */
  boolean concluded() {
    return verdict().isPresent() || closed().isPresent();
  }

  /** Whether something is still to come of it: a silent check is over with its verdict. */
  public boolean open() {
    return closed().isEmpty() && !(isSilent() && verdict().isPresent());
  }

  /** Whether the claim was found wrong: by what was known before, or else by the verdict. */
  boolean claimIsWrong() {
    return verdict()
        .map(
            reached ->
                answer
                    .map(root -> !Seat.asClaimed(root).equals(reading().result().dataId()))
                    .orElse(reached.verdict() == Verdict.REJECT))
        .orElse(false);
  }

  /** All that the escalation looks at, when so much can still come. */
  public Poll poll(Stage stage, Rulebook.Polling rules) {
    return new PanelPoll(this, rules).at(stage);
  }

  long rosterWeight() {
    return lastRound().map(Round::rosterWeight).orElse(0L);
  }

  /** Of those who could be drawn when fewest of them could. */
  long presentWeight() {
    return rounds().stream().mapToLong(Round::presentWeight).min().orElse(0);
  }

  /**
   * Whether more are wanted and nobody comes: every operator that is admitted has had its seat, or
   * nobody could be drawn before the time of the last round was over.
   */
  public boolean nobodyElse(long time) {
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
    return with(request.without(block))
        .with(
            new Outcome(
                verdict(),
                settlement(),
                closed().filter(end -> !end.block().hash().equals(block)),
                comparison(),
                earned()));
  }

  Mediation resumed(CheckRef check, AgreementReading reading, long deadline) {
    return with(Request.of(check, reading, deadline));
  }

  Mediation described(JobToRun described, int votes) {
    return new Mediation(
        request,
        Optional.of(described),
        Optional.empty(),
        answer,
        new Panel(rounds(), votes, referral()),
        outcome);
  }

  Mediation knowing(Hash32 resultRoot) {
    return new Mediation(request, job, refusal, Optional.of(resultRoot), panel, outcome);
  }

  Mediation refused(DealEvent.JobRefused refused) {
    return new Mediation(request, job, Optional.of(refused), answer, panel, outcome);
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
    return asking(0)
        .with(new Outcome(Optional.of(reached), settlement(), closed(), comparison(), earned()));
  }

  Mediation settling(Settlement next) {
    return with(new Outcome(verdict(), Optional.of(next), closed(), comparison(), earned()));
  }

  Mediation closed(DealEvent.MediationClosed end) {
    return with(new Outcome(verdict(), settlement(), Optional.of(end), comparison(), earned()));
  }

  Mediation earned(DealEvent.PayEarned pay) {
    return with(new Outcome(verdict(), settlement(), closed(), comparison(), Optional.of(pay)));
  }

  Mediation compared(Comparison known) {
    return with(new Outcome(verdict(), settlement(), closed(), Optional.of(known), earned()));
  }

  private Mediation with(Request other) {
    return new Mediation(other, job, refusal, answer, panel, outcome);
  }

  private Mediation with(Panel other) {
    return new Mediation(request, job, refusal, answer, other, outcome);
  }

  private Mediation with(Outcome other) {
    return new Mediation(request, job, refusal, answer, panel, other);
  }
}
