package lilypad.protocol.deal;

import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.settle.SettlementIntent;

/**
 * Something a deal wants done outside, derived from its state alone: after a crash the same state
 * wants the same again.
 */
public sealed interface DealIntent {

  /** Read the agreement at the block of a check. */
  record ReadAgreement(DealId deal, CheckRef check) implements DealIntent {}

  /**
   * Read the agreement at the block of a claim that nobody challenged, to choose whether it is
   * checked all the same.
   *
   * @param beacon height of the block whose randomness chooses
   */
  record ReadClaim(DealId deal, BlockRef claim, long beacon) implements DealIntent {}

  /** Ask the solver what the job is. */
  record DescribeJob(DealId deal) implements DealIntent {}

  /**
   * Find out who could sit on a panel.
   *
   * @param beacon height of the block whose randomness it is drawn by
   */
  record DrawPanel(int round, long beacon) implements DealIntent {}

  /** Have a member run the job. */
  record Assign(PanelMember member, int round, long commitDeadline) implements DealIntent {}

  /** Have a member show its result. */
  record RequestReveal(PanelMember member, int round, long revealDeadline) implements DealIntent {}

  /** Hand the verdict's transaction to the wallet. */
  record Settle(SettlementIntent intent) implements DealIntent {}

  /**
   * Hand our request for a check, as the client's watchman, to the wallet. When it is no longer
   * wanted the wallet is told so.
   */
  record Ask(SettlementIntent intent) implements DealIntent {}

  /**
   * Find out, once and for people only, where the claim and a result that is another first differ.
   *
   * @param claim as the provider posted it: hostile text
   * @param claimed the verifiers that got the claim, and may serve it
   * @param resultRoot the result that most of the others got
   * @param differing the verifiers that got it
   */
  record Compare(String claim, List<Address> claimed, Hash32 resultRoot, List<Address> differing)
      implements DealIntent {
    public Compare {
      claimed = List.copyOf(claimed);
      differing = List.copyOf(differing);
    }
  }
}
