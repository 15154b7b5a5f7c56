package lilypad.protocol.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.abi.Timeout;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.deal.ContractProfile;
import org.junit.jupiter.api.Test;

/** Lilypad's own rules are compared with what Lilypad's contracts did in the mediator's tests. */
class MoneyRulesTest {

  private static final DealId ID = new DealId("QmDeal");
  private static final Address CREATOR = Address.fromHex("c1".repeat(20));
  private static final Address PROVIDER = Address.fromHex("d2".repeat(20));
  private static final Address MEDIATOR = Address.fromHex("e3".repeat(20));

  private static final int PRICE = 10;
  private static final int PAYMENT = 30;
  private static final int MULTIPLE = 4;
  private static final int SUBMIT = 7;
  private static final int JUDGE = 3;

  private static ChainDeal terms(int fee) {
    return new ChainDeal(
        ID,
        new Members(MEDIATOR, CREATOR, PROVIDER, List.of(MEDIATOR)),
        new Timeouts(
            Timeout.of(100, Wei.ZERO),
            Timeout.of(100, Wei.of(SUBMIT)),
            Timeout.of(100, Wei.of(JUDGE)),
            Timeout.of(100, Wei.ZERO)),
        new Pricing(Wei.of(PRICE), Wei.of(PAYMENT), BigInteger.valueOf(MULTIPLE), Wei.of(fee)));
  }

  private static MoneyMoved implied(ContractProfile profile, AgreementState state, int fee) {
    Outcome outcome = Outcome.checked(state, BigInteger.ONE, MEDIATOR);
    return MoneyRules.implied(profile, terms(fee), outcome).orElseThrow();
  }

  /** Balances of creator, provider, mediator and treasury; no escrow may be left. */
  private static List<Long> gains(MoneyMoved moved) {
    assertThat(moved.holdings().values()).allMatch(h -> h.escrow().signum() == 0);
    return List.of(
        balance(moved, CREATOR),
        balance(moved, PROVIDER),
        balance(moved, MEDIATOR),
        moved.treasury().longValueExact());
  }

  private static long balance(MoneyMoved moved, Address account) {
    return moved.holdings().getOrDefault(account, Holding.UNCHANGED).balance().longValueExact();
  }

  @Test
  void onOurContractsEverybodyGetsWhatTheRulesSay() {
    ContractProfile ours = ContractProfile.OURS;
    assertThat(gains(implied(ours, AgreementState.RESULTS_ACCEPTED, 5)))
        .containsExactly(-10L, 10L, 0L, 0L);
    assertThat(gains(implied(ours, AgreementState.MEDIATION_ACCEPTED, 5)))
        .containsExactly(-15L, 10L, 5L, 0L);
    assertThat(gains(implied(ours, AgreementState.MEDIATION_REJECTED, 5)))
        .as("a right complaint costs nothing")
        .containsExactly(0L, -40L, 5L, 35L);
    assertThat(gains(implied(ours, AgreementState.MEDIATION_REJECTED, 50)))
        .as("a slash pays back no more than it is")
        .containsExactly(-10L, -40L, 50L, 0L);
    assertThat(gains(implied(ours, AgreementState.TIMEOUT_AGREE, 5)))
        .containsExactly(0L, 0L, 0L, 0L);
    assertThat(gains(implied(ours, AgreementState.TIMEOUT_SUBMIT_RESULTS, 5)))
        .containsExactly(0L, -7L, 0L, 7L);
    assertThat(gains(implied(ours, AgreementState.TIMEOUT_JUDGE_RESULTS, 5)))
        .containsExactly(-13L, 10L, 0L, 3L);
    assertThat(gains(implied(ours, AgreementState.TIMEOUT_MEDIATE_RESULTS, 5)))
        .containsExactly(0L, 0L, 0L, 0L);
  }

  @Test
  void noOutcomeMakesOrLosesMoney() {
    for (ContractProfile profile : ContractProfile.values()) {
      for (AgreementState state : AgreementState.values()) {
        for (int count : new int[] {0, 1, 3, 1_000}) {
          Outcome outcome = Outcome.checked(state, BigInteger.valueOf(count), MEDIATOR);
          MoneyRules.implied(profile, terms(5), outcome)
              .ifPresent(
                  moved -> {
                    BigInteger sum = moved.treasury();
                    for (Holding holding : moved.holdings().values()) {
                      sum = sum.add(holding.balance()).add(holding.escrow());
                    }
                    assertThat(sum).as("%s %s %s", profile, state, count).isZero();
                  });
        }
      }
    }
  }

  @Test
  void lilypadsContractsCannotReachTheTimeOutsThatAlwaysRevert() {
    for (AgreementState state :
        List.of(AgreementState.TIMEOUT_SUBMIT_RESULTS, AgreementState.TIMEOUT_JUDGE_RESULTS)) {
      Outcome outcome = Outcome.checked(state, BigInteger.ONE, MEDIATOR);
      assertThat(MoneyRules.implied(ContractProfile.LILYPAD_V2, terms(5), outcome)).isEmpty();
      assertThat(MoneyRules.implied(ContractProfile.OURS, terms(5), outcome)).isPresent();
    }
  }

  @Test
  void aVerdictWithoutAMediatorIsRefused() {
    Outcome outcome =
        new Outcome(
            AgreementState.MEDIATION_ACCEPTED, true, true, BigInteger.ONE, Optional.empty());
    assertThatThrownBy(() -> MoneyRules.implied(ContractProfile.OURS, terms(5), outcome))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mediator");
  }

  @Test
  void theFeeThatASlashGivesBackComesOutOfTheProvidersStake() {
    List<LilypadEvent.Payment> untilCheck =
        List.of(
            payment(CREATOR, PAYMENT, PaymentReason.PAYMENT_COLLATERAL, PaymentDirection.PAID_IN),
            payment(PROVIDER, 40, PaymentReason.RESULTS_COLLATERAL, PaymentDirection.PAID_IN),
            payment(CREATOR, 5, PaymentReason.MEDIATION_FEE, PaymentDirection.PAID_IN));
    List<LilypadEvent.Payment> verdict =
        List.of(
            payment(CREATOR, PAYMENT, PaymentReason.PAYMENT_COLLATERAL, PaymentDirection.REFUNDED),
            payment(MEDIATOR, 5, PaymentReason.MEDIATION_FEE, PaymentDirection.PAID_OUT),
            payment(CREATOR, 5, PaymentReason.MEDIATION_FEE, PaymentDirection.REFUNDED),
            payment(PROVIDER, 35, PaymentReason.RESULTS_COLLATERAL, PaymentDirection.SLASHED));
    MoneyMoved moved =
        MoneyMoved.of(untilCheck, terms(5).members())
            .plus(MoneyMoved.NOTHING)
            .plus(MoneyMoved.of(verdict, terms(5).members()));
    assertThat(moved)
        .isEqualTo(implied(ContractProfile.OURS, AgreementState.MEDIATION_REJECTED, 5));
    assertThat(moved.since(moved)).isEqualTo(MoneyMoved.NOTHING);
  }

  private static LilypadEvent.Payment payment(
      Address payee, int amount, PaymentReason reason, PaymentDirection direction) {
    return new LilypadEvent.Payment(ID, payee, Wei.of(amount), reason, direction);
  }
}
