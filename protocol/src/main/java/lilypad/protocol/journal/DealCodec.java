package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.util.Optional;
import lilypad.protocol.DealId;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.deal.Shown;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Step;
import lilypad.protocol.wire.journal.AbstentionRecordedMsg;
import lilypad.protocol.wire.journal.AnswerKnownMsg;
import lilypad.protocol.wire.journal.AssignmentExpiredMsg;
import lilypad.protocol.wire.journal.ClaimPassedOverMsg;
import lilypad.protocol.wire.journal.ClaimSampledMsg;
import lilypad.protocol.wire.journal.CommitmentRecordedMsg;
import lilypad.protocol.wire.journal.DifferenceFoundMsg;
import lilypad.protocol.wire.journal.DifferenceUnknownMsg;
import lilypad.protocol.wire.journal.JobDescribedMsg;
import lilypad.protocol.wire.journal.JobRefusedMsg;
import lilypad.protocol.wire.journal.LogRecordedMsg;
import lilypad.protocol.wire.journal.LogsRetractedMsg;
import lilypad.protocol.wire.journal.MediationClosedMsg;
import lilypad.protocol.wire.journal.MediationOpenedMsg;
import lilypad.protocol.wire.journal.MediationResumedMsg;
import lilypad.protocol.wire.journal.MoreVotesWantedMsg;
import lilypad.protocol.wire.journal.PanelDrawnMsg;
import lilypad.protocol.wire.journal.PayEarnedMsg;
import lilypad.protocol.wire.journal.RefereeAskedMsg;
import lilypad.protocol.wire.journal.ResultRevealedMsg;
import lilypad.protocol.wire.journal.RevealsOpenedMsg;
import lilypad.protocol.wire.journal.RoundProlongedMsg;
import lilypad.protocol.wire.journal.SettlementOverdueMsg;
import lilypad.protocol.wire.journal.SettlementProgressedMsg;
import lilypad.protocol.wire.journal.SettlementRequestedMsg;
import lilypad.protocol.wire.journal.SettlementWeighedMsg;
import lilypad.protocol.wire.journal.VerdictPolledMsg;
import lilypad.protocol.wire.journal.VerdictReachedMsg;
import lilypad.protocol.wire.journal.WatchDecidedMsg;

/** The deal's facts. */
final class DealCodec {

  private DealCodec() {}

  static String manifest(DealEvent event) {
    return switch (event) {
      case DealEvent.LogRecorded e -> "deal.LogRecorded/1";
      case DealEvent.LogsRetracted e -> "deal.LogsRetracted/1";
      case DealEvent.MediationOpened e -> "deal.MediationOpened/1";
      case DealEvent.MediationResumed e -> "deal.MediationResumed/1";
      case DealEvent.ClaimSampled e -> "deal.ClaimSampled/1";
      case DealEvent.ClaimPassedOver e -> "deal.ClaimPassedOver/1";
      case DealEvent.WatchDecided e -> "deal.WatchDecided/1";
      case DealEvent.JobDescribed e -> "deal.JobDescribed/1";
      case DealEvent.AnswerKnown e -> "deal.AnswerKnown/1";
      case DealEvent.JobRefused e -> "deal.JobRefused/1";
      case DealEvent.PanelDrawn e ->
          e.drawing().isPresent() ? "deal.PanelDrawn/2" : "deal.PanelDrawn/1";
      case DealEvent.CommitmentRecorded e -> "deal.CommitmentRecorded/1";
      case DealEvent.AbstentionRecorded e -> "deal.AbstentionRecorded/1";
      case DealEvent.AssignmentExpired e ->
          e.awake() == 0 ? "deal.AssignmentExpired/1" : "deal.AssignmentExpired/2";
      case DealEvent.RoundProlonged e -> "deal.RoundProlonged/1";
      case DealEvent.RevealsOpened e ->
          e.draw().isPresent() ? "deal.RevealsOpened/2" : "deal.RevealsOpened/1";
      case DealEvent.RefereeAsked e -> "deal.RefereeAsked/1";
      case DealEvent.ResultRevealed e -> "deal.ResultRevealed/1";
      case DealEvent.ResultShownLate e -> "deal.ResultShownLate/1";
      case DealEvent.MoreVotesWanted e ->
          e.why().isEmpty()
              ? "deal.MoreVotesWanted/1"
              : PollWire.named(e.rule()) ? "deal.MoreVotesWanted/3" : "deal.MoreVotesWanted/2";
      case DealEvent.VerdictReached e ->
          switch (e.grounds()) {
            case Grounds.Tallied tallied -> "deal.VerdictReached/1";
            case Grounds.Polled polled ->
                PollWire.named(polled.poll().parameters().rule())
                    ? "deal.VerdictReached/3"
                    : "deal.VerdictReached/2";
          };
      case DealEvent.SettlementRequested e -> "deal.SettlementRequested/1";
      case DealEvent.SettlementWeighed e -> "deal.SettlementWeighed/1";
      case DealEvent.SettlementProgressed e -> "deal.SettlementProgressed/1";
      case DealEvent.SettlementOverdue e -> "deal.SettlementOverdue/1";
      case DealEvent.MediationClosed e -> "deal.MediationClosed/1";
      case DealEvent.PayEarned e -> "deal.PayEarned/1";
      case DealEvent.DifferenceFound e -> "deal.DifferenceFound/1";
      case DealEvent.DifferenceUnknown e -> "deal.DifferenceUnknown/1";
    };
  }

