package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.MEDIATION;
import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.address;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.log;
import static lilypad.protocol.deal.DisputedDeal.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;
import lilypad.protocol.abi.RecordedAgreement;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.money.Imbalance;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementReport;
import org.junit.jupiter.api.Test;

/** From a verdict to the chain: where it goes, when, and what its refusals mean. */
class SettlementTest {

  private static final BlockRef CHECK = block(10, "a", 2_000);
  private static final Address GUARD = address("guard");

  private static DisputedDeal judged(DealSettings settings) {
    return DisputedDeal.withPanel(WRONG.toString(), settings).all(RIGHT, "ann", "bob", "cid");
  }

  private static boolean wantsToSettle(DisputedDeal deal) {
    return deal.intents().stream().anyMatch(DealIntent.Settle.class::isInstance);
  }

  private static LilypadCall call(DisputedDeal deal) {
    return LilypadCall.decode(deal.settlement().data());
  }

  private static LilypadCall bound(DisputedDeal deal) {
    return new LilypadCall.GuardedRejectResult(
        DisputedDeal.ID, deal.reading(CHECK).claimHash(), BigInteger.valueOf(2_000));
  }

  @Test
  void onOurContractsAVerdictGoesToTheMediationContractAndNamesClaimAndCheck() {
    DisputedDeal deal = judged(on(ContractProfile.OURS, Optional.empty()));
    assertThat(deal.settlement().to()).isEqualTo(MEDIATION);
    assertThat(call(deal)).isEqualTo(bound(deal));
  }

  @Test
  void onLilypadsContractsItGoesToTheGuardInTheSameWords() {
    DisputedDeal deal = judged(on(ContractProfile.LILYPAD_V2, Optional.of(GUARD)));
    assertThat(deal.settlement().to()).isEqualTo(GUARD);
    assertThat(call(deal)).isEqualTo(bound(deal));
    assertThat(wantsToSettle(deal)).isFalse();
    assertThat(wantsToSettle(deal.head(11, 2_001))).as("the check's block is safe").isTrue();
  }

  @Test
  void withoutAGuardAVerdictWaitsUntilTheChecksBlockIsFinal() {
    DisputedDeal deal = judged(on(ContractProfile.LILYPAD_V2, Optional.empty()));
    assertThat(deal.settlement().to()).isEqualTo(MEDIATION);
    assertThat(call(deal)).isEqualTo(new LilypadCall.MediationRejectResult(DisputedDeal.ID));
    assertThat(wantsToSettle(deal.head(11, 2_001))).as("safe only").isFalse();
    assertThat(wantsToSettle(deal.head(12, 2_002))).as("final").isTrue();
  }

  @Test
  void aGuardThatIsConfiguredLaterDoesNotHurryAVerdictThatIsNotBound() {
    DisputedDeal deal = judged(on(ContractProfile.LILYPAD_V2, Optional.empty()));
    deal.restartedWith(on(ContractProfile.LILYPAD_V2, Optional.of(GUARD))).head(11, 2_001);
    assertThat(call(deal)).isEqualTo(new LilypadCall.MediationRejectResult(DisputedDeal.ID));
    assertThat(wantsToSettle(deal)).isFalse();
    assertThat(wantsToSettle(deal.head(12, 2_002))).isTrue();
  }

  /** What rests is not told the time: so nothing may be due to it then, and no sooner. */
  @Test
  void aDealRestsFromItsVerdictUntilTheVerdictIsToBeSentOrWillNeverBe() {
    DealSettings settings = on(ContractProfile.LILYPAD_V2, Optional.empty());
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString(), settings);
    assertThat(deal.rules.rests(deal.state, deal.clock)).as("nobody has answered").isFalse();
    deal.all(RIGHT, "ann", "bob", "cid");
    assertThat(deal.settlement().to()).isEqualTo(MEDIATION);

    assertThat(deal.rules.rests(deal.state, new ChainClock(CHECK, 9, 8))).isTrue();
    BlockRef later = block(12, "a", 2_067);
    assertThat(deal.rules.rests(deal.state, new ChainClock(later, 11, 9))).as("safe").isTrue();
    assertThat(deal.rules.rests(deal.state, new ChainClock(later, 11, 10))).as("final").isFalse();
    assertThat(deal.rules.rests(deal.state, new ChainClock(block(13, "a", 2_070), 11, 9)))
        .as("the deadline is near")
        .isFalse();

