package lilypad.protocol.abi;

import java.math.BigInteger;
import lilypad.protocol.Wei;

/**
 * The price list of a deal, in the token's smallest unit as on chain.
 *
 * @param instructionPrice per instruction
 * @param paymentCollateral the job creator's deposit; caps what the provider is paid
 * @param resultsCollateralMultiple the provider's stake as a plain multiple of the job's cost
 * @param mediationFee what a verdict earns
 */
public record Pricing(
    Wei instructionPrice,
    Wei paymentCollateral,
    BigInteger resultsCollateralMultiple,
    Wei mediationFee) {

  /**
   * @throws MalformedAbi if the multiple is no uint256
   */
  public Pricing {
    if (resultsCollateralMultiple.signum() < 0 || resultsCollateralMultiple.bitLength() > 256) {
      throw new MalformedAbi(
          "a multiple from 0 to 2^256 - 1", resultsCollateralMultiple.toString());
    }
  }

  static Pricing read(AbiReader in) {
    return new Pricing(in.wei(), in.wei(), in.uint256(), in.wei());
  }

  AbiPart part() {
    return AbiPart.tuple(
        AbiPart.wei(instructionPrice),
        AbiPart.wei(paymentCollateral),
        AbiPart.uint(resultsCollateralMultiple),
        AbiPart.wei(mediationFee));
  }
}
