package lilypad.mediator;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.sign.SigningDomain;

/** The rules of a mediator on a chain of a test: first panels of three, money at {@code safe}. */
public final class SmallPanels {

  private SmallPanels() {}

  /**
   * The rules.
   *
   * @param mediator whose checks are ours
   * @param mediation the contract that verdicts go to
   * @param storage the contract that agreements are in
   */
  public static DealSettings of(Address mediator, Address mediation, Address storage) {
    return new DealSettings(
        mediator,
        ContractProfile.OURS,
        ContractProfile.OURS.route(mediation, Optional.empty()),
        new SigningDomain(31_337, storage),
        Rulebook.Polling.DEFAULT,
        3,
        2,
        10,
        60,
        30,
        20,
        FinalityLevel.SAFE);
  }
}
