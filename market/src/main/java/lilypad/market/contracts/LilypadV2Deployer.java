package lilypad.market.contracts;

import java.util.List;
import lilypad.chain.send.AccountSender;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ContractSet;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;

/**
 * Puts the double of Lilypad v2's contracts on a chain, defects included: for tests and devnets
 * only, where a mediator of the profile {@code lilypad-v2} is to be shown at work. The deploying
 * account owns the contracts and is the treasury. Every method throws what {@link AccountSender}
 * throws.
 */
public final class LilypadV2Deployer {

  private static final String FOLDER = "lilypad-v2/";
  private static final String INITIALIZE = "initialize()";

  private final DeployingAccount account;

  /** Deploys with the account of {@code deployer}. */
  public LilypadV2Deployer(AccountSender deployer) {
    this.account = new DeployingAccount(deployer);
  }

  /**
   * Creates and wires the six contracts. The account's own address stands where the controller
   * keeps those of the job creator contract and of the proof of work, which the double leaves out.
   *
   * @param supply of the token, in its smallest unit
   */
  public ContractSet deploy(Wei supply) {
    List<Address> created =
        Together.all(
            List.of(
                () -> create("V2Token", DeployingAccount.word(supply)),
                () -> create("V2Payments", Bytes.EMPTY),
                () -> create("V2Storage", Bytes.EMPTY),
                () -> create("V2Users", Bytes.EMPTY),
                () -> create("V2MediationRandom", Bytes.EMPTY),
                () -> create("V2Controller", Bytes.EMPTY)));
    ContractSet contracts =
        new ContractSet(
            created.get(0),
            created.get(1),
            created.get(2),
            created.get(3),
            created.get(4),
            created.get(5));
    initialize(contracts);
    return contracts;
  }

  private void initialize(ContractSet contracts) {
    Address payments = contracts.payments();
    Address controller = contracts.controller();
    Bytes parts =
        DeployingAccount.words(
            contracts.storage(),
            contracts.users(),
            payments,
            contracts.mediation(),
            account.address(),
            account.address());
    Together.all(
        List.of(
            () ->
                account.call(
                    payments, "initialize(address)", DeployingAccount.words(contracts.token())),
            () -> account.call(contracts.storage(), INITIALIZE, Bytes.EMPTY),
            () -> account.call(contracts.users(), INITIALIZE, Bytes.EMPTY),
            () -> account.call(contracts.mediation(), INITIALIZE, Bytes.EMPTY),
            () ->
                account.call(
                    controller,
                    "initialize(address,address,address,address,address,address)",
                    parts),
            () -> account.send(contracts.token(), obey(payments)),
            () -> account.send(payments, obey(controller)),
            () -> account.send(contracts.storage(), obey(controller)),
            () -> account.send(contracts.mediation(), obey(controller))));
  }

  private Address create(String name, Bytes arguments) {
    return account.create(FOLDER + name, arguments);
  }

  private static LilypadCall obey(Address controller) {
    return new LilypadCall.SetControllerAddress(controller);
  }
}
