package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lilypad.protocol.Hash32;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;

/**
 * One check and what we do about it.
 *
 * @param check the request
 * @param orphaned whether the request's block left the canonical chain
 * @param reading the agreement at the request's block
 * @param deadline chain time from which the parties can time the mediation out
 * @param job what is to be run, once the solver's account was found to agree with the chain
 * @param refusal the last account that did not
 * @param rounds the panels so far
 * @param wanted votes asked for and not yet drawn
 * @param verdict what was concluded
 * @param settlement the transaction that posts it
 * @param closed the chain's terminal state, once it counts
 */
public record Mediation(
    CheckRef check,
    boolean orphaned,
    AgreementReading reading,
    long deadline,
    Optional<JobToRun> job,
    Optional<DealEvent.JobRefused> refusal,
    List<Round> rounds,
    int wanted,
    Optional<DealEvent.VerdictReached> verdict,
    Optional<Settlement> settlement,
    Optional<DealEvent.MediationClosed> closed) {

  /** A settlement and the last that was heard of it. */
  public record Settlement(SettlementIntent intent, Optional<SettlementReport> last) {

    /** Whether the wallet still has something to do for it. */
    public boolean open() {
      return last.map(
              report ->
                  switch (report) {
                    case SettlementReport.Broadcast b -> true;
                    case SettlementReport.Mined m -> true;
                    case SettlementReport.Unmined u -> true;
                    case SettlementReport.Final f -> false;
                    case SettlementReport.Refused refused -> refused.retryable();
                  })
          .orElse(true);
    }
  }

  public Mediation {
    rounds = List.copyOf(rounds);
  }

  static Mediation opened(CheckRef check, AgreementReading reading, long deadline) {
    return new Mediation(
        check,
        false,
        reading,
        deadline,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The round that still runs. */
  public Optional<Round> openRound() {
    return rounds.stream().filter(round -> !round.over()).findFirst();
  }

  /** The newest round. */
  public Optional<Round> lastRound() {
    return rounds.isEmpty() ? Optional.empty() : Optional.of(rounds.getLast());
  }

  /** Every seat of every round. */
  public Stream<Seat> seats() {
    return rounds.stream().flatMap(round -> round.seats().stream());
  }

  /**
   * Whether verifiers may still be asked: no verdict, the request stands, the deal is not closed.
   */
  public boolean deliberating() {
    return !orphaned && verdict.isEmpty() && closed.isEmpty();
  }

  /** All that the adjudication looks at. */
  public Tally tally(boolean closing, Tally.Parameters parameters) {
    List<Vote> votes = seats().flatMap(seat -> seat.vote(reading.claim()).stream()).toList();
    return new Tally(
        votes, job.map(JobToRun::profile).orElse(Profile.UNKNOWN), closing, parameters);
  }

  /** Without what a block that is gone had told: the request, or the terminal state. */
  Mediation without(Hash32 block) {
    return new Mediation(
        check,
        orphaned || check.block().hash().equals(block),
        reading,
        deadline,
        job,
        refusal,
        rounds,
        wanted,
        verdict,
        settlement,
        closed.filter(end -> !end.block().hash().equals(block)));
  }

  Mediation resumed(CheckRef newCheck, AgreementReading newReading, long newDeadline) {
    return new Mediation(
        newCheck,
        false,
        newReading,
        newDeadline,
        job,
        refusal,
        rounds,
        wanted,
        verdict,
        settlement,
        closed);
  }

  Mediation described(JobToRun described, int panel) {
    return new Mediation(
        check,
        orphaned,
        reading,
        deadline,
        Optional.of(described),
        Optional.empty(),
        rounds,
        panel,
        verdict,
        settlement,
        closed);
  }

  Mediation refused(DealEvent.JobRefused refused) {
    return new Mediation(
        check,
        orphaned,
        reading,
        deadline,
        job,
        Optional.of(refused),
        rounds,
        wanted,
        verdict,
        settlement,
        closed);
  }

  Mediation asking(int count) {
    return withRounds(rounds, count);
  }

  Mediation seated(Round round) {
    List<Round> all = new ArrayList<>(rounds);
    all.add(round);
    return withRounds(all, 0);
  }

  Mediation inRound(int number, UnaryOperator<Round> change) {
    return withRounds(
        rounds.stream()
            .map(round -> round.number() == number ? change.apply(round) : round)
            .toList(),
        wanted);
  }

  private Mediation withRounds(List<Round> all, int votesWanted) {
    return new Mediation(
        check,
        orphaned,
        reading,
        deadline,
        job,
        refusal,
        all,
        votesWanted,
        verdict,
        settlement,
        closed);
  }

  Mediation decided(DealEvent.VerdictReached reached) {
    return new Mediation(
        check,
        orphaned,
        reading,
        deadline,
        job,
        refusal,
        rounds,
        0,
        Optional.of(reached),
        settlement,
        closed);
  }

  Mediation settling(Settlement next) {
    return new Mediation(
        check,
        orphaned,
        reading,
        deadline,
        job,
        refusal,
        rounds,
        wanted,
        verdict,
        Optional.of(next),
        closed);
  }

  Mediation closed(DealEvent.MediationClosed end) {
    return new Mediation(
        check,
        orphaned,
        reading,
        deadline,
        job,
        refusal,
        rounds,
        wanted,
        verdict,
        settlement,
        Optional.of(end));
  }
}