  static MessageLite encode(DealEvent event) {
    return switch (event) {
      case DealEvent.LogRecorded e ->
          LogRecordedMsg.newBuilder()
              .setDeal(e.deal().text())
              .setBlock(Wire.of(e.block()))
              .setLog(Wire.of(e.log()))
              .setDelivery(e.delivery())
              .build();
      case DealEvent.LogsRetracted e ->
          LogsRetractedMsg.newBuilder()
              .setBlock(Wire.of(e.block()))
              .setDelivery(e.delivery())
              .build();
      case DealEvent.MediationOpened e ->
          MediationOpenedMsg.newBuilder()
              .setCheck(Wire.of(e.check()))
              .setReading(Wire.of(e.reading()))
              .setDeadline(e.deadline())
              .build();
      case DealEvent.MediationResumed e ->
          MediationResumedMsg.newBuilder()
              .setCheck(Wire.of(e.check()))
              .setReading(Wire.of(e.reading()))
              .setDeadline(e.deadline())
              .build();
      case DealEvent.ClaimSampled e -> SamplingWire.of(e);
      case DealEvent.ClaimPassedOver e ->
          ClaimPassedOverMsg.newBuilder().setClaim(Wire.of(e.claim())).setAt(e.at()).build();
      case DealEvent.WatchDecided e -> WatchWire.of(e);
      case DealEvent.JobDescribed e ->
          JobDescribedMsg.newBuilder().setJob(JobWire.of(e.job())).setPanel(e.panel()).build();
      case DealEvent.AnswerKnown e ->
          AnswerKnownMsg.newBuilder().setResultRoot(Wire.of(e.resultRoot())).build();
      case DealEvent.JobRefused e ->
          JobRefusedMsg.newBuilder()
              .setField(e.field())
              .setOnChain(e.onChain())
              .setTold(e.told())
              .build();
      case DealEvent.PanelDrawn e -> PanelWire.of(e);
      case DealEvent.CommitmentRecorded e ->
          CommitmentRecordedMsg.newBuilder()
              .setRound(e.round())
              .setAssignment(Wire.of(e.assignment()))
              .setVerifier(Wire.of(e.verifier()))
              .setCommitment(Wire.of(e.commitment()))
              .setSignature(Wire.of(e.signature()))
              .build();
      case DealEvent.AbstentionRecorded e ->
          AbstentionRecordedMsg.newBuilder()
              .setRound(e.round())
              .setAssignment(Wire.of(e.assignment()))
              .setVerifier(Wire.of(e.verifier()))
              .setReason(e.reason().name())
              .setDetail(e.detail())
              .setSignature(Wire.of(e.signature()))
              .build();
      case DealEvent.AssignmentExpired e ->
          AssignmentExpiredMsg.newBuilder()
              .setRound(e.round())
              .setAssignment(Wire.of(e.assignment()))
              .setVerifier(Wire.of(e.verifier()))
              .setCommitted(e.committed())
              .setAwake(e.awake())
              .build();
      case DealEvent.RoundProlonged e ->
          RoundProlongedMsg.newBuilder()
              .setRound(e.round())
              .setDeadline(e.deadline())
              .setAwake(e.awake())
              .build();
      case DealEvent.RevealsOpened e -> RefereeWire.of(e);
      case DealEvent.RefereeAsked e -> RefereeWire.of(e);
      case DealEvent.ResultRevealed e -> shown(e);
      case DealEvent.ResultShownLate e -> shown(e);
      case DealEvent.MoreVotesWanted e ->
          MoreVotesWantedMsg.newBuilder()
              .setRound(e.round())
              .setCount(e.count())
              .setRule(e.rule())
              .setWhy(e.why().map(Step.Why::name).orElse(""))
              .build();
      case DealEvent.VerdictReached e ->
          switch (e.grounds()) {
            case Grounds.Tallied tallied -> VerdictWire.of(e, tallied);
            case Grounds.Polled polled -> PollWire.of(e, polled);
          };
      case DealEvent.SettlementRequested e ->
          SettlementRequestedMsg.newBuilder().setIntent(Wire.of(e.intent())).build();
      case DealEvent.SettlementWeighed e -> SettlementWire.of(e);
      case DealEvent.SettlementProgressed e -> SettlementWire.of(e.report());
      case DealEvent.SettlementOverdue e -> SettlementWire.of(e);
      case DealEvent.MediationClosed e ->
          MediationClosedMsg.newBuilder()
              .setState(e.state().index())
              .setBlock(Wire.of(e.block()))
              .build();
      case DealEvent.PayEarned e -> PayWire.of(e);
      case DealEvent.DifferenceFound e -> ComparisonWire.of(e);
      case DealEvent.DifferenceUnknown e -> ComparisonWire.of(e);
    };
  }

