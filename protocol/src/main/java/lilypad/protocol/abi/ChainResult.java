package lilypad.protocol.abi;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;

/**
 * The provider's claim as {@code getResult} of the storage contract tells it.
 *
 * @param dealId the deal; empty while there is no claim
 * @param resultsId Lilypad's id of the result's JSON: whatever bytes the provider posted
 * @param dataId the claimed content id of the output directory: whatever bytes the provider posted
 * @param instructionCount what the price is multiplied by
 */
public record ChainResult(
    DealId dealId, Bytes resultsId, Bytes dataId, BigInteger instructionCount) {

  /**
   * The claim as text; bytes that are no UTF-8 are shown as U+FFFD, so such a claim equals no
   * content id.
   */
  public String claim() {
    return new String(dataId.toArray(), StandardCharsets.UTF_8);
  }

  /** The results id as text, in the same way. */
  public String resultsIdText() {
    return new String(resultsId.toArray(), StandardCharsets.UTF_8);
  }

  /** Whether a claim has been posted. */
  public boolean exists() {
    return !dealId.text().isEmpty();
  }

  static ChainResult read(AbiReader in) {
    return in.tuple(
        4,
        result -> new ChainResult(result.dealId(), result.text(), result.text(), result.uint256()));
  }
}
