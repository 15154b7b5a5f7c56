package lilypad.market.contracts;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.AccountSender;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ContractSet;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;

/**
 * Puts our contracts on a chain. The deploying account owns them and is the treasury: it holds the
 * whole supply of the token, and slashed stakes go to it. Every method throws what {@link
 * AccountSender} throws.
 */
public final class ContractDeployer {

  private final DeployingAccount account;

  /** Deploys with the account of {@code deployer}. */
  public ContractDeployer(AccountSender deployer) {
    this.account = new DeployingAccount(deployer);
  }

  /**
   * Creates the six contracts, wires them as LilypadController.sol says, and takes from everybody
   * the power to wire them otherwise.
   *
   * @param supply of the token, in its smallest unit
   */
  public ContractSet deploy(Wei supply) {
    List<Address> alone =
        Together.all(
            List.of(
                () -> account.create("LilypadToken", DeployingAccount.word(supply)),
                () -> account.create("LilypadStorage", Bytes.EMPTY),
                () -> account.create("LilypadUsers", Bytes.EMPTY),
                () -> account.create("LilypadMediationRandom", Bytes.EMPTY)));
    Address token = alone.get(0);
    Address storage = alone.get(1);
    Address users = alone.get(2);
    Address mediation = alone.get(3);
    Address payments = account.create("LilypadPayments", DeployingAccount.words(token));
    Address controller =
        account.create(
            "LilypadController", DeployingAccount.words(storage, users, payments, mediation));
    Together.all(
        List.of(
            () -> wire(token, payments),
            () -> wire(payments, controller),
            () -> wire(storage, controller),
            () -> wire(mediation, controller)));
    return new ContractSet(token, payments, storage, users, mediation, controller);
  }

  /** Gives tokens from the treasury to each account, in the token's smallest unit. */
  public void fund(ContractSet contracts, Map<Address, Wei> tokens) {
    Together.all(
        tokens.entrySet().stream()
            .map(purse -> new LilypadCall.Transfer(purse.getKey(), purse.getValue()))
            .map(
                transfer ->
                    (Supplier<TransactionReceipt>) () -> account.send(contracts.token(), transfer))
            .toList());
  }

  private TransactionReceipt wire(Address contract, Address controller) {
    account.send(contract, new LilypadCall.SetControllerAddress(controller));
    return account.call(contract, "disableChangeControllerAddress()", Bytes.EMPTY);
  }
}
