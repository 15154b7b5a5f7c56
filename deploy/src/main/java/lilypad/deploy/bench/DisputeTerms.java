package lilypad.deploy.bench;

import static lilypad.protocol.abi.PaymentDirection.PAID_IN;
import static lilypad.protocol.abi.PaymentDirection.PAID_OUT;
import static lilypad.protocol.abi.PaymentDirection.REFUNDED;
import static lilypad.protocol.abi.PaymentDirection.SLASHED;
import static lilypad.protocol.abi.PaymentReason.JOB_PAYMENT;
import static lilypad.protocol.abi.PaymentReason.MEDIATION_FEE;
import static lilypad.protocol.abi.PaymentReason.PAYMENT_COLLATERAL;
import static lilypad.protocol.abi.PaymentReason.RESULTS_COLLATERAL;
import static lilypad.protocol.abi.PaymentReason.TIMEOUT_COLLATERAL;

import java.math.BigInteger;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.job.OfferPricing;

/**
 * The terms that all deals of a generated market have, and what our contracts tell of them.
 *
 * @param unit what all amounts are multiples of, in the token's smallest unit
 */
record DisputeTerms(Address mediator, BigInteger unit) {

  private static final long TIMEOUT = 600;
  private static final long PRICE = 10;
  private static final long PAYMENT = 30;
  private static final long MULTIPLE = 4;
  private static final long FEE = 5;
  private static final long SUBMIT = 7;
  private static final long JUDGE = 3;
  private static final long STAKE = PRICE * MULTIPLE;

  /** What one deal's payments bring in until it has a result. */
  private static final long IN = PAYMENT + JUDGE + SUBMIT + STAKE;

  /** What the payments of a deal that was not disputed bring in; all of it goes out again. */
  static final long ACCEPTED = IN + PRICE;

  /** Of one whose claim was confirmed. */
  static final long CONFIRMED = IN + FEE + PRICE;

  /** Of one whose claim was refuted. */
  static final long REFUTED = IN + FEE;

  private Address creator(int deal) {
    return DisputeHistory.account("creator", deal % 50);
  }

  private Address provider(int deal) {
    return DisputeHistory.account("provider", deal % 30);
  }

  Members members(int deal) {
    return new Members(
        DisputeHistory.account("solver", 0), creator(deal), provider(deal), List.of(mediator));
  }

  Pricing pricing() {
    return new Pricing(amount(PRICE), amount(PAYMENT), BigInteger.valueOf(MULTIPLE), amount(FEE));
  }

  /** The same in whole tokens, as offers have it; it is what the chain has if that is the unit. */
  static OfferPricing offered() {
    return OfferPricing.of(PRICE, PAYMENT, MULTIPLE, FEE);
  }

  private Wei amount(long units) {
    return new Wei(unit.multiply(BigInteger.valueOf(units)));
  }

  /** What the storage contract returns at the check's block. */
  AgreementReading reading(int deal, DealId id, String claim, BlockRef submitted, BlockRef check) {
    AbiWords zero = AbiWords.number(0);
    AbiWords wait = AbiWords.number(TIMEOUT);
    return new AgreementReading(
        check,
        returned(
            AbiWords.tuple(
                AbiWords.text(id.text()),
                AbiWords.tuple(
                    AbiWords.account(DisputeHistory.account("solver", 0)),
                    AbiWords.account(creator(deal)),
                    AbiWords.account(provider(deal)),
                    AbiWords.accounts(List.of(mediator))),
                AbiWords.tuple(
                    wait,
                    zero,
                    wait,
                    AbiWords.number(amount(SUBMIT).value()),
                    wait,
                    AbiWords.number(amount(JUDGE).value()),
                    wait,
                    zero),
                AbiWords.tuple(
                    AbiWords.number(amount(PRICE).value()),
                    AbiWords.number(amount(PAYMENT).value()),
                    AbiWords.number(MULTIPLE),
                    AbiWords.number(amount(FEE).value())))),
        returned(
            AbiWords.number(AgreementState.RESULTS_CHECKED.index()),
            AbiWords.number(1),
            AbiWords.number(1),
            AbiWords.number(1),
            AbiWords.number(2),
            AbiWords.number(submitted.timestamp()),
            zero,
            AbiWords.number(check.timestamp()),
            zero,
            zero,
            zero,
            zero,
            zero,
            zero),
        returned(
            AbiWords.tuple(
                AbiWords.text(id.text()),
                AbiWords.text("QmResultsId"),
                AbiWords.text(claim),
                AbiWords.number(1))));
  }

