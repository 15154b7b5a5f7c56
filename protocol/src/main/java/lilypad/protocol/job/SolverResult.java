package lilypad.protocol.job;

import java.math.BigInteger;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;

/**
 * A result as a solver relays it. Nothing is decided on it: the claim is the one on chain.
 *
 * @param id see {@link DealIds#result}
 * @param dealId whose
 * @param dataId the content id of the output directory
 * @param error why the provider has none; empty if it has
 * @param instructionCount what the price is multiplied by
 */
public record SolverResult(
    String id, DealId dealId, String dataId, String error, BigInteger instructionCount) {

  /**
   * Reads a solver's JSON.
   *
   * @throws MalformedJob if it has another shape or more than 64 KiB
   */
  public static SolverResult parse(Bytes json) {
    JsonField field = JsonField.parse(json, 64 * 1024);
    return new SolverResult(
        field.field("id").text(),
        new DealId(field.field("deal_id").text()),
        field.field("data_id").text(),
        field.field("error").text(),
        field.field("instruction_count").uint64());
  }

  /** The same result under another id. */
  public SolverResult withId(String other) {
    return new SolverResult(other, dealId, dataId, error, instructionCount);
  }
}
