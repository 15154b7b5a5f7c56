package lilypad.mediator.deal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealIntent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Round;
import lilypad.protocol.deal.SampledClaim;
import lilypad.protocol.deal.Score;
import lilypad.protocol.deal.Seat;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.money.Imbalance;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Does what a deal's state wants done: each intent once, as long as the state wants it; what fails
 * is tried again when the chain moves on, or after a while. Runs inside the actor and keeps nothing
 * that the state does not tell again after a crash.
 */
final class DealDriver {

  private final DealKey key;
  private final Deal deal;
  private final DealPorts ports;
  private final ActorRef<DealActor.Command> self;

  /** Here and below mostly nothing or one, in thousands of deals: no tables of their own. */
  private Set<DealIntent> started = Set.of();

  private Set<DealIntent> answered = Set.of();

  /** Requests for a check that the wallet was told not to make any more. */
  private Set<Hash32> dropped = Set.of();

  private boolean recovered;

  DealDriver(DealKey key, Deal deal, DealPorts ports, ActorRef<DealActor.Command> self) {
    this.key = key;
    this.deal = deal;
    this.ports = ports;
    this.self = self;
  }

  /** Starts what is newly wanted and forgets what no longer is. */
  void drive(DealState state, ChainClock clock, boolean ticked) {
    if (!recovered) {
      // A crash may have come between the verdict and its word to the verifiers' records.
      recovered = true;
      observe(state);
    }
    if (ticked) {
      // An answer that left its intent standing was no good: ask again, once a block.
      started = without(started, answered);
      answered = Set.of();
    }
    Set<DealIntent> wanted = Set.copyOf(deal.intents(state, clock));
    Set<DealIntent> before = started;
    started = wanted;
    drop(state, clock);
    Optional<Mediation> mediation = state.mediation();
    for (DealIntent intent : wanted) {
      if (!before.contains(intent) || (ticked && repeats(intent))) {
        start(intent, mediation, clock);
      }
    }
  }

  private static <T> Set<T> with(Set<T> some, T more) {
    Set<T> all = new HashSet<>(some);
    all.add(more);
    return Set.copyOf(all);
  }

  private static <T> Set<T> without(Set<T> some, Set<T> gone) {
    if (gone.isEmpty()) {
      return some;
    }
    Set<T> left = new HashSet<>(some);
    left.removeAll(gone);
    return Set.copyOf(left);
  }

  /**
   * What is worth saying with every block: who could sit may have changed, and a report of the
   * wallet may have been lost.
   */
  private static boolean repeats(DealIntent intent) {
    return switch (intent) {
      case DealIntent.DrawPanel draw -> true;
      case DealIntent.Settle settle -> true;
      case DealIntent.Ask ask -> true;
      case DealIntent.ReadAgreement read -> false;
      case DealIntent.ReadClaim read -> false;
      case DealIntent.DescribeJob describe -> false;
      case DealIntent.Assign assign -> false;
      case DealIntent.RequestReveal reveal -> false;
      case DealIntent.Compare compare -> false;
    };
  }

  /** An answer was taken, whatever came of it. */
  void answered(DealIntent intent) {
    answered = with(answered, intent);
  }

  private void start(DealIntent intent, Optional<Mediation> mediation, ChainClock clock) {
    switch (intent) {
      case DealIntent.ReadAgreement read ->
          answer(
              intent,
              "reading the agreement",
              ports
                  .chain()
                  .agreement(read.deal(), read.check().block())
                  .thenApply(reading -> new DealCommand.AgreementFound(read.check(), reading)));
      case DealIntent.ReadClaim read ->
          answer(
              intent,
              "reading an unchallenged claim",
              ports
                  .chain()
                  .agreement(read.deal(), read.claim())
                  .thenCombine(ports.chain().beacon(read.beacon()), DealCommand.ClaimFound::new));
      case DealIntent.DescribeJob describe ->
          answer(intent, "asking the solver", ports.jobs().describe(describe.deal()));
      case DealIntent.DrawPanel draw ->
          answer(
              intent,
              "reading the beacon",
              ports
                  .chain()
                  .beacon(draw.beacon())
                  .thenApply(
                      beacon ->
                          new DealCommand.CandidatesKnown(
                              ports.panel().candidates(clock.time()),
                              beacon,
                              ports.random().next())));
      case DealIntent.Assign assign ->
          mediation.flatMap(Mediation::job).ifPresent(job -> lend(assign, job, clock));
      case DealIntent.RequestReveal reveal ->
          ports
              .panel()
              .requestReveal(
                  key,
                  reveal.member(),
                  reveal.round(),
                  Math.max(1, reveal.revealDeadline() - clock.time()));
      case DealIntent.Settle settle -> ports.outbox().submit(settle.intent());
      case DealIntent.Ask ask -> {
        dropped = without(dropped, Set.of(ask.intent().id()));
        ports.outbox().submit(ask.intent());
      }
      case DealIntent.Compare compare ->
          answer(
              intent,
              "comparing claim and result",
              ports
                  .differences()
                  .compare(compare)
                  .thenApply(found -> new DealCommand.Compared(compare.claim(), found)));
    }
  }

