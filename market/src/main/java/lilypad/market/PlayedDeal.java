package lilypad.market;

import lilypad.chain.rpc.TransactionReceipt;
import lilypad.market.contracts.Balances;
import lilypad.market.provider.Claim;
import lilypad.market.solver.MatchedDeal;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;

/**
 * A deal brought up to its claim on chain.
 *
 * @param deal what was matched
 * @param script how it was to be played
 * @param containerJson the solver's JSON of the deal right after the claim
 * @param claim what the provider posted
 * @param honestOutput what an honest run gives, from a run of its own
 * @param before what everybody had before the first party agreed
 * @param agreed both agreements
 * @param claimed the claim
 */
public record PlayedDeal(
    MatchedDeal deal,
    DealScript script,
    Bytes containerJson,
    Claim claim,
    FileTree honestOutput,
    Balances before,
    Marketplace.Agreed agreed,
    TransactionReceipt claimed) {

  /** The deal's id. */
  public DealId id() {
    return deal.id();
  }

  /** The content id that an honest run gives. */
  public Cid honest() {
    return UnixFs.cid(honestOutput);
  }
}
