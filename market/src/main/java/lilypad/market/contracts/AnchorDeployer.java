package lilypad.market.contracts;

import lilypad.chain.send.AccountSender;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;

/** Creates a {@code HeadAnchor}, in which mediators anchor the tree heads of their records. */
public final class AnchorDeployer {

  private final DeployingAccount account;

  /** Deploys with the account of {@code deployer}, which has no power over the contract. */
  public AnchorDeployer(AccountSender deployer) {
    this.account = new DeployingAccount(deployer);
  }

  /**
   * Creates the contract.
   *
   * @return its address
   * @throws lilypad.chain.send.TransactionFailed as {@link AccountSender#deploy}
   */
  public Address deploy() {
    return account.create("HeadAnchor", Bytes.EMPTY);
  }
}