  private static ResultRevealedMsg shown(Shown e) {
    return ResultRevealedMsg.newBuilder()
        .setRound(e.round())
        .setAssignment(Wire.of(e.assignment()))
        .setVerifier(Wire.of(e.verifier()))
        .setResultRoot(Wire.of(e.resultRoot()))
        .setExecutionRoot(Wire.of(e.executionRoot()))
        .setSalt(Wire.of(e.salt()))
        .setSignature(Wire.of(e.signature()))
        .setRunMillis(e.runMillis())
        .build();
  }

  static DealEvent decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "deal.LogRecorded/1" -> {
        LogRecordedMsg m = LogRecordedMsg.parseFrom(bytes);
        yield new DealEvent.LogRecorded(
            new DealId(m.getDeal()),
            Wire.block(m.getBlock()),
            Wire.log(m.getLog()),
            m.getDelivery());
      }
      case "deal.LogsRetracted/1" -> {
        LogsRetractedMsg m = LogsRetractedMsg.parseFrom(bytes);
        yield new DealEvent.LogsRetracted(Wire.block(m.getBlock()), m.getDelivery());
      }
      case "deal.MediationOpened/1" -> {
        MediationOpenedMsg m = MediationOpenedMsg.parseFrom(bytes);
        yield new DealEvent.MediationOpened(
            Wire.check(m.getCheck()), Wire.reading(m.getReading()), m.getDeadline());
      }
      case "deal.MediationResumed/1" -> {
        MediationResumedMsg m = MediationResumedMsg.parseFrom(bytes);
        yield new DealEvent.MediationResumed(
            Wire.check(m.getCheck()), Wire.reading(m.getReading()), m.getDeadline());
      }
      case "deal.ClaimSampled/1" -> SamplingWire.sampled(ClaimSampledMsg.parseFrom(bytes));
      case "deal.ClaimPassedOver/1" -> {
        ClaimPassedOverMsg m = ClaimPassedOverMsg.parseFrom(bytes);
        yield new DealEvent.ClaimPassedOver(Wire.block(m.getClaim()), m.getAt());
      }
      case "deal.WatchDecided/1" -> WatchWire.decided(WatchDecidedMsg.parseFrom(bytes));
      case "deal.JobDescribed/1" -> {
        JobDescribedMsg m = JobDescribedMsg.parseFrom(bytes);
        yield new DealEvent.JobDescribed(JobWire.job(m.getJob()), m.getPanel());
      }
      case "deal.AnswerKnown/1" ->
          new DealEvent.AnswerKnown(Wire.hash(AnswerKnownMsg.parseFrom(bytes).getResultRoot()));
      case "deal.JobRefused/1" -> {
        JobRefusedMsg m = JobRefusedMsg.parseFrom(bytes);
        yield new DealEvent.JobRefused(m.getField(), m.getOnChain(), m.getTold());
      }
      case "deal.PanelDrawn/1", "deal.PanelDrawn/2" ->
          PanelWire.drawn(PanelDrawnMsg.parseFrom(bytes));
      case "deal.CommitmentRecorded/1" -> {
        CommitmentRecordedMsg m = CommitmentRecordedMsg.parseFrom(bytes);
        yield new DealEvent.CommitmentRecorded(
            m.getRound(),
            Wire.hash(m.getAssignment()),
            Wire.address(m.getVerifier()),
            Wire.hash(m.getCommitment()),
            Wire.bytes(m.getSignature()));
      }
      case "deal.AbstentionRecorded/1" -> {
        AbstentionRecordedMsg m = AbstentionRecordedMsg.parseFrom(bytes);
        yield new DealEvent.AbstentionRecorded(
            m.getRound(),
            Wire.hash(m.getAssignment()),
            Wire.address(m.getVerifier()),
            AbstentionReason.valueOf(m.getReason()),
            m.getDetail(),
            Wire.bytes(m.getSignature()));
      }
      case "deal.AssignmentExpired/1", "deal.AssignmentExpired/2" -> {
        AssignmentExpiredMsg m = AssignmentExpiredMsg.parseFrom(bytes);
        yield new DealEvent.AssignmentExpired(
            m.getRound(),
            Wire.hash(m.getAssignment()),
            Wire.address(m.getVerifier()),
            m.getCommitted(),
            m.getAwake());
      }
      case "deal.RoundProlonged/1" -> {
        RoundProlongedMsg m = RoundProlongedMsg.parseFrom(bytes);
        yield new DealEvent.RoundProlonged(m.getRound(), m.getDeadline(), m.getAwake());
      }
      case "deal.RevealsOpened/1", "deal.RevealsOpened/2" ->
          RefereeWire.opened(RevealsOpenedMsg.parseFrom(bytes));
      case "deal.RefereeAsked/1" -> RefereeWire.asked(RefereeAskedMsg.parseFrom(bytes));
      case "deal.ResultRevealed/1" -> {
        ResultRevealedMsg m = ResultRevealedMsg.parseFrom(bytes);
        yield new DealEvent.ResultRevealed(
            m.getRound(),
            Wire.hash(m.getAssignment()),
            Wire.address(m.getVerifier()),
            Wire.hash(m.getResultRoot()),
            Wire.hash(m.getExecutionRoot()),
            Wire.hash(m.getSalt()),
            Wire.bytes(m.getSignature()),
            m.getRunMillis());
      }
      case "deal.ResultShownLate/1" -> {
        ResultRevealedMsg m = ResultRevealedMsg.parseFrom(bytes);
        yield new DealEvent.ResultShownLate(
            m.getRound(),
            Wire.hash(m.getAssignment()),
            Wire.address(m.getVerifier()),
            Wire.hash(m.getResultRoot()),
            Wire.hash(m.getExecutionRoot()),
            Wire.hash(m.getSalt()),
            Wire.bytes(m.getSignature()),
            m.getRunMillis());
      }
      case "deal.MoreVotesWanted/1", "deal.MoreVotesWanted/2", "deal.MoreVotesWanted/3" -> {
        MoreVotesWantedMsg m = MoreVotesWantedMsg.parseFrom(bytes);
        yield new DealEvent.MoreVotesWanted(
            m.getRound(),
            m.getCount(),
            m.getRule(),
            m.getWhy().isEmpty() ? Optional.empty() : Optional.of(Step.Why.valueOf(m.getWhy())));
      }
      case "deal.VerdictReached/1" -> VerdictWire.reached(VerdictReachedMsg.parseFrom(bytes));
      case "deal.VerdictReached/2", "deal.VerdictReached/3" ->
          PollWire.reached(VerdictPolledMsg.parseFrom(bytes));
      case "deal.SettlementRequested/1" ->
          new DealEvent.SettlementRequested(
              Wire.intent(SettlementRequestedMsg.parseFrom(bytes).getIntent()));
      case "deal.SettlementWeighed/1" ->
          SettlementWire.weighed(SettlementWeighedMsg.parseFrom(bytes));
      case "deal.SettlementProgressed/1" ->
          new DealEvent.SettlementProgressed(
              SettlementWire.report(SettlementProgressedMsg.parseFrom(bytes)));
      case "deal.SettlementOverdue/1" ->
          SettlementWire.overdue(SettlementOverdueMsg.parseFrom(bytes));
      case "deal.MediationClosed/1" -> {
        MediationClosedMsg m = MediationClosedMsg.parseFrom(bytes);
        yield new DealEvent.MediationClosed(
            VerdictWire.state(m.getState()), Wire.block(m.getBlock()));
      }
      case "deal.PayEarned/1" -> PayWire.earned(PayEarnedMsg.parseFrom(bytes));
      case "deal.DifferenceFound/1" -> ComparisonWire.found(DifferenceFoundMsg.parseFrom(bytes));
      case "deal.DifferenceUnknown/1" ->
          ComparisonWire.unknown(DifferenceUnknownMsg.parseFrom(bytes));
      default -> throw new UnknownManifest(manifest);
    };
  }
}
