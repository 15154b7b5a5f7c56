package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.ID;
import static lilypad.protocol.deal.DisputedDeal.KEY;
import static lilypad.protocol.deal.DisputedDeal.MEDIATOR;
import static lilypad.protocol.deal.DisputedDeal.MEMBERS;
import static lilypad.protocol.deal.DisputedDeal.PRICING;
import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.TIMEOUTS;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.address;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.hash;
import static lilypad.protocol.deal.DisputedDeal.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.RecordedAgreement;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.money.Imbalance;
import lilypad.protocol.rules.Deterrence;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.SamplingRule;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.story.DealExplanation;
import lilypad.protocol.story.DealStory;
import lilypad.protocol.story.RecordedFact;
import lilypad.protocol.story.RuledFact;
import org.junit.jupiter.api.Test;

/** Claims that nobody challenged, and what comes of checking them all the same. */
class SilentCheckTest {

  private static final long PATIENCE = 3_600;
  private static final BlockRef CLAIM = block(10, "a", 2_000);

  /** From then on the parties may call the claim judged. */
  private static final long JUDGED = 2_100;

  private static DealSettings checking(String share) {
    return by(SamplingRule.share(Probability.of(share), PATIENCE));
  }

  private static DealSettings by(SamplingRule rule) {
    return DisputedDeal.SETTINGS.by(Rulebook.Polling.DEFAULT.sampling(rule));
  }

  private static DisputedDeal claimed(DealSettings settings, String claim) {
    DisputedDeal deal = new DisputedDeal(settings);
    deal.claim = claim;
    return submitted(deal, CLAIM);
  }

  private static DisputedDeal submitted(DisputedDeal deal, BlockRef block) {
    return deal.logs(block, List.of(state(block, AgreementState.RESULTS_SUBMITTED)));
  }

  private static ChainLog state(BlockRef block, AgreementState state) {
    return log(block, 0, new LilypadEvent.DealStateChange(ID, state));
  }

  private static AgreementReading reading(DisputedDeal deal, BlockRef block, Members members) {
    return new AgreementReading(
        block,
        RecordedAgreement.deal(ID, members, TIMEOUTS, PRICING),
        RecordedAgreement.submitted(block.timestamp()),
        RecordedAgreement.result(ID, RecordedAgreement.utf8(deal.claim)));
  }

  private static DealCommand.BeaconBlock beacon(BlockRef claim) {
    return new DealCommand.BeaconBlock(
        block(claim.number() + 1, "a", claim.timestamp() + 1), hash("prevrandao"));
  }

  private static DisputedDeal read(DisputedDeal deal, BlockRef claim) {
    deal.tell(new DealCommand.ClaimFound(reading(deal, claim, MEMBERS), beacon(claim)));
    return deal;
  }

  /** Chosen, described and three verifiers drawn. */
  private static DisputedDeal withPanel(String claim) {
    return withPanel(claim, checking("1"));
  }

  private static DisputedDeal withPanel(String claim, DealSettings settings) {
    DisputedDeal deal = claimed(settings, claim).head(12, 2_002);
    return read(deal, CLAIM).described(Profile.DETERMINISTIC).candidates("ann", "bob", "cid");
  }

  private static List<DealIntent.ReadClaim> wanted(DisputedDeal deal) {
    return deal.intents().stream()
        .filter(DealIntent.ReadClaim.class::isInstance)
        .map(DealIntent.ReadClaim.class::cast)
        .toList();
  }

  private static Optional<Verdict> verdict(DisputedDeal deal) {
    return deal.verdict().map(DealEvent.VerdictReached::verdict);
  }

  private static void asks(DisputedDeal deal, BlockRef check) {
    deal.secondsToTheCheck = check.timestamp() - CLAIM.timestamp();
    deal.checkedIn(check);
  }