  /**
   * A request for a check that can have no effect any more is not to be made: the client asked, or
   * took the claim as it is, or its time is over. What is on chain as the effect of the request
   * stays wanted: should a reorganisation take it back, the wallet goes on by itself.
   */
  private void drop(DealState state, ChainClock clock) {
    state
        .sampled()
        .flatMap(SampledClaim::watching)
        .filter(SampledClaim.Watching::open)
        .flatMap(watching -> watching.decided().check())
        .map(SettlementIntent::id)
        .filter(intent -> !deal.asks(state, clock, intent) && !dropped.contains(intent))
        .ifPresent(
            intent -> {
              dropped = with(dropped, intent);
              ports.outbox().abandon(intent, "nobody waits for a check any more");
            });
  }

  private void lend(DealIntent.Assign assign, JobToRun job, ChainClock clock) {
    long seconds = Math.max(1, assign.commitDeadline() - clock.time());
    ports
        .panel()
        .assign(key, assign.member(), assign.round(), job, seconds)
        .exceptionally(
            failure -> {
              self.tell(
                  new DealActor.Failed(
                      assign, "lending to a verifier", String.valueOf(failure.getMessage())));
              return Done.getInstance();
            });
  }

  /** Passes an answer on to the actor; a failure is said and the intent wanted again. */
  private void answer(
      DealIntent intent, String what, CompletionStage<? extends DealCommand> coming) {
    coming.whenComplete(
        (command, failure) -> {
          if (failure == null) {
            self.tell(new DealActor.Learn(intent, command));
          } else {
            self.tell(new DealActor.Failed(intent, what, String.valueOf(failure.getMessage())));
          }
        });
  }

  /** What was started did not work: with the next drive it is started again. */
  void failed(DealActor.Failed failed) {
    ports.log().delayed(key, failed.what(), failed.why());
    started = without(started, Set.of(failed.intent()));
  }

  /**
   * What follows from a fact besides intents: words for the operator, ends for verifiers and
   * wallet.
   */
  void happened(DealState before, DealState state, DealEvent event) {
    ports.log().happened(key, state, event);
    switch (event) {
      case DealEvent.ResultRevealed e -> concludeEnded(state, e.round(), e.assignment());
      case DealEvent.AbstentionRecorded e -> concludeEnded(state, e.round(), e.assignment());
      case DealEvent.AssignmentExpired e -> concludeEnded(state, e.round(), e.assignment());
      case DealEvent.ResultShownLate e -> concludeEnded(state, e.round(), e.assignment());
      case DealEvent.VerdictReached e -> {
        cancelOpen(state);
        observe(state);
      }
      case DealEvent.MediationClosed e -> {
        cancelOpen(state);
        if (!verdictStands(state)) {
          abandon(state, "the chain says " + e.state());
        }
        Imbalance.of(deal.profile(), state).ifPresent(wrong -> ports.log().unbalanced(key, wrong));
      }
      case DealEvent.LogsRetracted e -> withdraw(before, state);
      case DealEvent.LogRecorded e -> {}
      case DealEvent.MediationOpened e -> {
        cancelOpen(before);
        abandon(before, "another claim is judged now");
      }
      case DealEvent.MediationResumed e -> {}
      case DealEvent.ClaimSampled e -> {
        cancelOpen(before);
        withdraw(before, state);
      }
      case DealEvent.ClaimPassedOver e -> {
        cancelOpen(before);
        withdraw(before, state);
      }
      case DealEvent.WatchDecided e -> {}
      case DealEvent.JobDescribed e -> {}
      case DealEvent.AnswerKnown e -> {}
      case DealEvent.JobRefused e -> {}
      case DealEvent.PanelDrawn e -> {}
      case DealEvent.CommitmentRecorded e -> {}
      case DealEvent.RoundProlonged e -> {}
      case DealEvent.RevealsOpened e -> {}
      case DealEvent.RefereeAsked e -> {}
      case DealEvent.MoreVotesWanted e -> {}
      case DealEvent.SettlementRequested e ->
          abandon(before, "the request is in another block now");
      case DealEvent.SettlementWeighed e -> {}
      case DealEvent.SettlementProgressed e -> {}
      case DealEvent.SettlementOverdue e -> {}
      case DealEvent.PayEarned e -> {}
      case DealEvent.DifferenceFound e -> {}
      case DealEvent.DifferenceUnknown e -> {}
    }
  }

