package lilypad.protocol.money;

import java.util.Optional;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.CheckRef;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealState;

/**
 * A deal whose payments are not what its terms and outcome imply: the contracts, the node or we
 * have it wrong, and somebody has to look.
 *
 * @param implied what had to move; empty if these contracts cannot bring a deal to this outcome
 * @param moved what the payments moved
 */
public record Imbalance(Outcome outcome, Optional<MoneyMoved> implied, MoneyMoved moved) {

  /**
   * Compares the payments of a checked deal with what its terms and its state imply; empty if they
   * agree, or if we have not read its terms.
   */
  public static Optional<Imbalance> of(ContractProfile profile, DealState state) {
    return state
        .mediation()
        .filter(mediation -> !mediation.orphaned())
        .flatMap(
            mediation ->
                mediation
                    .challenge()
                    .flatMap(check -> of(profile, state, mediation.reading(), check)));
  }

  private static Optional<Imbalance> of(
      ContractProfile profile, DealState state, AgreementReading reading, CheckRef check) {
    ChainDeal terms = reading.deal();
    Outcome outcome =
        Outcome.checked(
            state.chain().state(), reading.result().instructionCount(), check.mediator());
    return between(
        outcome,
        MoneyRules.implied(profile, terms, outcome),
        MoneyMoved.of(state.payments(), terms.members()));
  }

  private static Optional<Imbalance> between(
      Outcome outcome, Optional<MoneyMoved> implied, MoneyMoved moved) {
    return implied.equals(Optional.of(moved))
        ? Optional.empty()
        : Optional.of(new Imbalance(outcome, implied, moved));
  }
}
