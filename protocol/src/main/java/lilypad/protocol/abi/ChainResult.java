package lilypad.protocol.abi;

import java.math.BigInteger;
import lilypad.protocol.DealId;

/**
 * The provider's claim as {@code getResult} of the storage contract tells it.
 *
 * @param dealId the deal; empty while there is no claim
 * @param resultsId Lilypad's id of the result's JSON, free text
 * @param dataId the claimed content id of the output directory, free text
 * @param instructionCount what the price is multiplied by
 */
public record ChainResult(
    DealId dealId, String resultsId, String dataId, BigInteger instructionCount) {

  /** Whether a claim has been posted. */
  public boolean exists() {
    return !dealId.text().isEmpty();
  }

  static ChainResult read(AbiReader in) {
    return in.tuple(
        4,
        result ->
            new ChainResult(result.dealId(), result.string(), result.string(), result.uint256()));
  }
}
