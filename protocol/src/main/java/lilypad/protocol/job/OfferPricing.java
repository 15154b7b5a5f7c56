package lilypad.protocol.job;

import java.math.BigInteger;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Pricing;

/**
 * Prices as Lilypad's JSON has them: whole tokens, where the chain has the token's smallest unit.
 *
 * @param instructionPrice whole tokens per instruction
 * @param paymentCollateral whole tokens
 * @param resultsCollateralMultiple a plain factor, the same on chain
 * @param mediationFee whole tokens
 */
public record OfferPricing(
    BigInteger instructionPrice,
    BigInteger paymentCollateral,
    BigInteger resultsCollateralMultiple,
    BigInteger mediationFee) {

  private static final BigInteger TOKEN = BigInteger.TEN.pow(18);

  /** Prices in whole tokens. */
  public static OfferPricing of(
      long instructionPrice,
      long paymentCollateral,
      long resultsCollateralMultiple,
      long mediationFee) {
    return new OfferPricing(
        BigInteger.valueOf(instructionPrice),
        BigInteger.valueOf(paymentCollateral),
        BigInteger.valueOf(resultsCollateralMultiple),
        BigInteger.valueOf(mediationFee));
  }

  /** The same prices as the chain has them, exactly. */
  public Pricing onChain() {
    return new Pricing(
        new Wei(instructionPrice.multiply(TOKEN)),
        new Wei(paymentCollateral.multiply(TOKEN)),
        resultsCollateralMultiple,
        new Wei(mediationFee.multiply(TOKEN)));
  }

  static OfferPricing read(JsonField json) {
    return new OfferPricing(
        json.field("instruction_price").uint64(),
        json.field("payment_collateral").uint64(),
        json.field("results_collateral_multiple").uint64(),
        json.field("mediation_fee").uint64());
  }
}