  @Test
  void aClaimIsLookedAtWhenItIsAsSureAsMoneyHasToBeAndTheBeaconIsThere() {
    DisputedDeal deal = claimed(checking("1"), RIGHT.toString());
    assertThat(wanted(deal)).as("the claim's block is the head").isEmpty();
    assertThat(deal.rules.open(deal.state)).as("it waits for blocks").isTrue();
    deal.head(11, 2_001);
    assertThat(wanted(deal)).containsExactly(new DealIntent.ReadClaim(ID, CLAIM, 11));
    read(deal, CLAIM);
    assertThat(wanted(deal)).as("once").isEmpty();
    assertThat(deal.facts).last().isInstanceOf(DealEvent.ClaimSampled.class);
  }

  /** A warning that is right is worth a run of our own, and nothing is posted all the same. */
  @Test
  void ourOwnRunComesBeforeAWarningToo() {
    RefereeRule referee =
        new RefereeRule(
            address("node of " + RefereeTest.OWN), RefereeTest.OWN, Probability.ZERO, true, true);
    DisputedDeal deal =
        withPanel(
                WRONG.toString(),
                DisputedDeal.SETTINGS.by(
                    Rulebook.Polling.DEFAULT
                        .sampling(SamplingRule.share(Probability.ONE, PATIENCE))
                        .with(referee)))
            .all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).as("the mediator's own node runs the job first").isEmpty();
    assertThat(deal.state.mediation().flatMap(Mediation::referral)).isPresent();
    deal.all(RIGHT, RefereeTest.OWN);
    assertThat(verdict(deal)).contains(Verdict.REJECT);
    assertThat(deal.state.mediation().flatMap(Mediation::settlement)).isEmpty();
    assertThat(deal.facts).noneMatch(DealEvent.SettlementRequested.class::isInstance);
  }

  @Test
  void aClaimThatMayStillBeReplacedIsNotLookedAt() {
    DisputedDeal deal = claimed(checking("1"), RIGHT.toString());
    deal.clock = new ChainClock(block(13, "a", 2_003), 9, 8);
    assertThat(wanted(deal)).as("the beacon is there, but safe is below the claim").isEmpty();
    deal.clock = new ChainClock(block(13, "a", 2_003), 10, 8);
    assertThat(wanted(deal)).hasSize(1);
  }

  @Test
  void withoutARuleNothingIsReadOfADealThatNobodyChallenges() {
    DisputedDeal deal = claimed(DisputedDeal.SETTINGS, WRONG.toString()).head(12, 2_002);
    assertThat(deal.intents()).isEmpty();
    assertThat(deal.rules.open(deal.state)).isFalse();
    read(deal, CLAIM);
    assertThat(deal.facts).hasSize(1);
  }

  @Test
  void aClaimThatIsNotChosenWaitsForNothing() {
    DisputedDeal deal = claimed(checking("0.000000001"), WRONG.toString()).head(12, 2_002);
    read(deal, CLAIM);
    assertThat(deal.state.sampled().flatMap(SampledClaim::choice))
        .hasValueSatisfying(choice -> assertThat(choice.sampled()).isFalse());
    assertThat(deal.state.mediation()).isEmpty();
    assertThat(deal.intents()).isEmpty();
    assertThat(deal.rules.open(deal.state)).isFalse();
  }

  @Test
  void theShareOfAllClaimsThatIsChosenIsTheConfiguredOne() {
    int chosen = 0;
    for (int i = 0; i < 2_000; i++) {
      DisputedDeal deal = claimed(checking("0.25"), "claim " + i).head(12, 2_002);
      read(deal, CLAIM);
      chosen += deal.state.mediation().isPresent() ? 1 : 0;
    }
    // Seven standard deviations of a binomial of 2,000 and 1/4.
    assertThat(chosen).isBetween(365, 635);
  }

  @Test
  void whatIsAtStakeInTheDealRaisesTheShare() {
    SamplingRule rule =
        new SamplingRule(
            new Sampling.Parameters(
                Probability.of("0.05"), Probability.of("0.05"), Probability.of("0.01")),
            Probability.ZERO,
            Wei.ofWhole(50),
            Wei.ZERO,
            Wei.ZERO,
            Deterrence.Rates.PERFECT,
            PATIENCE);
    DisputedDeal deal = read(claimed(by(rule), WRONG.toString()).head(12, 2_002), CLAIM);
    Sampling.Decision choice = deal.state.sampled().flatMap(SampledClaim::choice).orElseThrow();
    assertThat(choice.inputs().stakes().pay()).as("one instruction").isEqualTo(Wei.ofWhole(10));
    assertThat(choice.inputs().stakes().slash()).as("four times that").isEqualTo(Wei.ofWhole(40));
    assertThat(choice.rate()).as("50 / (50 + 10 + 40)").isEqualTo(Probability.of("0.5"));
    assertThat(choice.reason()).isEqualTo(Sampling.Reason.DETERRENCE);
  }

  @Test
  void aWrongClaimIsAWarningAndMovesNoMoneyWhateverTimeGoesBy() {
    DisputedDeal deal = withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.REJECT);
    assertThat(deal.state.warning()).isPresent();
    for (long number = 13; number < 40; number++) {
      deal.head(number, 2_010 + number * 20);
      assertThat(deal.intents()).noneMatch(DealIntent.Settle.class::isInstance);
    }
    assertThat(deal.facts)
        .noneMatch(DealEvent.SettlementRequested.class::isInstance)
        .noneMatch(DealEvent.SettlementWeighed.class::isInstance);
    assertThat(deal.rules.open(deal.state)).as("nothing is to come any more").isFalse();
  }

  @Test
  void aStateInWhichASilentCheckWouldMoveMoneyCannotBeMade() {
    DisputedDeal deal = withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    SettlementIntent forged =
        SettlementIntent.verdict(
            KEY, Verdict.REJECT, hash("claim"), 1, DisputedDeal.MEDIATION, Bytes.EMPTY);
    DealEvent settled = new DealEvent.SettlementRequested(forged);
    assertThatThrownBy(() -> deal.state.apply(settled))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody asked for");
    List<DealEvent> facts = new ArrayList<>(deal.facts);
    facts.add(settled);
    assertThat(replay(facts)).as("in a record").hasSize(1);
  }

  @Test
  void theChainsOwnTimeOutEndsADealWithARightClaimAndNobodyWasWarned() {
    DisputedDeal deal = withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
    assertThat(deal.state.warning()).isEmpty();
    BlockRef end = block(30, "a", JUDGED + 10);
    deal.logs(end, List.of(state(end, AgreementState.TIMEOUT_JUDGE_RESULTS)));
    deal.head(40, JUDGED + 20);
    assertThat(deal.rules.open(deal.state)).isFalse();
    assertThat(deal.facts).noneMatch(DealEvent.SettlementRequested.class::isInstance);
    assertThat(Imbalance.of(ContractProfile.OURS, deal.state))
        .as("money is compared where we were asked")
        .isEmpty();
  }

  @Test
  void theStorySaysWhyItWasCheckedAndWhatTheClientCanDo() {
    DisputedDeal deal = withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    List<String> story =
        DealStory.of(KEY, deal.facts.stream().map(fact -> new RecordedFact(0, fact)).toList())
            .lines()
            .stream()
            .map(DealStory.Line::text)
            .toList();
    assertThat(story)
        .anySatisfy(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "nobody challenged the claim, and the randomness of block 11 chooses it for"
                            + " a silent check by rule 1: a share of 1.000000000, the least; the"
                            + " client can ask for a check until 1970-01-01 00:35:00"));
    assertThat(story.getLast())
        .startsWith("REJECT by rule 4: of 3 votes 0 got the claim, 3 another result (all alike)")
        .endsWith(
            "nobody asked, so nothing is posted: WARNING, the claim is wrong, and the client can"
                + " still ask for a check");
  }

  @Test
  void itsVotesGoIntoTheVerifiersRecords() {
    DisputedDeal deal = withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(Score.of(deal.state.mediation().orElseThrow())).hasSize(3);
  }

  @Test
  void whenTheClientAsksTheCheckRunsAnewWithAPanelOfItsOwn() {
    DisputedDeal deal = withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    List<Hash32> before = assignments(deal);
    BlockRef check = block(20, "a", 2_050);
    asks(deal, check);
    assertThat(deal.state.warning()).as("the client has asked").isEmpty();
    assertThat(deal.intents()).hasAtLeastOneElementOfType(DealIntent.ReadAgreement.class);
    deal.read(check);
    Mediation mediation = deal.state.mediation().orElseThrow();
    assertThat(mediation.isSilent()).isFalse();
    assertThat(mediation.verdict()).isEmpty();
    assertThat(mediation.rounds()).isEmpty();
    deal.described(Profile.DETERMINISTIC).candidates("ann", "bob", "cid");
    assertThat(assignments(deal)).hasSize(3).doesNotContainAnyElementsOf(before);
    deal.all(RIGHT, "ann", "bob", "cid").head(21, 2_060);
    assertThat(deal.intents()).hasAtLeastOneElementOfType(DealIntent.Settle.class);
  }

  private static List<Hash32> assignments(DisputedDeal deal) {
    return deal.round().seats().stream().map(seat -> seat.member().assignment()).toList();
  }

  @Test
  void votesOfASilentCheckAreNoVotesOfTheClientsCheckAfterAReorganisation() {
    DisputedDeal deal = withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    deal.tell(new DealCommand.RetractBlock(CLAIM));
    assertThat(deal.state.warning()).as("its claim is gone").isEmpty();
    BlockRef check = block(20, "b", 2_050);
    asks(deal, check);
    deal.read(check);
    assertThat(deal.facts).noneMatch(DealEvent.MediationResumed.class::isInstance);
    assertThat(verdict(deal)).isEmpty();
  }

  @Test
  void aClaimInAnotherBlockIsChosenAnew() {
    DisputedDeal deal = withPanel(WRONG.toString());
    deal.tell(new DealCommand.RetractBlock(CLAIM));
    BlockRef again = block(14, "b", 2_020);
    submitted(deal, again).head(16, 2_022);
    assertThat(wanted(deal)).extracting(DealIntent.ReadClaim::claim).containsExactly(again);
    deal.tell(
        new DealCommand.ClaimFound(
            reading(deal, again, MEMBERS),
            new DealCommand.BeaconBlock(block(15, "b", 2_021), hash("other"))));
    Mediation mediation = deal.state.mediation().orElseThrow();
    assertThat(mediation.origin()).isEqualTo(again);
    assertThat(mediation.rounds()).isEmpty();
  }

  @Test
  void aClaimWhoseBlockComesBackIsChosenAnew() {
    DisputedDeal deal = withPanel(WRONG.toString());
    deal.tell(new DealCommand.RetractBlock(CLAIM));
    submitted(deal, CLAIM).head(16, 2_022);
    assertThat(wanted(deal)).extracting(DealIntent.ReadClaim::claim).containsExactly(CLAIM);
    read(deal, CLAIM);
    Mediation mediation = deal.state.mediation().orElseThrow();
    assertThat(mediation.orphaned()).isFalse();
    assertThat(mediation.rounds()).isEmpty();
  }

  @Test
  void itEndsWhileTheClientCanStillAsk() {
    DisputedDeal deal = withPanel(WRONG.toString());
    deal.commits("ann", RIGHT);
    deal.head(40, JUDGED - 20);
    assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
    assertThat(deal.state.warning()).isEmpty();
  }

  @Test
  void whatIsUnderWayWhenTheDealEndsIsClosed() {
    DisputedDeal deal = withPanel(RIGHT.toString());
    BlockRef end = block(20, "a", 2_030);
    deal.logs(end, List.of(state(end, AgreementState.RESULTS_ACCEPTED)));
    deal.head(21, 2_031);
    assertThat(deal.facts)
        .last()
        .isEqualTo(new DealEvent.MediationClosed(AgreementState.RESULTS_ACCEPTED, end));
    assertThat(deal.rules.open(deal.state)).isFalse();
  }

  @Test
  void aDealThatDoesNotNameUsIsNotOursToCheck() {
    DisputedDeal deal = claimed(checking("1"), WRONG.toString()).head(12, 2_002);
    Members others =
        new Members(
            MEMBERS.solver(),
            MEMBERS.jobCreator(),
            MEMBERS.resourceProvider(),
            List.of(address("another mediator")));
    deal.tell(new DealCommand.ClaimFound(reading(deal, CLAIM, others), beacon(CLAIM)));
    assertThat(deal.state.sampled()).contains(new SampledClaim(CLAIM, Optional.empty()));
    assertThat(deal.state.mediation()).isEmpty();
    assertThat(deal.rules.open(deal.state)).isFalse();
    assertThat(MEMBERS.mediators()).contains(MEDIATOR);
  }

  @Test
  void aClaimThatIsTooOldIsPassedOverOnce() {
    DisputedDeal deal = claimed(checking("1"), WRONG.toString()).head(500, 2_000 + PATIENCE);
    assertThat(deal.facts).last().isEqualTo(new DealEvent.ClaimPassedOver(CLAIM, 2_000 + PATIENCE));
    int facts = deal.facts.size();
    deal.head(501, 2_001 + PATIENCE);
    assertThat(deal.facts).hasSize(facts);
    assertThat(deal.intents()).isEmpty();
    assertThat(deal.rules.open(deal.state)).isFalse();
  }

  @Test
  void anAnswerAboutAnotherBlockOrStateOrBeaconIsRefused() {
    DisputedDeal deal = claimed(checking("1"), WRONG.toString()).head(12, 2_002);
    AgreementReading right = reading(deal, CLAIM, MEMBERS);
    List<DealCommand.ClaimFound> wrong =
        List.of(
            new DealCommand.ClaimFound(right, beacon(block(11, "a", 2_001))),
            new DealCommand.ClaimFound(
                right, new DealCommand.BeaconBlock(beacon(CLAIM).block(), Hash32.ZERO)),
            new DealCommand.ClaimFound(
                new AgreementReading(
                    CLAIM,
                    right.dealReturn(),
                    RecordedAgreement.checked(2_000, 2_000),
                    right.resultReturn()),
                beacon(CLAIM)),
            new DealCommand.ClaimFound(
                new AgreementReading(
                    CLAIM,
                    right.dealReturn(),
                    RecordedAgreement.submitted(1_999),
                    right.resultReturn()),
                beacon(CLAIM)));
    for (DealCommand.ClaimFound found : wrong) {
      assertThat(deal.tell(found).rejection()).as(found.toString()).isPresent();
    }
    assertThat(deal.state.sampled()).isEmpty();
  }

  /** As {@link #withPanel}, of a job whose result is known to be the right one. */
  private static DisputedDeal canary(String claim) {
    return canary(claim, DisputedDeal.job(Profile.DETERMINISTIC));
  }

  private static DisputedDeal canary(String claim, JobToRun job) {
    DisputedDeal deal = claimed(checking("1"), claim).head(12, 2_002);
    read(deal, CLAIM)
        .tell(
            new DealCommand.JobFound(
                ID.text(), MEMBERS, PRICING, job, Optional.of(RIGHT.digest())));
    return deal.candidates("ann", "bob", "cid");
  }

  private static List<Boolean> wrong(DisputedDeal deal) {
    return Score.of(deal.state.mediation().orElseThrow()).stream()
        .flatMap(score -> score.marks().stream())
        .filter(mark -> mark.dimension() == Reputation.Dimension.WRONG)
        .map(Reputation.Mark::fault)
        .toList();
  }

  @Test
  void aWholePanelThatEchoesAWrongClaimIsFoundByACanary() {
    DisputedDeal echoes = canary(WRONG.toString()).all(WRONG, "ann", "bob", "cid");
    assertThat(verdict(echoes)).as("by the votes").contains(Verdict.ACCEPT);
    assertThat(wrong(echoes)).containsExactly(true, true, true);
    assertThat(echoes.state.warning()).as("the claim is wrong all the same").isPresent();
    assertThat(wrong(withPanel(WRONG.toString()).all(WRONG, "ann", "bob", "cid")))
        .as("of a job whose result nobody knows")
        .containsExactly(false, false, false);
  }

  @Test
  void aWholePanelThatInventsAgainstACanaryWarnsNobody() {
    DisputedDeal liars = canary(RIGHT.toString()).all(WRONG, "ann", "bob", "cid");
    assertThat(verdict(liars)).contains(Verdict.REJECT);
    assertThat(wrong(liars)).containsExactly(true, true, true);
    assertThat(liars.state.warning()).isEmpty();
  }

  @Test
  void honestVerifiersOfACanaryAreRight() {
    DisputedDeal honest = canary(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(wrong(honest)).containsExactly(false, false, false);
    assertThat(honest.state.warning()).isPresent();
  }

  @Test
  void aJobThatNeedNotHaveOneResultIsNoCanaryAndMarksNobodyWrong() {
    for (JobToRun job :
        List.of(
            DisputedDeal.job(Profile.AMBIENT),
            DisputedDeal.job(Profile.UNKNOWN),
            DisputedDeal.job(Profile.DETERMINISTIC, Optional.empty()))) {
      DisputedDeal honest = canary(WRONG.toString(), job).all(WRONG, "ann", "bob", "cid");
      assertThat(honest.facts).noneMatch(DealEvent.AnswerKnown.class::isInstance);
      assertThat(wrong(honest)).as(job.toString()).doesNotContain(true);
    }
  }

  @Test
  void aKnownResultDecidesNothingThatTheClientAskedFor() {
    DisputedDeal deal = new DisputedDeal(checking("1"));
    BlockRef check = block(10, "a", 2_000);
    deal.claim = WRONG.toString();
    deal.checkedIn(check).read(check);
    deal.tell(
        new DealCommand.JobFound(
            ID.text(),
            MEMBERS,
            PRICING,
            DisputedDeal.job(Profile.DETERMINISTIC),
            Optional.of(RIGHT.digest())));
    assertThat(deal.facts)
        .noneMatch(DealEvent.AnswerKnown.class::isInstance)
        .hasAtLeastOneElementOfType(DealEvent.JobDescribed.class);
  }

  @Test
  void aResultThatIsKnownOnlyAfterTheVotesIsShown() {
    List<DealEvent> facts =
        new ArrayList<>(withPanel(WRONG.toString()).all(WRONG, "ann", "bob", "cid").facts);
    facts.add(new DealEvent.AnswerKnown(RIGHT.digest()));
    assertThat(replay(facts)).hasSize(1);
  }

  /** Seven for each answer, of at most four tokens in a deal, and half of a fee that comes in. */
  private static final DealSettings PAYING =
      checking("1").paying(new Pay.Terms(Probability.of("0.5"), Wei.of(7), Wei.ofWhole(4)));

  private static List<DealEvent.PayEarned> earned(DisputedDeal deal) {
    return deal.facts.stream()
        .filter(DealEvent.PayEarned.class::isInstance)
        .map(DealEvent.PayEarned.class::cast)
        .toList();
  }

  private static List<Wei> amounts(DealEvent.PayEarned pay) {
    return pay.awards().stream().map(Award::amount).toList();
  }

  @Test
  void answersToASilentCheckAreEarnedWithItsVerdictAndNoFeeComesIn() {
    DisputedDeal deal = withPanel(WRONG.toString(), PAYING).all(RIGHT, "ann", "bob", "cid");
    assertThat(earned(deal))
        .singleElement()
        .satisfies(
            pay -> {
              assertThat(pay.fee()).isEqualTo(Wei.ZERO);
              assertThat(amounts(pay)).hasSize(3).containsOnly(Wei.of(7));
            });
    BlockRef end = block(20, "a", 2_030);
    deal.logs(end, List.of(state(end, AgreementState.RESULTS_ACCEPTED))).head(30, 2_050);
    assertThat(earned(deal)).as("once").hasSize(1);
    assertThat(replay(deal.facts, PAYING)).isEmpty();
  }

  @Test
  void answersToASilentCheckAndThenToTheClientsAreEarnedEachByItself() {
    DisputedDeal deal = withPanel(WRONG.toString(), PAYING).all(RIGHT, "ann", "bob", "cid");
    BlockRef check = block(20, "a", 2_050);
    asks(deal, check);
    deal.read(check).described(Profile.DETERMINISTIC).candidates("ann", "bob", "cid");
    deal.all(RIGHT, "ann", "bob", "cid");
    BlockRef end = block(25, "a", 2_070);
    deal.logs(end, List.of(state(end, AgreementState.MEDIATION_REJECTED))).head(40, 2_090);
    assertThat(earned(deal))
        .extracting(DealEvent.PayEarned::fee)
        .containsExactly(Wei.ZERO, PRICING.mediationFee());
    assertThat(replay(deal.facts, PAYING)).isEmpty();
  }

  @Test
  void whatWasShownBeforeTheClaimWasReplacedIsEarned() {
    DisputedDeal deal = withPanel(WRONG.toString(), PAYING);
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.commits("cid", RIGHT);
    deal.reveals("ann", RIGHT);
    deal.tell(new DealCommand.RetractBlock(CLAIM));
    BlockRef again = block(14, "b", 2_020);
    submitted(deal, again).head(16, 2_022);
    assertThat(earned(deal)).as("the block may come back").isEmpty();
    deal.tell(
        new DealCommand.ClaimFound(
            reading(deal, again, MEMBERS),
            new DealCommand.BeaconBlock(block(15, "b", 2_021), hash("other"))));
    assertThat(earned(deal))
        .singleElement()
        .satisfies(pay -> assertThat(amounts(pay)).containsExactly(Wei.of(7)));
    assertThat(deal.state.mediation().orElseThrow().earned()).as("of the new claim").isEmpty();
    assertThat(replay(deal.facts, PAYING)).isEmpty();
  }

  @Test
  void payOfASilentCheckThatIsLeftOutOrTooHighIsShown() {
    DisputedDeal deal = withPanel(WRONG.toString(), PAYING).all(RIGHT, "ann", "bob", "cid");
    BlockRef end = block(20, "a", 2_030);
    deal.logs(end, List.of(state(end, AgreementState.RESULTS_ACCEPTED)));
    DealEvent.PayEarned honest = earned(deal).getFirst();
    List<DealEvent> without = new ArrayList<>(deal.facts);
    without.remove(honest);
    assertThat(replay(without, PAYING)).isNotEmpty();
    List<DealEvent> withFee = new ArrayList<>(deal.facts);
    withFee.set(
        withFee.indexOf(honest),
        new DealEvent.PayEarned(honest.rule(), PRICING.mediationFee(), honest.awards()));
    assertThat(replay(withFee, PAYING)).isNotEmpty();
  }

  private static List<String> explained(DisputedDeal deal) {
    return DealExplanation.of(
            KEY,
            deal.facts.stream()
                .map(fact -> new RuledFact(new RecordedFact(0, fact), Optional.of(checking("1"))))
                .toList())
        .lines();
  }

  @Test
  void anExplanationSaysThatNobodyAskedAndByWhatItWasChosen() {
    DisputedDeal deal = withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(explained(deal))
        .anySatisfy(
            line -> assertThat(line).startsWith("cause").contains("nobody", "block 10", "rule 1"))
        .anySatisfy(line -> assertThat(line).contains("WHY THE VERDICT IS REJECT"))
        .noneMatch(line -> line.startsWith("CONTRADICTED"));
  }

  @Test
  void theClientsCheckAfterASilentOneIsExplainedByItself() {
    DisputedDeal deal = withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    BlockRef check = block(20, "a", 2_050);
    asks(deal, check);
    deal.read(check).described(Profile.DETERMINISTIC).candidates("ann", "bob", "cid");
    deal.all(RIGHT, "ann", "bob", "cid");
    List<String> causes =
        explained(deal).stream().filter(line -> line.startsWith("cause")).toList();
    assertThat(causes).hasSize(2);
    assertThat(causes.getFirst()).contains("nobody");
    assertThat(causes.getLast()).contains("the client asked for it in block 20");
  }

  private static List<DealReplay.Contradiction> replay(List<DealEvent> facts) {
    return replay(facts, checking("1"));
  }

  private static List<DealReplay.Contradiction> replay(
      List<DealEvent> facts, DealSettings settings) {
    DealReplay replay = new DealReplay(KEY);
    List<DealReplay.Contradiction> found = new ArrayList<>();
    for (DealEvent fact : facts) {
      replay.take(fact, Bytes.of(JournalCodec.encode(fact)), settings).ifPresent(found::add);
    }
    return found;
  }

  /** The record of a claim that was chosen, with another choice in it. */
  private static List<DealReplay.Contradiction> tampered(
      UnaryOperator<DealEvent.ClaimSampled> change) {
    DisputedDeal deal = read(claimed(checking("1"), WRONG.toString()).head(12, 2_002), CLAIM);
    List<DealEvent> facts = new ArrayList<>(deal.facts);
    facts.set(1, change.apply((DealEvent.ClaimSampled) facts.get(1)));
    return replay(facts);
  }

  private static DealEvent.ClaimSampled with(
      DealEvent.ClaimSampled e, Optional<Sampling.Decision> choice, Hash32 prevrandao) {
    return new DealEvent.ClaimSampled(e.reading(), e.beacon(), prevrandao, choice, e.deadline());
  }

  @Test
  void theAuditorChoosesOnceMore() {
    assertThat(tampered(e -> e)).isEmpty();
    assertThat(
            tampered(
                e ->
                    with(
                        e,
                        e.choice()
                            .map(
                                c ->
                                    new Sampling.Decision(
                                        c.rule(),
                                        c.inputs(),
                                        c.rate(),
                                        c.reason(),
                                        c.draw(),
                                        false)),
                        e.prevrandao())))
        .as("one that was chosen and is left out")
        .hasSize(1);
    assertThat(tampered(e -> with(e, Optional.empty(), e.prevrandao())))
        .as("one that is said not to name us")
        .hasSize(1);
    assertThat(tampered(e -> with(e, e.choice(), hash("a better one"))))
        .as("other randomness")
        .hasSize(1);
  }

  @Test
  void aClaimThatIsPassedOverTooSoonIsShown() {
    DisputedDeal deal = claimed(checking("1"), WRONG.toString());
    List<DealEvent> facts = new ArrayList<>(deal.facts);
    facts.add(new DealEvent.ClaimPassedOver(CLAIM, 2_000 + PATIENCE - 1));
    assertThat(replay(facts)).hasSize(1);
    facts.set(1, new DealEvent.ClaimPassedOver(CLAIM, 2_000 + PATIENCE));
    assertThat(replay(facts)).isEmpty();
  }
}