    DisputedDeal rejected = judged(settings);
    assertThat(rejected.rules.rests(rejected.state, new ChainClock(CHECK, 9, 8)))
        .as("where claim and result differ is to be looked at")
        .isFalse();
  }

  @Test
  void nothingStandsInFrontOfContractsThatBindByThemselves() {
    assertThatThrownBy(() -> ContractProfile.OURS.route(MEDIATION, Optional.of(GUARD)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(GUARD.toString());
  }

  @Test
  void theDeadlineIsTheOneTheContractsGoBy() {
    DealSettings ours = on(ContractProfile.OURS, Optional.empty());
    DealSettings lilypads = on(ContractProfile.LILYPAD_V2, Optional.empty());
    assertThat(judged(ours).state.mediation().orElseThrow().deadline())
        .as("300 s from the check")
        .isEqualTo(2_300);
    assertThat(judged(lilypads).state.mediation().orElseThrow().deadline())
        .as("100 s from the submission 10 s before the check")
        .isEqualTo(2_090);
  }

  @Test
  void aCheckThatComesLateOnLilypadsContractsHasItsPanel() {
    DisputedDeal deal = new DisputedDeal(on(ContractProfile.LILYPAD_V2, Optional.empty()));
    deal.secondsToTheCheck = 95;
    BlockRef check = block(10, "a", 2_000);
    deal.checkedIn(check).read(check).described(Profile.DETERMINISTIC);
    assertThat(deal.state.mediation().orElseThrow().deadline()).isEqualTo(2_005);
    deal.candidates("ann", "bob", "cid").head(20, 2_030);
    assertThat(deal.verdict()).isEmpty();
    deal.all(RIGHT, "ann", "bob", "cid");
    assertThat(deal.verdict().map(DealEvent.VerdictReached::verdict)).contains(Verdict.ACCEPT);
  }

  @Test
  void aRefusalThatIsWordedInAnotherWayIsNoNews() {
    DisputedDeal deal = judged(DisputedDeal.SETTINGS).head(11, 2_001);
    deal.hears(refused(deal, Refusal.UNKNOWN));
    int facts = deal.facts.size();
    deal.hears(new SettlementReport.Refused(deal.settlement().id(), "in others", Refusal.UNKNOWN));
    assertThat(deal.facts).hasSize(facts);
  }

  private static SettlementReport refused(DisputedDeal deal, Refusal refusal) {
    return new SettlementReport.Refused(deal.settlement().id(), "in words", refusal);
  }

  @Test
  void aRefusedVerdictStaysWantedUntilTheDealIsOver() {
    for (Refusal refusal : Refusal.values()) {
      DisputedDeal deal = judged(DisputedDeal.SETTINGS).head(11, 2_001);
      deal.hears(refused(deal, refusal));
      assertThat(wantsToSettle(deal)).as("%s", refusal).isTrue();
      assertThat(wantsToSettle(deal.head(400, 2_400))).as("past the deadline").isTrue();
      BlockRef end = block(401, "a", 2_401);
      deal.logs(
          end,
          List.of(
              log(
                  end,
                  0,
                  new LilypadEvent.DealStateChange(
                      DisputedDeal.ID, AgreementState.TIMEOUT_MEDIATE_RESULTS))));
      assertThat(wantsToSettle(deal.head(402, 2_402))).isFalse();
      assertThat(deal.rules.open(deal.state)).isFalse();
    }
  }

  @Test
  void aVerdictThatIsStillRefusedAtTheDeadlineIsSaidOnce() {
    DisputedDeal deal = judged(DisputedDeal.SETTINGS).head(11, 2_001);
    deal.hears(refused(deal, Refusal.ESCROW_SHORT));
    deal.head(12, 2_002).hears(refused(deal, Refusal.ESCROW_SHORT)).head(300, 2_299);
    assertThat(deal.facts).filteredOn(DealEvent.SettlementProgressed.class::isInstance).hasSize(1);
    assertThat(deal.facts).doesNotHaveAnyElementsOfTypes(DealEvent.SettlementOverdue.class);
    deal.head(301, 2_300).head(302, 2_301);
    deal.hears(refused(deal, Refusal.TOKEN_PAUSED)).head(303, 2_302);
    assertThat(deal.facts)
        .filteredOn(DealEvent.SettlementOverdue.class::isInstance)
        .containsExactly(
            new DealEvent.SettlementOverdue(
                deal.settlement().id(), Refusal.ESCROW_SHORT, "in words", 2_300));
    assertThat(wantsToSettle(deal)).isTrue();
  }

  @Test
  void aVerdictThatIsUnderWayAtTheDeadlineIsNotOverdue() {
    DisputedDeal deal = judged(DisputedDeal.SETTINGS).head(11, 2_001);
    deal.hears(refused(deal, Refusal.ESCROW_SHORT));
    deal.hears(
        new SettlementReport.Broadcast(deal.settlement().id(), DisputedDeal.hash("transaction")));
    deal.head(400, 2_400);
    assertThat(deal.facts).doesNotHaveAnyElementsOfTypes(DealEvent.SettlementOverdue.class);
  }

  @Test
  void claimsThatLookTheSameAsTextButDifferInBytesAreTwoClaims() {
    DisputedDeal deal = new DisputedDeal();
    deal.claimBytes = Optional.of(Bytes.fromHex("0xff"));
    deal.checkedIn(CHECK).read(CHECK).described(Profile.DETERMINISTIC);
    deal.candidates("ann", "bob", "cid").all(RIGHT, "ann", "bob", "cid");
    assertThat(deal.verdict()).isPresent();
    deal.tell(new DealCommand.RetractBlock(CHECK));
    deal.claimBytes = Optional.of(Bytes.fromHex("0xfe"));
    BlockRef again = block(11, "b", 2_003);
    deal.checkedIn(again).read(again);
    assertThat(deal.verdict()).as("the other claim was not judged").isEmpty();
    assertThat(deal.facts).filteredOn(DealEvent.MediationOpened.class::isInstance).hasSize(2);
  }

  @Test
  void anIdThatOnlyLooksLikeTheDealsIsRefused() {
    DealId id = new DealId("x".repeat(64) + "1");
    DealId lookalike = new DealId("x".repeat(64) + "2");
    assertThat(lookalike.shown()).isEqualTo(id.shown());
    DisputedDeal deal = new DisputedDeal();
    deal.forced();
    deal.rules = new Deal(DealKey.of(31_337, DisputedDeal.STORAGE, id), DisputedDeal.SETTINGS);
    deal.clock = DisputedDeal.at(CHECK);
    deal.tell(
        new DealCommand.RecordLogs(
            id,
            CHECK,
            List.of(
                log(CHECK, 0, new LilypadEvent.DealStateChange(id, AgreementState.RESULTS_CHECKED)),
                log(CHECK, 1, new LilypadEvent.MediationRequested(id, DisputedDeal.MEDIATOR)))));
    deal.tell(
        new DealCommand.AgreementFound(
            deal.state.chain().check().orElseThrow(),
            new AgreementReading(
                CHECK,
                RecordedAgreement.deal(
                    id, DisputedDeal.MEMBERS, DisputedDeal.TIMEOUTS, DisputedDeal.PRICING),
                RecordedAgreement.checked(1_990, 2_000),
                RecordedAgreement.result(id, RecordedAgreement.utf8(RIGHT.toString())))));
    JobToRun job = DisputedDeal.job(Profile.DETERMINISTIC);
    for (DealId told : List.of(lookalike, id)) {
      deal.tell(
          new DealCommand.JobFound(told.text(), DisputedDeal.MEMBERS, DisputedDeal.PRICING, job));
      assertThat(deal.facts.getLast())
          .isInstanceOf(
              told.equals(id) ? DealEvent.JobDescribed.class : DealEvent.JobRefused.class);
    }
  }

  private static LilypadEvent.Payment paid(
      Address payee, long whole, PaymentReason reason, PaymentDirection direction) {
    return new LilypadEvent.Payment(DisputedDeal.ID, payee, Wei.ofWhole(whole), reason, direction);
  }

  /** A check with all payments that lead to it, less what a test leaves out. */
  private static DisputedDeal withPayments(long stake) {
    DisputedDeal deal = new DisputedDeal();
    Address creator = DisputedDeal.MEMBERS.jobCreator();
    Address provider = DisputedDeal.MEMBERS.resourceProvider();
    return deal.logs(
            CHECK,
            List.of(
                log(
                    CHECK,
                    0,
                    paid(creator, 30, PaymentReason.PAYMENT_COLLATERAL, PaymentDirection.PAID_IN)),
                log(
                    CHECK,
                    1,
                    paid(
                        provider,
                        stake,
                        PaymentReason.RESULTS_COLLATERAL,
                        PaymentDirection.PAID_IN)),
                log(
                    CHECK,
                    2,
                    new LilypadEvent.DealStateChange(
                        DisputedDeal.ID, AgreementState.RESULTS_CHECKED)),
                log(
                    CHECK,
                    3,
                    paid(creator, 5, PaymentReason.MEDIATION_FEE, PaymentDirection.PAID_IN)),
                log(
                    CHECK,
                    4,
                    new LilypadEvent.MediationRequested(DisputedDeal.ID, DisputedDeal.MEDIATOR))))
        .read(CHECK);
  }

  @Test
  void paymentsThatAreNotWhatTheOutcomeImpliesAreNoticed() {
    assertThat(Imbalance.of(ContractProfile.OURS, withPayments(40).state)).isEmpty();
    assertThat(Imbalance.of(ContractProfile.OURS, withPayments(39).state))
        .hasValueSatisfying(
            imbalance ->
                assertThat(imbalance.implied()).isPresent().get().isNotEqualTo(imbalance.moved()));
  }
}
