package lilypad.deploy.devnet;

import java.util.Optional;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.send.AccountSender;
import lilypad.market.Marketplace;
import lilypad.market.WorkerAccounts;
import lilypad.market.contracts.AnchorDeployer;
import lilypad.market.contracts.GuardDeployer;
import lilypad.protocol.Address;
import lilypad.protocol.ContractSet;

/** Which contracts a devnet's market is on. */
public enum Deployment {
  /** Ours. */
  OURS,
  /** The double of Lilypad v2's, with a guard before its mediation contract. */
  GUARDED_LILYPAD_V2;

  /**
   * The contracts, and the guard where there is one.
   *
   * @param guard what verdicts go through
   * @param anchor where mediators anchor their tree heads
   */
  record Deployed(ContractSet contracts, Optional<Address> guard, Address anchor) {}

  Deployed deploy(EvmChain chain, WorkerAccounts accounts, DevnetSettings settings) {
    AccountSender admin = new AccountSender(chain, accounts.admin().key(), settings.sending());
    return switch (this) {
      case OURS ->
          new Deployed(
              Marketplace.deploy(chain, accounts, settings.market(), settings.sending()),
              Optional.empty(),
              new AnchorDeployer(admin).deploy());
      case GUARDED_LILYPAD_V2 -> {
        ContractSet contracts =
            Marketplace.deployLilypadV2(chain, accounts, settings.market(), settings.sending());
        yield new Deployed(
            contracts,
            Optional.of(
                new GuardDeployer(admin).deploy(contracts.storage(), contracts.mediation())),
            new AnchorDeployer(admin).deploy());
      }
    };
  }
}
