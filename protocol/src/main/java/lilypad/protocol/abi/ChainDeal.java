package lilypad.protocol.abi;

import lilypad.protocol.DealId;

/** A deal as {@code getDeal} of the storage contract tells it. */
public record ChainDeal(DealId dealId, Members members, Timeouts timeouts, Pricing pricing) {

  /**
   * Whether the contract knows the deal: for an unknown id it answers with empty fields, the id
   * included.
   */
  public boolean exists() {
    return !dealId.text().isEmpty();
  }

  static ChainDeal read(AbiReader in) {
    return in.tuple(
        14,
        deal ->
            new ChainDeal(
                deal.dealId(),
                deal.tuple(4, Members::read),
                Timeouts.read(deal),
                Pricing.read(deal)));
  }
}
