package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.settle.SettlementReport;

/**
 * A deal as its facts make it: what the canonical chain says, and our mediation of it.
 *
 * @param deal its id; empty before the first fact
 * @param logs the deal's logs on the canonical chain, in order
 * @param mediation the current check's mediation
 * @param heard the intake's last delivery that told something new; 0 if none was counted
 */
public record DealState(
    Optional<DealId> deal, List<LoggedAt> logs, Optional<Mediation> mediation, long heard) {

  /** Nothing known yet. */
  public static final DealState EMPTY =
      new DealState(Optional.empty(), List.of(), Optional.empty(), 0);

  /** A log and the block it is in. */
  public record LoggedAt(BlockRef block, ChainLog log) {}

  public DealState {
    logs = List.copyOf(logs);
  }

  /** What the logs amount to. */
  public ChainView chain() {
    return ChainView.of(logs);
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
          new DealState(
              deal,
              logs,
              Optional.of(Mediation.opened(opened.check(), opened.reading(), opened.deadline())),
              heard);
      case DealEvent.MediationResumed resumed ->
          mediating(m -> m.resumed(resumed.check(), resumed.reading(), resumed.deadline()));
      case DealEvent.JobDescribed described ->
          mediating(m -> m.described(described.job(), described.panel()));
      case DealEvent.JobRefused refused -> mediating(m -> m.refused(refused));
      case DealEvent.PanelDrawn drawn -> mediating(m -> m.seated(seats(drawn)));
      case DealEvent.CommitmentRecorded c ->
          seat(c.round(), c.assignment(), new Seat.Progress.Committed(c.commitment()));
      case DealEvent.AbstentionRecorded a ->
          seat(a.round(), a.assignment(), new Seat.Progress.Abstained(a.reason()));
      case DealEvent.AssignmentExpired e ->
          seat(e.round(), e.assignment(), new Seat.Progress.Expired(e.committed()));
      case DealEvent.RevealsOpened r ->
          mediating(m -> m.inRound(r.round(), round -> round.revealing(r.revealDeadline(), r.sampled())));
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
          mediating(m -> reported(m, progressed.report()));
      case DealEvent.SettlementOverdue overdue -> mediating(DealState::late);
      case DealEvent.MediationClosed closed -> mediating(m -> m.closed(closed));
      case DealEvent.DifferenceFound found -> mediating(m -> m.compared(found));
      case DealEvent.DifferenceUnknown unknown -> mediating(m -> m.compared(unknown));
    };
  }

  private DealState recorded(DealEvent.LogRecorded event) {
    List<LoggedAt> all = new ArrayList<>(logs);
    all.add(new LoggedAt(event.block(), event.log()));
    return new DealState(
        Optional.of(event.deal()), all, mediation, Math.max(heard, event.delivery()));
  }

  private DealState retracted(DealEvent.LogsRetracted event) {
    Hash32 gone = event.block().hash();
    List<LoggedAt> left =
        logs.stream().filter(known -> !known.block().hash().equals(gone)).toList();
    Optional<Mediation> after = mediation.map(m -> m.without(gone));
    return new DealState(deal, left, after, Math.max(heard, event.delivery()));
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
        drawn.entropy(),
        false);
  }

  /** A round of one seat, which is on no panel. */
  private static Round referee(DealEvent.RefereeAsked asked) {
    return new Round(
        Referral.ROUND,
        List.of(new Seat(asked.member(), new Seat.Progress.Assigned())),
        asked.commitDeadline(),
        OptionalLong.empty(),
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
    return new DealState(deal, logs, mediation.map(change), heard);
  }
}
