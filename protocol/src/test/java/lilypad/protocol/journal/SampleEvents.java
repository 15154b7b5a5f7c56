package lilypad.protocol.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.cid.TreeDifference.Side;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.Award;
import lilypad.protocol.deal.CheckRef;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.Drawing;
import lilypad.protocol.deal.EvidenceDraw;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.deal.Obstacle;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.VerdictRoute;
import lilypad.protocol.deal.Voice;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Ballot;
import lilypad.protocol.rules.BeaconRule;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Deterrence;
import lilypad.protocol.rules.Odds;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.rules.ReputationRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.SamplingRule;
import lilypad.protocol.rules.Standing;
import lilypad.protocol.rules.Step;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.rules.Watching;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.SettlementTiming;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.sign.TreeHead;

/** One fact of every kind, every field set. */
final class SampleEvents {

  private static final Address ADDRESS = new Address(hash(1).bytes().slice(0, 20));
  private static final Bytes SIGNATURE = Bytes.of(new byte[65]);
  private static final BlockRef BLOCK = new BlockRef(7, hash(2), hash(3), 1_700_000_000L);
  private static final BlockRef OTHER_BLOCK = new BlockRef(7, hash(21), hash(22), 1_700_000_001L);
  private static final DealId DEAL = new DealId("Qm\u00e4 <deal> & \"more\"");
  private static final ChainLog LOG =
      new ChainLog(
          ADDRESS, List.of(hash(4), hash(5)), Bytes.fromHex("0x0102"), hash(2), 7, hash(6), 3);
  private static final CheckRef CHECK = new CheckRef(BLOCK, hash(6), 4, ADDRESS);
  private static final AgreementReading READING =
      new AgreementReading(
          BLOCK, Bytes.fromHex("0x11"), Bytes.fromHex("0x22"), Bytes.fromHex("0x33"));
  private static final SettlementIntent INTENT =
      new SettlementIntent(hash(7), new DealKey(hash(8)), ADDRESS, Bytes.fromHex("0x824518aa"));

  private static final SamplingRule SAMPLING =
      new SamplingRule(
          new Sampling.Parameters(
              Probability.of("0.05"), Probability.of("0.04"), Probability.of("0.25")),
          Probability.of("0.02"),
          Wei.ofWhole(50),
          Wei.of(7),
          Wei.of(3),
          new Deterrence.Rates(Probability.of("0.99"), Probability.of("0.01")),
          3_600);
  private static final Sampling.Decision CHOICE =
      new Sampling.Decision(
          1,
          new Sampling.Inputs(
              hash(12),
              hash(8),
              hash(13),
              SAMPLING.provider(),
              new Deterrence.Stakes(
                  SAMPLING.gain(),
                  SAMPLING.honestCost(),
                  SAMPLING.cheatCost(),
                  Wei.ofWhole(10),
                  Wei.ofWhole(40)),
              SAMPLING.rates(),
              SAMPLING.parameters()),
          Probability.of("0.5"),
          Sampling.Reason.DETERRENCE,
          -2L,
          true);

  private SampleEvents() {}

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  static final DealSettings SETTINGS =
      new DealSettings(
          ADDRESS,
          ContractProfile.LILYPAD_V2,
          new VerdictRoute(ADDRESS, true),
          new SigningDomain(31337, ADDRESS),
          new Rulebook.Tallying(Tally.Parameters.DEFAULT),
          3,
          2,
          60,
          600,
          120,
          61,
          FinalityLevel.SAFE,
          true);

  /** What releases before version 4 of the escalation decided by. */
  private static final Rulebook.Polling THIRD =
      new Rulebook.Polling(
          Poll.Parameters.DEFAULT.under(3), BeaconRule.DEFAULT, ReputationRule.DEFAULT);

  private static final Rulebook.Polling FOURTH =
      new Rulebook.Polling(
          Poll.Parameters.DEFAULT.under(4), BeaconRule.DEFAULT, ReputationRule.DEFAULT);

