package lilypad.protocol.money;

import java.math.BigInteger;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.deal.ContractProfile;

/**
 * What each party gains or loses by the terms of its deal and how far it got: written from the
 * contracts' rules, not from their events, so that the two can be compared.
 */
public final class MoneyRules {

  private final ContractProfile profile;
  private final Address creator;
  private final Address provider;
  private final BigInteger payment;
  private final BigInteger judgeStake;
  private final BigInteger submitStake;
  private final BigInteger fee;
  private final BigInteger earned;
  private final BigInteger resultStake;
  private final Outcome outcome;

  private MoneyRules(ContractProfile profile, ChainDeal terms, Outcome outcome) {
    this.profile = profile;
    this.outcome = outcome;
    this.creator = terms.members().jobCreator();
    this.provider = terms.members().resourceProvider();
    this.payment = terms.pricing().paymentCollateral().value();
    this.judgeStake = terms.timeouts().judgeResults().collateral().value();
    this.submitStake = terms.timeouts().submitResults().collateral().value();
    this.fee = terms.pricing().mediationFee().value();
    BigInteger cost =
        terms.pricing().instructionPrice().value().multiply(outcome.instructionCount());
    this.earned = cost.min(payment);
    this.resultStake = cost.multiply(terms.pricing().resultsCollateralMultiple());
  }

  /**
   * What terms and outcome imply; empty if these contracts cannot bring a deal there.
   *
   * @throws IllegalArgumentException if the outcome needs a mediator and names none
   */
  public static Optional<MoneyMoved> implied(
      ContractProfile profile, ChainDeal terms, Outcome outcome) {
    return profile.reaches(outcome.state())
        ? Optional.of(new MoneyRules(profile, terms, outcome).moved())
        : Optional.empty();
  }

  private MoneyMoved moved() {
    return switch (outcome.state()) {
      case DEAL_NEGOTIATING, DEAL_AGREED -> agreed();
      case RESULTS_SUBMITTED ->
          agreed().paid(provider, provider, submitStake).locked(provider, resultStake);
      case RESULTS_CHECKED -> held();
      case RESULTS_ACCEPTED -> settled();
      case MEDIATION_ACCEPTED -> settled().plus(feePaid());
      case MEDIATION_REJECTED -> feePaid().plus(rejected());
      case TIMEOUT_AGREE -> timedOutAgreeing();
      case TIMEOUT_SUBMIT_RESULTS -> forfeited(provider, submitStake);
      case TIMEOUT_JUDGE_RESULTS -> settled().plus(forfeited(creator, judgeStake));
      case TIMEOUT_MEDIATE_RESULTS -> MoneyMoved.NOTHING;
    };
  }

  private MoneyMoved agreed() {
    MoneyMoved moved = MoneyMoved.NOTHING;
    if (outcome.creatorAgreed()) {
      moved = moved.locked(creator, payment.add(judgeStake));
    }
    return outcome.providerAgreed() ? moved.locked(provider, submitStake) : moved;
  }

  /** During a mediation. */
  private MoneyMoved held() {
    return MoneyMoved.NOTHING.locked(creator, payment.add(fee)).locked(provider, resultStake);
  }

  /** The provider is paid, whatever else was put down is back. */
  private MoneyMoved settled() {
    return MoneyMoved.NOTHING.locked(creator, earned).paid(creator, provider, earned);
  }

  private MoneyMoved feePaid() {
    Address mediator =
        outcome
            .mediator()
            .orElseThrow(
                () -> new IllegalArgumentException("expected the drawn mediator, got none"));
    return MoneyMoved.NOTHING.locked(creator, fee).paid(creator, mediator, fee);
  }

  /** What is slashed first makes the job creator whole, where the contracts think of that. */
  private MoneyMoved rejected() {
    BigInteger back =
        switch (profile) {
          case OURS -> fee.min(resultStake);
          case LILYPAD_V2 -> BigInteger.ZERO;
        };
    return MoneyMoved.NOTHING
        .locked(provider, resultStake)
        .paid(provider, creator, back)
        .slashed(provider, resultStake.subtract(back));
  }

  /**
   * Lilypad gives the job creator the provider's collateral back in place of its own (defect D11),
   * out of whatever escrow it has.
   */
  private MoneyMoved timedOutAgreeing() {
    return switch (profile) {
      case OURS -> MoneyMoved.NOTHING;
      case LILYPAD_V2 ->
          outcome.creatorAgreed()
              ? agreed().paid(creator, creator, payment.add(submitStake))
              : MoneyMoved.NOTHING;
    };
  }

  private static MoneyMoved forfeited(Address party, BigInteger stake) {
    return MoneyMoved.NOTHING.locked(party, stake).slashed(party, stake);
  }
}
