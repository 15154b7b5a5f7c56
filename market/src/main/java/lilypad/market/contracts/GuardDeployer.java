package lilypad.market.contracts;

import lilypad.chain.send.AccountSender;
import lilypad.protocol.Address;

/**
 * Puts a {@code VerdictGuard} before a mediation contract that knows its mediator by {@code
 * tx.origin}, as Lilypad v2's does: a verdict then takes effect only on the claim and the check
 * that were judged.
 */
public final class GuardDeployer {

  private final DeployingAccount account;

  /** Deploys with the account of {@code deployer}, which has no power over the guard. */
  public GuardDeployer(AccountSender deployer) {
    this.account = new DeployingAccount(deployer);
  }

  /**
   * Creates the guard.
   *
   * @param storage the market's storage contract
   * @param mediation the market's mediation contract
   * @return the guard's address
   * @throws lilypad.chain.send.CallReverted if the two do not obey the same controller
   * @throws lilypad.chain.send.TransactionFailed as {@link AccountSender#deploy}
   */
  public Address deploy(Address storage, Address mediation) {
    return account.create("VerdictGuard", DeployingAccount.words(storage, mediation));
  }
}
