package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.settle.SettlementReport;

/**
 * A deal as its facts make it: what the canonical chain says, and our mediation of it.
 *
 * @param deal its id; empty before the first fact
 * @param logs the deal's logs on the canonical chain, in order
 * @param chain what the logs amount to
 * @param mediation the current check's mediation, or the silent check before any
 * @param sampled the claim that was last looked at without a challenge
 * @param heard the intake's last delivery that told something new; 0 if none was counted
 */
public record DealState(
    Optional<DealId> deal,
    List<LoggedAt> logs,
    ChainView chain,
    Optional<Mediation> mediation,
    Optional<SampledClaim> sampled,
    long heard) {

  /** Nothing known yet. */
  public static final DealState EMPTY =
      new DealState(
          Optional.empty(), List.of(), ChainView.NOTHING, Optional.empty(), Optional.empty(), 0);

  /** A log and the block it is in. */
  public record LoggedAt(BlockRef block, ChainLog log) {

    /** Logs whose parts a new one may share: who fills a deal with logs costs no more for it. */
    private static final int SHARED = 16;

    /**
     * A log of a deal of which others are known. Its parts are theirs where they are equal: a
     * deal's logs are much alike, and there may be many deals in memory.
     */
    static LoggedAt among(List<LoggedAt> known, BlockRef block, ChainLog log) {
      BlockRef in = block;
      Address address = log.address();
      Hash32 transaction = log.transactionHash();
      List<Hash32> topics = new ArrayList<>(log.topics());
      for (LoggedAt other : known.subList(Math.max(0, known.size() - SHARED), known.size())) {
        in = one(in, other.block());
        address = one(address, other.log().address());
        transaction = one(transaction, other.log().transactionHash());
        for (Hash32 topic : other.log().topics()) {
          topics.replaceAll(own -> one(own, topic));
        }
      }
      return new LoggedAt(
          in,
          new ChainLog(
              address,
              topics,
              log.data(),
              one(log.blockHash(), in.hash()),
              log.blockNumber(),
              transaction,
              log.logIndex()));
    }

    private static <T> T one(T own, T other) {
      return own.equals(other) ? other : own;
    }
  }

  public DealState {
    logs = List.copyOf(logs);
  }

  /** Every payment that the logs tell of, in order. */
  public List<LilypadEvent.Payment> payments() {
    return ChainView.payments(logs);
  }

  /**
   * The silent check that found the claim wrong, while the client can still ask for a check: a
   * warning, which decides nothing.
   */
  public Optional<Mediation> warning() {
    return mediation
        .filter(m -> m.isSilent() && !m.orphaned())
        .filter(Mediation::claimIsWrong)
        .filter(m -> chain().state() == AgreementState.RESULTS_SUBMITTED);
  }

  /**
   * How a lease that was given for this deal ended; empty while its seat is waited for. One for
   * which there is no seat is of a mediation that another one, or none, took the place of.
   */
  public Optional<Conclusion> ended(AssignmentRound lease) {
    return mediation
        .flatMap(m -> m.round(lease.round()).flatMap(round -> round.seat(lease.assignment())))
        .map(
            seat ->
                seat.end()
                    .or(() -> mediation.filter(Mediation::concluded).map(m -> seat.dismissed())))
        .orElse(Optional.of(Conclusion.CANCELLED));
  }

  /** Whether a log is already among the facts. */
  public boolean knows(ChainLog log) {
    return logs.stream()
        .anyMatch(
            known ->
                known.log().blockHash().equals(log.blockHash())
                    && known.log().logIndex() == log.logIndex());
  }

  /** Whether any fact stems from a block. */
  public boolean knows(Hash32 block) {
    return logs.stream().anyMatch(known -> known.block().hash().equals(block));
  }

  /** The state after one more fact. Pure: the same facts give the same state. */
  public DealState apply(DealEvent event) {
    return switch (event) {
      case DealEvent.LogRecorded recorded -> recorded(recorded);
      case DealEvent.LogsRetracted retracted -> retracted(retracted);
      case DealEvent.MediationOpened opened ->
          checking(
              Optional.of(Mediation.opened(opened.check(), opened.reading(), opened.deadline())));
      case DealEvent.MediationResumed resumed ->
          mediating(m -> m.resumed(resumed.check(), resumed.reading(), resumed.deadline()));
      case DealEvent.ClaimSampled e ->
          sampled(
              new SampledClaim(e.reading().at(), e.choice()),
              Optional.of(e)
                  .filter(DealEvent.ClaimSampled::chosen)
                  .map(chosen -> Mediation.silent(chosen.reading(), chosen.deadline())));
      case DealEvent.ClaimPassedOver e ->
          sampled(new SampledClaim(e.claim(), Optional.empty()), Optional.empty());
      case DealEvent.WatchDecided decided -> sampling(s -> s.watching(decided));
      case DealEvent.JobDescribed described ->
          mediating(m -> m.described(described.job(), described.panel()));
      case DealEvent.AnswerKnown known -> mediating(m -> m.knowing(known.resultRoot()));
      case DealEvent.JobRefused refused -> mediating(m -> m.refused(refused));
      case DealEvent.PanelDrawn drawn -> mediating(m -> m.seated(seats(drawn)));
      case DealEvent.CommitmentRecorded c ->
          seat(c.round(), c.assignment(), new Seat.Progress.Committed(c.commitment()));
      case DealEvent.AbstentionRecorded a ->
          seat(a.round(), a.assignment(), new Seat.Progress.Abstained(a.reason()));
      case DealEvent.AssignmentExpired e ->
          mediating(m -> m.inRound(e.round(), r -> r.with(e.assignment(), Seat::expired)));
      case DealEvent.RoundProlonged e ->
          mediating(m -> m.inRound(e.round(), round -> round.until(e.deadline())));
      case DealEvent.ResultShownLate e ->
          mediating(
              m ->
                  m.inRound(
                      e.round(), r -> r.with(e.assignment(), seat -> seat.late(e.resultRoot()))));
      case DealEvent.RevealsOpened r ->
          mediating(
              m -> m.inRound(r.round(), round -> round.revealing(r.revealDeadline(), r.sampled())));
      case DealEvent.ResultRevealed r ->
          seat(
              r.round(),
              r.assignment(),
              new Seat.Progress.Revealed(r.resultRoot(), r.executionRoot(), r.runMillis()));
      case DealEvent.RefereeAsked asked -> mediating(m -> m.referred(referee(asked)));
      case DealEvent.MoreVotesWanted wanted -> mediating(m -> m.asking(wanted.count()));
      case DealEvent.VerdictReached reached -> mediating(m -> m.decided(reached));
      case DealEvent.SettlementRequested requested ->
          mediating(m -> m.settling(Mediation.Settlement.requested(requested.intent())));
      case DealEvent.SettlementWeighed weighed -> mediating(m -> weighed(m, weighed));
      case DealEvent.SettlementProgressed progressed ->
          mediating(m -> reported(m, progressed.report()))
              .sampling(s -> s.reported(progressed.report()));
      case DealEvent.SettlementOverdue overdue -> mediating(DealState::late);
      case DealEvent.MediationClosed closed -> mediating(m -> m.closed(closed));
      case DealEvent.PayEarned earned -> mediating(m -> m.earned(earned));
      case DealEvent.DifferenceFound found -> mediating(m -> m.compared(found));
      case DealEvent.DifferenceUnknown unknown -> mediating(m -> m.compared(unknown));
    };
  }

  private DealState recorded(DealEvent.LogRecorded event) {
    LoggedAt news = LoggedAt.among(logs, event.block(), event.log());
    List<LoggedAt> all = new ArrayList<>(logs.size() + 1);
    all.addAll(logs);
    all.add(news);
    return new DealState(
        Optional.of(event.deal()),
        all,
        chain.after(news),
        mediation,
        sampled,
        Math.max(heard, event.delivery()));
  }

  /** A silent check of another claim is over; what the client asked for is not. */
  private DealState sampled(SampledClaim now, Optional<Mediation> silent) {
    return new DealState(
        deal,
        logs,
        chain,
        silent.or(() -> mediation.filter(m -> !m.isSilent())),
        Optional.of(now),
        heard);
  }

  private DealState retracted(DealEvent.LogsRetracted event) {
    Hash32 gone = event.block().hash();
    List<LoggedAt> left =
        logs.stream().filter(known -> !known.block().hash().equals(gone)).toList();
    Optional<Mediation> after = mediation.map(m -> m.without(gone));
    Optional<SampledClaim> stands = sampled.filter(known -> !known.claim().hash().equals(gone));
    return new DealState(
        deal, left, ChainView.of(left), after, stands, Math.max(heard, event.delivery()));
  }

  private static Round seats(DealEvent.PanelDrawn drawn) {
    List<Seat> seats =
        drawn.members().stream()
            .map(member -> new Seat(member, new Seat.Progress.Assigned()))
            .toList();
    long rosterWeight =
        drawn
            .drawing()
            .map(Drawing::rosterWeight)
            .orElseGet(
                () -> drawn.candidates().stream().map(Candidate::operator).distinct().count());
    return new Round(
        drawn.round(),
        seats,
        drawn.commitDeadline(),
        OptionalLong.empty(),
        rosterWeight,
        drawable(drawn),
        drawn.entropy(),
        false);
  }

  /** The weight of the operators with a node of the panel's runtime, each counted once. */
  private static long drawable(DealEvent.PanelDrawn drawn) {
    Optional<Hash32> runtime = drawn.members().stream().map(PanelMember::runtimeDigest).findFirst();
    Map<String, Long> weights = new HashMap<>();
    for (Candidate candidate : drawn.candidates()) {
      if (runtime.map(candidate.runtimeDigest()::equals).orElse(true)) {
        weights.merge(candidate.operator(), candidate.weight(), Math::max);
      }
    }
    return weights.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A round of one seat, which is on no panel. */
  private static Round referee(DealEvent.RefereeAsked asked) {
    return new Round(
        Referral.ROUND,
        List.of(new Seat(asked.member(), new Seat.Progress.Assigned())),
        asked.commitDeadline(),
        OptionalLong.empty(),
        0,
        0,
        Hash32.ZERO,
        false);
  }

  private static Mediation reported(Mediation mediation, SettlementReport report) {
    return mediation
        .settlement()
        .filter(settlement -> settlement.intent().id().equals(report.intent()))
        .map(settlement -> mediation.settling(settlement.reported(report)))
        .orElse(mediation);
  }

  private static Mediation weighed(Mediation mediation, DealEvent.SettlementWeighed weighed) {
    return mediation
        .settlement()
        .filter(settlement -> settlement.intent().id().equals(weighed.intent()))
        .map(settlement -> mediation.settling(settlement.weighed(weighed)))
        .orElse(mediation);
  }

  private static Mediation late(Mediation mediation) {
    return mediation
        .settlement()
        .map(settlement -> mediation.settling(settlement.late()))
        .orElse(mediation);
  }

  private DealState seat(int round, Hash32 assignment, Seat.Progress progress) {
    return mediating(m -> m.inRound(round, r -> r.with(assignment, progress)));
  }

  private DealState mediating(UnaryOperator<Mediation> change) {
    return checking(mediation.map(change));
  }

  private DealState sampling(UnaryOperator<SampledClaim> change) {
    return new DealState(deal, logs, chain, mediation, sampled.map(change), heard);
  }

  private DealState checking(Optional<Mediation> now) {
    return new DealState(deal, logs, chain, now, sampled, heard);
  }
}
