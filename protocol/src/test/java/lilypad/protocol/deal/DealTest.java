package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.address;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.checkLogs;
import static lilypad.protocol.deal.DisputedDeal.log;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.abi.RecordedAgreement;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Sortition;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import org.junit.jupiter.api.Test;

class DealTest {

  private static final BlockRef CHECK = block(10, "a", 2_000);

  private static Optional<Verdict> verdict(DisputedDeal deal) {
    return deal.verdict().map(DealEvent.VerdictReached::verdict);
  }

  private static List<DealIntent.Settle> settlements(DisputedDeal deal) {
    return deal.intents().stream()
        .filter(DealIntent.Settle.class::isInstance)
        .map(DealIntent.Settle.class::cast)
        .toList();
  }

  @Test
  void threeMatchesAcceptTheClaimAndBindTheVerdictToIt() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
    SettlementIntent intent =
        deal.state.mediation().orElseThrow().settlement().orElseThrow().intent();
    assertThat(intent.to()).isEqualTo(DisputedDeal.MEDIATION);
    assertThat(LilypadCall.decode(intent.data()))
        .isEqualTo(
            new LilypadCall.GuardedAcceptResult(
                DisputedDeal.ID, deal.reading(CHECK).claimHash(), BigInteger.valueOf(2_000)));
  }

  @Test
  void aClaimThatNobodyCanReproduceIsRejected() {
    DisputedDeal deal =
        DisputedDeal.withPanel("not even a content id").all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.REJECT);
  }

  private static DisputedDeal of(Optional<Hash32> runtime, String claim) {
    DisputedDeal deal = new DisputedDeal();
    deal.claim = claim;
    return deal.checkedIn(CHECK)
        .read(CHECK)
        .described(DisputedDeal.job(Profile.DETERMINISTIC, runtime));
  }

  @Test
  void aProviderOfAnotherRuntimeIsNotSlashedForAModuleThatNamesNone() {
    DisputedDeal deal = of(Optional.empty(), WRONG.toString());
    deal.candidates("ann", "bob", "cid").all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
    assertThat(settlements(deal)).isEmpty();
  }

  @Test
  void aModuleThatNamesNoRuntimeCanStillSpeakForItsProvider() {
    DisputedDeal deal = of(Optional.empty(), RIGHT.toString());
    deal.candidates("ann", "bob", "cid").all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
  }

  @Test
  void onlyVerifiersOfTheRuntimeThatTheModuleNamesAreDrawn() {
    Hash32 other = DisputedDeal.hash("new runtime");
    DisputedDeal deal = of(Optional.of(other), WRONG.toString());
    deal.rosterWeight = 5;
    deal.head(20, 2_015).candidates("ann", "bob", "cid");
    assertThat(deal.state.mediation().orElseThrow().rounds()).isEmpty();
    List<Candidate> nodes = new ArrayList<>();
    for (String operator : List.of("ann", "bob", "cid")) {
      nodes.add(DisputedDeal.candidate(operator));
    }
    for (String operator : List.of("dan", "eve")) {
      nodes.add(new Candidate(address("node of " + operator), operator, other));
    }
    deal.present(nodes);
    assertThat(deal.round().seats().stream().map(seat -> seat.member().operator()))
        .containsExactlyInAnyOrder("dan", "eve");
    deal.all(RIGHT, "dan", "eve");
    assertThat(verdict(deal)).as("somebody may come yet").isEmpty();
    deal.head(40, deal.round().end());
    assertThat(verdict(deal)).contains(Verdict.REJECT);
    assertThat(deal.verdict().orElseThrow().grounds())
        .isInstanceOfSatisfying(
            Grounds.Polled.class, polled -> assertThat(polled.poll().runtime()).contains(other));
  }

  @Test
  void aRuntimeThatNobodyHasEndsWithoutASlash() {
    DisputedDeal deal = of(Optional.of(DisputedDeal.hash("nobody's")), WRONG.toString());
    deal.candidates("ann", "bob", "cid").head(201, 2_280);
    assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
    assertThat(deal.state.mediation().orElseThrow().rounds()).isEmpty();
  }

  @Test
  void aSeatOfAnotherRuntimeThanTheModulesKeepsTheProviderFromBeingSlashed() {
    DisputedDeal deal = of(Optional.of(DisputedDeal.hash("new runtime")), WRONG.toString());
    List<PanelMember> members =
        List.of("ann", "bob").stream()
            .map(DisputedDeal::candidate)
            .map(
                node ->
                    new PanelMember(
                        DisputedDeal.hash("assignment of " + node.operator()),
                        node.verifier(),
                        node.operator(),
                        node.runtimeDigest(),
                        Voice.PLAIN))
            .toList();
    deal.forced();
    deal.state =
        deal.state.apply(
            new DealEvent.PanelDrawn(
                1,
                members,
                List.of(),
                CHECK.hash(),
                DisputedDeal.hash("entropy"),
                Sortition.VERSION,
                2_060,
                Optional.empty()));
    deal.all(RIGHT, "ann", "bob").head(201, 2_280);
    assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
  }

  @Test
  void moneyMovesOnlyWhenTheChecksBlockIsSafe() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(settlements(deal)).isEmpty();
    deal.head(11, 2_001);
    assertThat(settlements(deal)).hasSize(1);
  }

  @Test
  void abstainingVerifierNeverSlashesTheProvider() {
    for (AbstentionReason reason : AbstentionReason.values()) {
      DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString());
      deal.abstains("ann", reason);
      deal.abstains("bob", reason);
      deal.abstains("cid", reason);
      deal.head(200, 2_281);
      assertThat(verdict(deal).map(Verdict::movesMoney)).as("%s", reason).contains(false);
      assertThat(settlements(deal)).isEmpty();
    }
  }

  @Test
  void oneMismatchAndTwoCrashesAskOthersInsteadOfRejecting() {
    DisputedDeal deal = DisputedDeal.withPanelOfFive(WRONG.toString());
    deal.abstains("ann", AbstentionReason.RUNTIME_FAILURE);
    deal.abstains("bob", AbstentionReason.MEMORY);
    deal.commits("cid", RIGHT);
    deal.reveals("cid", RIGHT);
    assertThat(verdict(deal)).isEmpty();
    assertThat(deal.head(11, 2_001).intents()).contains(new DealIntent.DrawPanel(2, 11));
    deal.candidates("ann", "bob", "cid", "dan");
    assertThat(deal.round().seats()).hasSize(1);
    deal.all(RIGHT, "dan");
    assertThat(verdict(deal)).as("a third may come yet").isEmpty();
    deal.head(40, deal.round().end());
    assertThat(verdict(deal)).contains(Verdict.REJECT);
  }

  @Test
  void dissentEnlargesThePanel() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.commits("cid", WRONG);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", WRONG);
    assertThat(verdict(deal)).isEmpty();
    deal.candidates("dan", "eve", "fay");
    assertThat(deal.round().seats()).hasSize(2);
    String[] more =
        deal.round().seats().stream().map(s -> s.member().operator()).toArray(String[]::new);
    deal.all(RIGHT, more);
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
  }

  @Test
  void nobodyAnswersAndTheDeadlineNears() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    deal.head(100, 2_059);
    assertThat(deal.round().over()).isFalse();
    deal.head(101, 2_060);
    assertThat(deal.round().over()).isTrue();
    assertThat(verdict(deal)).isEmpty();
    deal.head(200, 2_279);
    assertThat(verdict(deal)).isEmpty();
    deal.head(201, 2_280);
    assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
    assertThat(settlements(deal)).isEmpty();
  }

  @Test
  void revealsOpenOnlyAfterEveryCommitmentOrItsDeadline() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    assertThat(deal.reveals("ann", RIGHT).rejection()).isPresent();
    assertThat(deal.intents()).noneMatch(DealIntent.RequestReveal.class::isInstance);
    deal.head(101, 2_060);
    assertThat(deal.intents()).filteredOn(DealIntent.RequestReveal.class::isInstance).hasSize(2);
  }

  @Test
  void aRevealThatIsNotWhatWasCommittedToIsRefused() {
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString());
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.commits("cid", RIGHT);
    assertThat(deal.reveals("ann", WRONG).rejection()).isPresent();
    assertThat(deal.reveals("ann", RIGHT).rejection()).isEmpty();
  }

  @Test
  void anotherVerifiersCommitmentCannotBeCopied() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    PanelMember copier = deal.member("bob");
    deal.commits("ann", RIGHT);
    deal.tell(
        new DealCommand.Commit(
            copier.assignment(),
            1,
            copier.verifier(),
            copier.runtimeDigest(),
            deal.commitmentTo("ann", RIGHT),
            Bytes.EMPTY));
    deal.commits("cid", RIGHT);
    PanelMember ann = deal.member("ann");
    Decision copied =
        deal.tell(
            new DealCommand.Reveal(
                copier.assignment(),
                1,
                copier.verifier(),
                ann.runtimeDigest(),
                RIGHT.digest(),
                DisputedDeal.hash("execution"),
                DisputedDeal.salt("ann"),
                Bytes.EMPTY,
                1));
    assertThat(copied.rejection()).isPresent();
  }

  @Test
  void aCommitmentCannotBeChangedAndComesOnceHoweverOftenItIsSent() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    deal.commits("ann", RIGHT);
    int facts = deal.facts.size();
    assertThat(deal.commits("ann", RIGHT).rejection()).isEmpty();
    assertThat(deal.commits("ann", WRONG).rejection()).isPresent();
    assertThat(deal.facts).hasSize(facts);
  }

  @Test
  void aLogDeliveredTwiceIsOneFact() {
    DisputedDeal deal = new DisputedDeal().checkedIn(CHECK);
    int facts = deal.facts.size();
    deal.checkedIn(CHECK);
    assertThat(deal.facts).hasSize(facts);
  }

  @Test
  void aCheckThatDrewAnotherMediatorIsNotOurs() {
    DisputedDeal deal = new DisputedDeal().logs(CHECK, checkLogs(CHECK, address("somebody else")));
    assertThat(deal.intents()).isEmpty();
    assertThat(deal.rules.open(deal.state)).isFalse();
  }

  @Test
  void aSolverThatContradictsTheChainIsRefusedWithBothValues() {
    DisputedDeal deal = new DisputedDeal().checkedIn(CHECK).read(CHECK);
    JobToRun job = DisputedDeal.job(Profile.DETERMINISTIC);
    Pricing cheaper =
        new Pricing(
            DisputedDeal.PRICING.instructionPrice(),
            DisputedDeal.PRICING.paymentCollateral(),
            DisputedDeal.PRICING.resultsCollateralMultiple(),
            Wei.ZERO);
    deal.tell(new DealCommand.JobFound(DisputedDeal.ID.text(), DisputedDeal.MEMBERS, cheaper, job));
    assertThat(deal.facts.getLast())
        .isInstanceOfSatisfying(
            DealEvent.JobRefused.class,
            refused -> {
              assertThat(refused.field()).isEqualTo("pricing");
              assertThat(refused.onChain()).isEqualTo(DisputedDeal.PRICING.toString());
              assertThat(refused.told()).isEqualTo(cheaper.toString());
            });
    deal.tell(new DealCommand.JobFound("QmOther", DisputedDeal.MEMBERS, DisputedDeal.PRICING, job));
    assertThat(deal.facts.getLast())
        .isInstanceOfSatisfying(
            DealEvent.JobRefused.class, refused -> assertThat(refused.field()).isEqualTo("id"));
    assertThat(deal.intents()).contains(new DealIntent.DescribeJob(DisputedDeal.ID));
    deal.head(201, 2_280);
    assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
  }

  @Test
  void aSolverThatTellsSomethingElseEachTimeFillsNoJournal() {
    DisputedDeal deal = new DisputedDeal().checkedIn(CHECK).read(CHECK);
    JobToRun job = DisputedDeal.job(Profile.DETERMINISTIC);
    int before = deal.facts.size();
    for (int i = 0; i < 5; i++) {
      deal.tell(
          new DealCommand.JobFound(
              "Qm" + i + "x".repeat(100_000), DisputedDeal.MEMBERS, DisputedDeal.PRICING, job));
    }
    assertThat(deal.facts).hasSize(before + 1);
    assertThat(deal.facts.getLast())
        .isInstanceOfSatisfying(
            DealEvent.JobRefused.class,
            refused -> assertThat(refused.told()).hasSizeLessThan(2_000));
  }

  @Test
  void aClaimThatCountsAnotherPriceThanTheJobsIsNeverPaidOnOurWord() {
    DisputedDeal deal = new DisputedDeal();
    deal.instructionCount = BigInteger.TWO;
    deal.checkedIn(CHECK).read(CHECK).described(Profile.DETERMINISTIC);
    assertThat(deal.facts.getLast())
        .isEqualTo(new DealEvent.JobRefused("instructionCount", "2", "1"));
    deal.candidates("ann", "bob", "cid").head(201, 2_280);
    assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
  }

  @Test
  void withoutANamedRuntimeThePanelsIsTheOneOfMostOperatorsNotOfMostNodes() {
    DisputedDeal deal = of(Optional.empty(), RIGHT.toString());
    List<Candidate> nodes = new ArrayList<>();
    for (int node = 0; node < 5; node++) {
      nodes.add(new Candidate(address("many " + node), "many", DisputedDeal.hash("new runtime")));
    }
    nodes.add(DisputedDeal.candidate("ann"));
    nodes.add(DisputedDeal.candidate("bob"));
    deal.head(20, 2_015);
    deal.present(nodes);
    assertThat(deal.round().seats().stream().map(seat -> seat.member().operator()))
        .containsExactlyInAnyOrder("ann", "bob");
  }

  @Test
  void theSameRequestInAnotherBlockGoesOnWithTheVotesItHas() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    deal.commits("ann", RIGHT);
    deal.tell(new DealCommand.RetractBlock(CHECK));
    assertThat(deal.state.mediation().orElseThrow().orphaned()).isTrue();
    assertThat(deal.intents()).isEmpty();
    BlockRef again = block(11, "b", 2_003);
    deal.checkedIn(again).read(again);
    assertThat(deal.state.mediation().orElseThrow().origin()).isEqualTo(again);
    assertThat(deal.facts).filteredOn(DealEvent.MediationOpened.class::isInstance).hasSize(1);
    deal.commits("bob", RIGHT);
    deal.commits("cid", RIGHT);
    for (String operator : List.of("ann", "bob", "cid")) {
      deal.reveals(operator, RIGHT);
    }
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
    assertThat(
            LilypadCall.decode(
                deal.state.mediation().orElseThrow().settlement().orElseThrow().intent().data()))
        .isInstanceOfSatisfying(
            LilypadCall.GuardedAcceptResult.class,
            call -> assertThat(call.checkedAt()).isEqualTo(2_003));
  }

  @Test
  void anotherClaimAfterAReorganisationIsJudgedFromTheBeginning() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
    deal.tell(new DealCommand.RetractBlock(CHECK));
    deal.claim = WRONG.toString();
    BlockRef again = block(11, "b", 2_003);
    deal.checkedIn(again).read(again);
    assertThat(verdict(deal)).isEmpty();
    assertThat(deal.state.mediation().orElseThrow().rounds()).isEmpty();
  }

  @Test
  void aVerdictIsNotSentWhileItsRequestIsOrphaned() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    deal.head(11, 2_001);
    assertThat(settlements(deal)).hasSize(1);
    deal.tell(new DealCommand.RetractBlock(CHECK));
    assertThat(settlements(deal)).isEmpty();
  }

  @Test
  void theDealClosesWhenTheChainsTerminalStateIsSafe() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    deal.head(11, 2_001);
    SettlementIntent intent = settlements(deal).getFirst().intent();
    BlockRef mined = block(12, "a", 2_002);
    deal.logs(
        mined,
        List.of(
            log(
                mined,
                0,
                new LilypadEvent.DealStateChange(
                    DisputedDeal.ID, AgreementState.MEDIATION_ACCEPTED))));
    deal.hears(
        new SettlementReport.Mined(
            intent.id(), DisputedDeal.hash("tx"), mined.hash(), mined.number(), true));
    assertThat(deal.rules.open(deal.state)).isTrue();
    deal.head(13, 2_003);
    assertThat(deal.state.mediation().orElseThrow().closed())
        .map(DealEvent.MediationClosed::state)
        .contains(AgreementState.MEDIATION_ACCEPTED);
    assertThat(deal.rules.open(deal.state)).isFalse();
  }

  @Test
  void replayingTheFactsGivesTheSameStateAndTheSameBytes() {
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    deal.head(11, 2_001);
    DealState replayed = DealState.EMPTY;
    for (DealEvent fact : deal.facts) {
      byte[] bytes = JournalCodec.encode(fact);
      DealEvent read = (DealEvent) JournalCodec.decode(JournalCodec.manifest(fact), bytes);
      assertThat(read).isEqualTo(fact);
      assertThat(JournalCodec.encode(read)).isEqualTo(bytes);
      replayed = replayed.apply(read);
    }
    assertThat(replayed).isEqualTo(deal.state);
  }

  @Test
  void aJobThatIsNotDeclaredDeterministicIsNeverRejected() {
    DisputedDeal deal = new DisputedDeal();
    deal.claim = WRONG.toString();
    deal.checkedIn(CHECK).read(CHECK).described(Profile.UNKNOWN).candidates("ann", "bob", "cid");
    deal.all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
  }

  @Test
  void aClaimThatIsNoTextIsRejectedLikeAnyOtherWrongClaim() {
    Bytes claim = Bytes.fromHex("0xff00fe");
    DisputedDeal deal = new DisputedDeal();
    deal.claimBytes = Optional.of(claim);
    deal.checkedIn(CHECK).read(CHECK).described(Profile.DETERMINISTIC);
    deal.candidates("ann", "bob", "cid").all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.REJECT);
    assertThat(
            LilypadCall.decode(
                deal.state.mediation().orElseThrow().settlement().orElseThrow().intent().data()))
        .isInstanceOfSatisfying(
            LilypadCall.GuardedRejectResult.class,
            call ->
                assertThat(call.dataIdHash())
                    .as("what the contract hashes")
                    .isEqualTo(Keccak.hash(claim.toArray())));
  }

  @Test
  void bytesThatAreNoAgreementNeverBecomeAFact() {
    DisputedDeal deal = new DisputedDeal().checkedIn(CHECK);
    int facts = deal.facts.size();
    AgreementReading broken =
        new AgreementReading(
            CHECK, Bytes.fromHex("0x01"), deal.reading(CHECK).agreementReturn(), Bytes.EMPTY);
    Decision decision =
        deal.tell(new DealCommand.AgreementFound(deal.state.chain().check().orElseThrow(), broken));
    assertThat(decision.rejection()).isPresent();
    assertThat(deal.facts).hasSize(facts);
    assertThat(deal.intents()).hasOnlyElementsOfType(DealIntent.ReadAgreement.class);
  }

  @Test
  void anAgreementThatWasCheckedAtAnotherTimeThanItsBlockNeverBecomesAFact() {
    DisputedDeal deal = new DisputedDeal().checkedIn(CHECK);
    AgreementReading right = deal.reading(CHECK);
    AgreementReading stale =
        new AgreementReading(
            CHECK,
            right.dealReturn(),
            RecordedAgreement.checked(1_980, 1_990),
            right.resultReturn());
    Decision decision =
        deal.tell(new DealCommand.AgreementFound(deal.state.chain().check().orElseThrow(), stale));
    assertThat(decision.rejection())
        .contains(new Decision.Unfit("an agreement checked at 2000", "at 1990"));
    assertThat(deal.state.mediation()).isEmpty();
  }

  @Test
  void aTerminalStateWhoseBlockIsGoneClosesNothing() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    BlockRef mined = block(12, "a", 2_002);
    deal.logs(
        mined,
        List.of(
            log(
                mined,
                0,
                new LilypadEvent.DealStateChange(
                    DisputedDeal.ID, AgreementState.MEDIATION_ACCEPTED))));
    deal.head(13, 2_003);
    assertThat(deal.rules.open(deal.state)).isFalse();
    deal.tell(new DealCommand.RetractBlock(mined));
    assertThat(deal.rules.open(deal.state)).isTrue();
    assertThat(settlements(deal)).hasSize(1);
  }

  private static List<DealIntent.Compare> comparisons(DisputedDeal deal) {
    return deal.intents().stream()
        .filter(DealIntent.Compare.class::isInstance)
        .map(DealIntent.Compare.class::cast)
        .toList();
  }

  private static DealEvent.DifferenceFound differsFrom(Cid result) {
    return new DealEvent.DifferenceFound(
        result.digest(), new TreeDifference.ByteAt("stdout", 3, 'p', 'o'));
  }

  @Test
  void aRejectedClaimIsComparedOnceAndNothingElseChanges() {
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    List<Address> all = deal.round().seats().stream().map(s -> s.member().verifier()).toList();
    assertThat(comparisons(deal))
        .containsExactly(new DealIntent.Compare(WRONG.toString(), List.of(), RIGHT.digest(), all));
    List<DealIntent> others = new ArrayList<>(deal.intents());
    others.removeAll(comparisons(deal));
    Optional<DealEvent.VerdictReached> verdict = deal.verdict();

    deal.tell(new DealCommand.Compared(WRONG.toString(), differsFrom(RIGHT)));

    assertThat(deal.facts.getLast()).isEqualTo(differsFrom(RIGHT));
    assertThat(deal.state.mediation().orElseThrow().comparison()).contains(differsFrom(RIGHT));
    assertThat(deal.intents()).containsExactlyElementsOf(others);
    assertThat(deal.verdict()).isEqualTo(verdict);
    int facts = deal.facts.size();
    deal.tell(
        new DealCommand.Compared(
            WRONG.toString(),
            new DealEvent.DifferenceUnknown(RIGHT.digest(), Obstacle.CLAIM_NOT_SERVED, "")));
    assertThat(deal.facts).as("only the first answer counts").hasSize(facts);
  }

  @Test
  void dissentIsComparedWithThoseWhoGotTheClaimAsSources() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.commits("cid", WRONG);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", WRONG);
    assertThat(comparisons(deal)).as("before the verdict").isEmpty();
    deal.candidates("dan", "eve", "fay");
    String[] more =
        deal.round().seats().stream().map(s -> s.member().operator()).toArray(String[]::new);
    deal.all(RIGHT, more);
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
    assertThat(comparisons(deal))
        .singleElement()
        .satisfies(
            wanted -> {
              assertThat(wanted.resultRoot()).isEqualTo(WRONG.digest());
              assertThat(wanted.claimed()).hasSize(4);
              assertThat(wanted.differing()).containsExactly(address("node of cid"));
            });
  }

  @Test
  void nothingIsComparedWhereAllAgreeOrNobodyHasAResult() {
    DisputedDeal agreed = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(comparisons(agreed)).isEmpty();
    agreed.tell(new DealCommand.Compared(RIGHT.toString(), differsFrom(RIGHT)));
    assertThat(agreed.state.mediation().orElseThrow().comparison()).isEmpty();
    DisputedDeal silent = DisputedDeal.withPanel(RIGHT.toString()).head(201, 2_280);
    assertThat(comparisons(silent)).isEmpty();
  }

  @Test
  void anAnswerAboutAClaimThatIsGoneIsDropped() {
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    deal.tell(new DealCommand.RetractBlock(CHECK));
    assertThat(comparisons(deal)).isEmpty();
    deal.claim = "QmAnother";
    BlockRef again = block(11, "b", 2_003);
    deal.checkedIn(again).read(again).described(Profile.DETERMINISTIC);
    deal.candidates("ann", "bob", "cid").all(RIGHT, "ann", "bob", "cid");
    deal.tell(new DealCommand.Compared(WRONG.toString(), differsFrom(RIGHT)));
    assertThat(deal.state.mediation().orElseThrow().comparison()).isEmpty();
    deal.tell(new DealCommand.Compared("QmAnother", differsFrom(RIGHT)));
    assertThat(deal.state.mediation().orElseThrow().comparison()).isPresent();
  }

  @Test
  void aComparisonThatIsStillWantedKeepsNoDealOpen() {
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    BlockRef mined = block(12, "a", 2_002);
    deal.logs(
        mined,
        List.of(
            log(
                mined,
                0,
                new LilypadEvent.DealStateChange(
                    DisputedDeal.ID, AgreementState.MEDIATION_REJECTED))));
    deal.head(13, 2_003);
    assertThat(comparisons(deal)).hasSize(1);
    assertThat(deal.rules.open(deal.state)).isFalse();
  }

  @Test
  void aBlockThatCameBackStaysBeforeLaterOnesWhenItsDeliveriesAreRepeated() {
    BlockRef first = block(8, "a", 1_500);
    BlockRef second = block(9, "a", 1_600);
    List<ChainLog> agreed =
        List.of(
            log(
                first,
                0,
                new LilypadEvent.DealStateChange(
                    DisputedDeal.ID, AgreementState.RESULTS_SUBMITTED)));
    List<ChainLog> accepted =
        List.of(
            log(
                second,
                0,
                new LilypadEvent.DealStateChange(
                    DisputedDeal.ID, AgreementState.RESULTS_ACCEPTED)));
    List<DealCommand> deliveries =
        List.of(
            new DealCommand.RecordLogs(DisputedDeal.ID, first, agreed, 1),
            new DealCommand.RetractBlock(first, 2),
            new DealCommand.RecordLogs(DisputedDeal.ID, first, agreed, 3),
            new DealCommand.RecordLogs(DisputedDeal.ID, second, accepted, 4));
    DisputedDeal deal = new DisputedDeal();
    deliveries.forEach(deal::tell);
    List<DealEvent> once = List.copyOf(deal.facts);
    assertThat(deal.state.chain().state()).isEqualTo(AgreementState.RESULTS_ACCEPTED);
    deliveries.forEach(deal::tell);
    assertThat(deal.facts).as("nothing was heard twice").isEqualTo(once);
    assertThat(deal.state.chain().state()).isEqualTo(AgreementState.RESULTS_ACCEPTED);
  }
}
