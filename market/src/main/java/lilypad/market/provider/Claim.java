package lilypad.market.provider;

import java.math.BigInteger;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;

/**
 * What a provider says came out of a job, as {@code addResult} takes it.
 *
 * @param resultsId Lilypad's id of the result's JSON
 * @param dataId content id of the output directory
 * @param instructionCount what the price is multiplied by; Lilypad's executors count every job as 1
 */
public record Claim(Cid resultsId, Cid dataId, BigInteger instructionCount) {

  /** The call that posts it. */
  public LilypadCall.AddResult call(DealId deal) {
    return new LilypadCall.AddResult(
        deal, resultsId.toString(), dataId.toString(), instructionCount);
  }
}