  private static Bytes returned(AbiWords... values) {
    return AbiWords.tuple(values).words();
  }

  // --- what the contracts tell, step by step

  List<LilypadEvent> agreed(int deal, DealId id) {
    return List.of(
        new LilypadEvent.DealStateChange(id, AgreementState.DEAL_AGREED),
        paid(id, creator(deal), PAYMENT, PAYMENT_COLLATERAL, PAID_IN),
        paid(id, creator(deal), JUDGE, TIMEOUT_COLLATERAL, PAID_IN),
        paid(id, provider(deal), SUBMIT, TIMEOUT_COLLATERAL, PAID_IN));
  }

  List<LilypadEvent> submitted(int deal, DealId id) {
    return List.of(
        new LilypadEvent.DealStateChange(id, AgreementState.RESULTS_SUBMITTED),
        paid(id, provider(deal), SUBMIT, TIMEOUT_COLLATERAL, REFUNDED),
        paid(id, provider(deal), STAKE, RESULTS_COLLATERAL, PAID_IN));
  }

  List<LilypadEvent> accepted(int deal, DealId id) {
    return List.of(
        new LilypadEvent.DealStateChange(id, AgreementState.RESULTS_ACCEPTED),
        paid(id, creator(deal), JUDGE, TIMEOUT_COLLATERAL, REFUNDED),
        paid(id, creator(deal), PAYMENT, PAYMENT_COLLATERAL, REFUNDED),
        paid(id, creator(deal), PRICE, JOB_PAYMENT, PAID_IN),
        paid(id, provider(deal), PRICE, JOB_PAYMENT, PAID_OUT),
        paid(id, provider(deal), STAKE, RESULTS_COLLATERAL, REFUNDED));
  }

  List<LilypadEvent> checked(int deal, DealId id) {
    return List.of(
        new LilypadEvent.DealStateChange(id, AgreementState.RESULTS_CHECKED),
        paid(id, creator(deal), JUDGE, TIMEOUT_COLLATERAL, REFUNDED),
        paid(id, creator(deal), FEE, MEDIATION_FEE, PAID_IN),
        new LilypadEvent.MediationRequested(id, mediator));
  }

  List<LilypadEvent> confirmed(int deal, DealId id) {
    return List.of(
        new LilypadEvent.DealStateChange(id, AgreementState.MEDIATION_ACCEPTED),
        paid(id, creator(deal), PAYMENT, PAYMENT_COLLATERAL, REFUNDED),
        paid(id, creator(deal), PRICE, JOB_PAYMENT, PAID_IN),
        paid(id, provider(deal), PRICE, JOB_PAYMENT, PAID_OUT),
        paid(id, provider(deal), STAKE, RESULTS_COLLATERAL, REFUNDED),
        paid(id, mediator, FEE, MEDIATION_FEE, PAID_OUT));
  }

  List<LilypadEvent> refuted(int deal, DealId id) {
    return List.of(
        new LilypadEvent.DealStateChange(id, AgreementState.MEDIATION_REJECTED),
        paid(id, creator(deal), PAYMENT, PAYMENT_COLLATERAL, REFUNDED),
        paid(id, mediator, FEE, MEDIATION_FEE, PAID_OUT),
        paid(id, creator(deal), FEE, MEDIATION_FEE, REFUNDED),
        paid(id, provider(deal), STAKE - FEE, RESULTS_COLLATERAL, SLASHED));
  }

  private LilypadEvent paid(
      DealId id, Address payee, long amount, PaymentReason reason, PaymentDirection direction) {
    return new LilypadEvent.Payment(id, payee, amount(amount), reason, direction);
  }
}
