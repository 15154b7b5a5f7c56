package lilypad.protocol.deal;

import lilypad.protocol.Hash32;

/**
 * What came of the search for the difference between a claim and a result of verifiers. It is shown
 * to people; no verdict, settlement or deadline depends on it.
 */
public sealed interface Comparison permits DealEvent.DifferenceFound, DealEvent.DifferenceUnknown {

  /** The result that the claim was compared with. */
  Hash32 resultRoot();
}