  private static final DealSettings POLLING =
      new DealSettings(
          ADDRESS,
          ContractProfile.LILYPAD_V2,
          new VerdictRoute(ADDRESS, true),
          new SigningDomain(31337, ADDRESS),
          THIRD,
          3,
          2,
          60,
          600,
          120,
          61,
          FinalityLevel.SAFE,
          true);

  private static final DealSettings REFEREED =
      POLLING.by(
          THIRD.with(new RefereeRule(ADDRESS, "mediator", Probability.of("0.1"), true, true)));

  private static final DealSettings EVERYTHING =
      POLLING
          .by(
              THIRD
                  .with(new RefereeRule(ADDRESS, "mediator", Probability.of("0.1"), false, true))
                  .sampling(SAMPLING))
          .paying(new Pay.Terms(Probability.of("0.5"), Wei.of(3), Wei.of(99)));

  static List<JournalEvent> all() {
    IntakeEvent.BlockSeen seen =
        new IntakeEvent.BlockSeen(
            BLOCK,
            List.of(new IntakeEvent.DealLogs(DEAL, List.of(LOG))),
            List.of(LOG),
            List.of(new IntakeEvent.LogAnomaly(LOG, "an event", "none")));
    return List.of(
        new DealEvent.LogRecorded(DEAL, BLOCK, LOG),
        new DealEvent.LogsRetracted(BLOCK),
        new DealEvent.LogRecorded(DEAL, BLOCK, LOG, 17),
        new DealEvent.LogsRetracted(BLOCK, 18),
        new DealEvent.MediationOpened(CHECK, READING, 1_700_000_300L),
        new DealEvent.MediationResumed(CHECK, READING, 1_700_000_300L),
        new DealEvent.ClaimSampled(
            READING, OTHER_BLOCK, hash(12), Optional.of(CHOICE), 1_700_000_300L),
        new DealEvent.ClaimSampled(
            READING, OTHER_BLOCK, Hash32.ZERO, Optional.empty(), 1_700_000_300L),
        new DealEvent.ClaimPassedOver(BLOCK, 1_700_003_600L),
        new DealEvent.WatchDecided(
            BLOCK,
            Watching.decide(
                new Watching.Inputs(
                    Verdict.REJECT,
                    Probability.of("0.984"),
                    Probability.of("0.94"),
                    false,
                    1_700_000_100L,
                    1_700_000_300L)),
            Optional.of(INTENT)),
        new DealEvent.WatchDecided(
            BLOCK,
            Watching.decide(
                new Watching.Inputs(
                    Verdict.REJECT,
                    Probability.of("0.984"),
                    Probability.of("0.94"),
                    true,
                    1_700_000_100L,
                    1_700_000_300L)),
            Optional.empty()),
        new DealEvent.JobDescribed(
            new JobToRun(
                new Cid(hash(9)),
                Profile.DETERMINISTIC,
                Optional.empty(),
                new TreeMap<>(Map.of("Message", "moo")),
                new TreeMap<>(Map.of("a/b", new Cid(hash(10))))),
            3),
        new DealEvent.JobDescribed(
            new JobToRun(
                new Cid(hash(9)),
                Profile.DETERMINISTIC,
                Optional.of(hash(12)),
                new TreeMap<>(Map.of("Message", "moo")),
                new TreeMap<>()),
            3),
        new DealEvent.AnswerKnown(hash(14)),
        new DealEvent.JobRefused("pricing", "1", "2"),
        new DealEvent.PanelDrawn(
            1,
            List.of(new PanelMember(hash(11), ADDRESS, "ann", hash(12), Voice.PLAIN)),
            List.of(new Candidate(ADDRESS, "ann", hash(12))),
            hash(13),
            hash(14),
            1,
            1_700_000_060L,
            Optional.empty()),
        new DealEvent.PanelDrawn(
            1,
            List.of(
                new PanelMember(
                    hash(11), ADDRESS, "ann", hash(12), new Voice(7, new Odds(300_000)))),
            List.of(
                new Candidate(
                    ADDRESS,
                    "ann",
                    hash(12),
                    7,
                    new Standing(3, new Reputation.Evidence(2_900_000, 900_000)))),
            hash(13),
            hash(14),
            4,
            1_700_000_060L,
            Optional.of(new Drawing(BLOCK, hash(13), 21, 1_700_000_001L))),
        new DealEvent.CommitmentRecorded(1, hash(11), ADDRESS, hash(15), SIGNATURE),
        new DealEvent.AbstentionRecorded(
            1, hash(11), ADDRESS, AbstentionReason.MEMORY, "heap of 1 MiB", SIGNATURE),
        new DealEvent.AssignmentExpired(1, hash(11), ADDRESS, true),
        new DealEvent.AssignmentExpired(1, hash(11), ADDRESS, true, 1_700_000_020L),
        new DealEvent.RoundProlonged(1, 1_700_000_110L, 1_700_000_020L),
        new DealEvent.RevealsOpened(1, 1_700_000_090L),
        new DealEvent.RevealsOpened(
            1,
            1_700_000_090L,
            Optional.of(new EvidenceDraw(hash(25), 0xfedc_ba98_7654_3210L, true, 1))),
        new DealEvent.RefereeAsked(
            new PanelMember(hash(11), ADDRESS, "mediator", hash(26), Voice.PLAIN),
            RefereeRule.Cause.SAMPLED,
            1,
            1_700_000_120L,
            1_700_000_092L),
        new DealEvent.ResultRevealed(
            1, hash(11), ADDRESS, hash(16), hash(17), hash(18), SIGNATURE, 1_234),
        new DealEvent.ResultShownLate(
            1, hash(11), ADDRESS, hash(16), hash(17), hash(18), SIGNATURE, 1_234),
        new DealEvent.MoreVotesWanted(1, 2, 1, Optional.empty()),
        new DealEvent.MoreVotesWanted(1, 2, 3, Optional.of(Step.Why.DISSENT)),
        new DealEvent.MoreVotesWanted(1, 2, 4, Optional.of(Step.Why.COLLUSION)),
        new DealEvent.VerdictReached(
            Verdict.REJECT,
            new Grounds.Tallied(
                984,
                1,
                new Tally(
                    List.of(
                        new Vote.Match(ADDRESS, "ann", hash(16)),
                        new Vote.Mismatch(ADDRESS, "bob", hash(19)),
                        new Vote.Abstain(ADDRESS, "cid", AbstentionReason.TIMED_OUT)),
                    Profile.AMBIENT,
                    Optional.empty(),
                    true,
                    Tally.Parameters.DEFAULT)),
            1_700_000_100L),
        new DealEvent.VerdictReached(
            Verdict.REJECT,
            new Grounds.Tallied(
                941,
                2,
                new Tally(
                    List.of(
                        new Vote.Mismatch(ADDRESS, "ann", hash(19)),
                        new Vote.Mismatch(ADDRESS, "bob", hash(19))),
                    Profile.DETERMINISTIC,
                    Optional.of(hash(12)),
                    false,
                    Tally.Parameters.DEFAULT)),
            1_700_000_100L),
        new DealEvent.VerdictReached(
            Verdict.ACCEPT,
            new Grounds.Polled(
                Probability.of("0.941176470"),
                3,
                new Poll(
                    List.of(
                        new Ballot(
                            new Vote.Match(ADDRESS, "ann", hash(16)),
                            hash(12),
                            Odds.of(4),
                            7,
                            Ballot.Evidence.CONFIRMED),
                        new Ballot(
                            new Vote.Abstain(ADDRESS, "cid", AbstentionReason.TIMED_OUT),
                            hash(12),
                            Odds.NONE,
                            1,
                            Ballot.Evidence.UNCHECKED)),
                    Profile.DETERMINISTIC,
                    Optional.of(hash(12)),
                    21,
                    0,
                    true,
                    Poll.Referee.NONE,
                    Poll.Parameters.DEFAULT.under(3))),
            1_700_000_100L),
        new DealEvent.VerdictReached(
            Verdict.REJECT,
            new Grounds.Polled(
                Probability.of("0.941176470"),
                4,
                new Poll(
                    List.of(
                        new Ballot(
                            new Vote.Mismatch(ADDRESS, "ann", hash(16)),
                            hash(12),
                            Odds.of(4),
                            7,
                            Ballot.Evidence.UNCHECKED)),
                    Profile.DETERMINISTIC,
                    Optional.of(hash(12)),
                    21,
                    20,
                    false,
                    Poll.Referee.NONE,
                    Poll.Parameters.DEFAULT.under(4))),
            1_700_000_100L),
        new DealEvent.SettlementRequested(INTENT),
        new DealEvent.SettlementWeighed(
            hash(7),
            BLOCK,
            FinalityLevel.LATEST,
            FinalityLevel.SAFE,
            SettlementTiming.HURRIED,
            1_700_000_110L),
        new DealEvent.SettlementProgressed(new SettlementReport.Broadcast(hash(7), hash(20))),
        new DealEvent.SettlementProgressed(
            new SettlementReport.Mined(hash(7), hash(20), hash(2), 7, true)),
        new DealEvent.SettlementProgressed(new SettlementReport.Unmined(hash(7), hash(20))),
        new DealEvent.SettlementProgressed(
            new SettlementReport.Final(hash(7), hash(20), hash(2), 7, false)),
        new DealEvent.SettlementProgressed(
            new SettlementReport.Refused(hash(7), "ResultsChecked", Refusal.UNKNOWN)),
        new DealEvent.SettlementProgressed(
            new SettlementReport.Refused(
                hash(7), "LilypadToken: not enough funds in escrow", Refusal.ESCROW_SHORT)),
        new DealEvent.SettlementProgressed(
            new SettlementReport.Refused(hash(7), "given up", Refusal.ABANDONED)),
        new DealEvent.SettlementOverdue(hash(7), Refusal.TOKEN_PAUSED, "paused", 1_700_000_400L),
        new DealEvent.MediationClosed(AgreementState.TIMEOUT_MEDIATE_RESULTS, BLOCK),
        new DealEvent.PayEarned(1, Wei.of(5), List.of(new Award(1, hash(11), ADDRESS, Wei.of(2)))),
        new DealEvent.DifferenceFound(
            hash(19), new TreeDifference.ByteAt("outputs/image.png", 300_000, 0x80, 0x7f)),
        new DealEvent.DifferenceFound(hash(19), new TreeDifference.Length("stdout", 3, 4)),
        new DealEvent.DifferenceFound(hash(19), new TreeDifference.OnlyIn("a", Side.FIRST)),
        new DealEvent.DifferenceFound(hash(19), new TreeDifference.OtherKind("a", Side.SECOND)),
        new DealEvent.DifferenceUnknown(
            hash(19), Obstacle.CLAIM_NOT_SERVED, "expected block Qm, got none"),
        seen,
        new IntakeEvent.RangeSeen(1, 7, BLOCK, List.of(seen)),
        new IntakeEvent.BlockRetracted(BLOCK, List.of(DEAL)),
        new IntakeEvent.FinalityAdvanced(6, 5),
        new IntakeEvent.DeliveryAdvanced(42),
        new IntakeEvent.CaughtUp(BLOCK),
        new IntakeEvent.FinalityViolated(BLOCK, OTHER_BLOCK),
        new IntakeEvent.ChainAccepted(OTHER_BLOCK, 5, Optional.of(BLOCK)),
        new IntakeEvent.ChainAccepted(OTHER_BLOCK, 5, Optional.empty()),
        new IntakeEvent.LogsContradicted(BLOCK, List.of(), seen.deals().getFirst().logs()),
        new RecheckEvent.RangeRechecked(5, 9, 3, 12, List.of()),
        new RecheckEvent.RangeRechecked(
            5,
            9,
            3,
            12,
            List.of(new RecheckEvent.StateChange(DEAL, AgreementState.RESULTS_CHECKED, BLOCK))),
        new IntakeEvent.StateContradicted(
            OTHER_BLOCK,
            DEAL,
            AgreementState.RESULTS_CHECKED,
            AgreementState.MEDIATION_ACCEPTED,
            BLOCK),
        new RecheckEvent.EndpointDisproved(
            "https://node.example", "eth_getLogs", "blocks 5 to 9", "3 logs", "2 logs"),
        new WalletEvent.IntentAccepted(INTENT),
        new WalletEvent.TransactionSigned(
            hash(7),
            5,
            hash(20),
            Bytes.fromHex("0x02f8"),
            300_000,
            Wei.of(2_000_000_000L),
            Wei.of(1),
            false),
        new WalletEvent.GapFound(hash(21), 5),
        new WalletEvent.TransactionSigned(
            hash(21), 5, hash(22), Bytes.fromHex("0x02f9"), 26_250, Wei.of(3), Wei.of(1), true),
        new WalletEvent.SettlementUndone(hash(7), hash(20)),
        new WalletEvent.TransactionMined(hash(7), hash(20), hash(2), 7, true),
        new WalletEvent.TransactionReverted(hash(7), hash(20), hash(2), 7),
        new WalletEvent.TransactionUnmined(hash(7), hash(20)),
        new WalletEvent.IntentSettled(hash(7), hash(20), hash(2), 7, true, FinalityLevel.SAFE),
        new WalletEvent.IntentRefused(hash(7), "msg.sender must be the mediator"),
        new WalletEvent.NonceDisplaced(hash(7), 5),
        new VerifierEvent.VerifierRegistered("ann", hash(12), "http://127.0.0.1:1"),
        new VerifierEvent.AssignmentLeased(hash(11), 1, new DealKey(hash(8))),
        new VerifierEvent.VerifierObserved(
            hash(11),
            1,
            hash(12),
            List.of(
                new Reputation.Mark(Reputation.Dimension.NO_SHOW, false),
                new Reputation.Mark(Reputation.Dimension.WRONG, true)),
            1_700_000_100L),
        new VerifierEvent.AssignmentConcluded(hash(11), 1, VerifierEvent.Conclusion.NO_REVEAL),
        new VerifierEvent.PayCredited(hash(11), 1, new DealKey(hash(8)), Wei.of(2), 1),
        new VerifierEvent.PayoutRequested(3, ADDRESS, ADDRESS, Wei.of(7)),
        new VerifierEvent.PayoutStopped(3, Refusal.TOKENS_SHORT, "not enough"),
        new VerifierEvent.PayoutMade(3, hash(20), hash(2), 7),
        new VerifierEvent.PayoutReturned(3),
        new AuditEvent.SettingsStated(SETTINGS),
        new AuditEvent.SettingsStated(POLLING),
        new AuditEvent.SettingsStated(POLLING.by(THIRD.sampling(SAMPLING))),
        new AuditEvent.SettingsStated(
            POLLING.paying(new Pay.Terms(Probability.of("0.5"), Wei.of(3), Wei.of(99)))),
        new AuditEvent.SettingsStated(REFEREED),
        new AuditEvent.SettingsStated(EVERYTHING),
        new AuditEvent.SettingsStated(POLLING.by(FOURTH)),
        new AuditEvent.TreeHeadSigned(
            new SignedTreeHead(
                new TreeHead(1_000, hash(23), 1_700_000_500L), Bytes.fromHex("0x1b"))),
        new AuditEvent.AnchorRequested(ADDRESS, 1_000, hash(23), 1_700_000_600L),
        new AuditEvent.HeadAnchored(hash(24), hash(20), hash(2), 7),
        new AuditEvent.AnchorGivenUp(hash(24), "SizeNotGrown"));
  }
}
