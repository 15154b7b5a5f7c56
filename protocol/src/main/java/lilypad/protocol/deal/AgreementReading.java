package lilypad.protocol.deal;

import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.CallReturns;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;

/**
 * The agreement as the storage contract told it at one block (EIP-1898): the raw answers, so that
 * an auditor can ask the chain again.
 *
 * @param at the block the calls were pinned to
 * @param dealReturn what {@code getDeal} returned
 * @param agreementReturn what {@code getAgreement} returned
 * @param resultReturn what {@code getResult} returned
 */
public record AgreementReading(
    BlockRef at, Bytes dealReturn, Bytes agreementReturn, Bytes resultReturn) {

  /** The deal: members, time-outs, pricing. */
  public ChainDeal deal() {
    return CallReturns.deal(dealReturn);
  }

  /** The state and its times. */
  public Agreement agreement() {
    return CallReturns.agreement(agreementReturn);
  }

  /** The provider's result. */
  public ChainResult result() {
    return CallReturns.result(resultReturn);
  }

  /** The claim: the content id the provider posted, as hostile text. */
  public String claim() {
    return result().claim();
  }

  /** Keccak-256 over the claim's bytes: what a bound verdict names. */
  public Hash32 claimHash() {
    return Keccak.hash(result().dataId().toArray());
  }
}
