package lilypad.market;

import lilypad.chain.rpc.TransactionReceipt;
import lilypad.market.contracts.Balances;
import lilypad.market.offer.JobRequest;
import lilypad.market.provider.Claim;
import lilypad.market.provider.Conduct;
import lilypad.market.solver.MatchedDeal;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.cid.Cid;

/**
 * A deal brought up to its claim on chain.
 *
 * @param deal what was agreed
 * @param request the job
 * @param conduct how the provider behaved
 * @param containerJson the solver's JSON of the deal right after the claim
 * @param claim what the provider posted
 * @param honest the content id that an honest run gives, from a run of its own
 * @param before what everybody had before the first party agreed
 * @param agreed both agreements
 * @param claimed the claim
 */
public record PlayedDeal(
    MatchedDeal deal,
    JobRequest request,
    Conduct conduct,
    Bytes containerJson,
    Claim claim,
    Cid honest,
    Balances before,
    Marketplace.Agreed agreed,
    TransactionReceipt claimed) {

  /** The deal's id. */
  public DealId id() {
    return deal.id();
  }
}