  /**
   * Whether the wallet tells of a settlement that the deal wants no more; then it is told so,
   * unless something was sent that is what ended the deal: should a reorganisation take it back,
   * the wallet goes on by itself. A crash may have come between the end of the deal and that word.
   */
  boolean unwanted(DealState state, DealCommand command, Optional<ChainClock> clock) {
    if (!(command instanceof DealCommand.SettlementReported reported)
        || reported.report() instanceof SettlementReport.Final
        || (state.mediation().isEmpty() && state.sampled().isEmpty())) {
      return false;
    }
    Hash32 intent = reported.report().intent();
    if (request(state).filter(check -> check.id().equals(intent)).isPresent()) {
      return clock.filter(now -> useless(state, reported.report(), now)).isPresent();
    }
    boolean current =
        state
            .mediation()
            .flatMap(Mediation::settlement)
            .map(settlement -> settlement.intent().id().equals(intent))
            .orElse(false);
    boolean closed = state.mediation().flatMap(Mediation::closed).isPresent();
    boolean stands = current && verdictStands(state);
    boolean takenBack = stands && reported.report() instanceof SettlementReport.Unmined;
    boolean wanted = current && (!closed || takenBack);
    boolean unsent = reported.report() instanceof SettlementReport.Refused;
    boolean told =
        reported.report() instanceof SettlementReport.Refused refused
            && refused.refusal() == Refusal.ABANDONED;
    if (!wanted && !told && (unsent || !stands)) {
      ports.outbox().abandon(intent, "the deal wants it no more");
    }
    return !wanted;
  }

  /** Whether the wallet tries in vain what nobody waits for; then it is told so. */
  private boolean useless(DealState state, SettlementReport report, ChainClock clock) {
    boolean tries =
        report instanceof SettlementReport.Refused refused
            && refused.refusal() != Refusal.ABANDONED
            && !deal.asks(state, clock, report.intent());
    if (tries) {
      ports.outbox().abandon(report.intent(), "nobody waits for a check any more");
    }
    return tries;
  }

  private static Optional<SettlementIntent> request(DealState state) {
    return state
        .sampled()
        .flatMap(SampledClaim::watching)
        .flatMap(watching -> watching.decided().check());
  }

  /** The claim that a check was to be asked of is no more, or another is in its place. */
  private void withdraw(DealState before, DealState after) {
    request(before)
        .filter(check -> !request(after).equals(Optional.of(check)))
        .ifPresent(check -> ports.outbox().abandon(check.id(), "its claim left the chain"));
  }

  /** Whether the deal ended as its verdict says. */
  private static boolean verdictStands(DealState state) {
    return state
        .mediation()
        .flatMap(
            mediation ->
                mediation
                    .verdict()
                    .flatMap(
                        verdict ->
                            mediation
                                .closed()
                                .map(end -> Deal.agrees(verdict.verdict(), end.state()))))
        .orElse(false);
  }

  /** Also what is settled: it may be undone, and is not to be driven again then. */
  private void abandon(DealState state, String why) {
    state
        .mediation()
        .flatMap(Mediation::settlement)
        .ifPresent(settlement -> ports.outbox().abandon(settlement.intent().id(), why));
  }

  /**
   * A verifier's record shows a lease of ours open. If it is over the record is told so again, and
   * what else follows: a crash may have come between the fact that ended it and that word, and the
   * mediation that it was for may be another one's predecessor by now.
   */
  void lent(DealState state, Address verifier, AssignmentRound key) {
    state
        .ended(key)
        .ifPresent(
            how -> {
              ports.panel().conclude(verifier, key, how);
              observe(state);
            });
  }

  /** Our own run's too. */
  private static List<Round> rounds(DealState state) {
    return state.mediation().stream().flatMap(Mediation::everyRound).toList();
  }

  /** Tells the verifiers' records what the verdict says about each of them. */
  private void observe(DealState state) {
    state.mediation().map(Score::of).orElse(List.of()).forEach(ports.panel()::observe);
  }

  /** Ends the lease of a seat whose part is over. */
  private void concludeEnded(DealState state, int round, Hash32 assignment) {
    rounds(state).stream()
        .filter(r -> r.number() == round)
        .flatMap(r -> r.seat(assignment).stream())
        .forEach(seat -> seat.end().ifPresent(how -> conclude(seat, round, how)));
  }

  private void cancelOpen(DealState state) {
    for (Round round : rounds(state)) {
      for (Seat seat : round.seats()) {
        if (seat.end().isEmpty()) {
          conclude(seat, round.number(), seat.dismissed());
        }
      }
    }
  }

  private void conclude(Seat seat, int round, Conclusion how) {
    PanelMember member = seat.member();
    ports.panel().conclude(member.verifier(), new AssignmentRound(member.assignment(), round), how);
  }
}
