package lilypad.market.contracts;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.AccountSender;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ContractSet;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts our contracts on a chain. The deploying account owns them and is the treasury: it holds the
 * whole supply of the token, and slashed stakes go to it. Every method throws what {@link
 * AccountSender} throws.
 */
public final class ContractDeployer {

  private static final Logger LOG = LoggerFactory.getLogger(ContractDeployer.class);
  private static final int WORD = 32;

  private final AccountSender deployer;

  /** Deploys with the account of {@code deployer}. */
  public ContractDeployer(AccountSender deployer) {
    this.deployer = deployer;
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
                () -> create("LilypadToken", Bytes.of(word(supply.value().toByteArray()))),
                () -> create("LilypadStorage", Bytes.EMPTY),
                () -> create("LilypadUsers", Bytes.EMPTY),
                () -> create("LilypadMediationRandom", Bytes.EMPTY)));
    Address token = alone.get(0);
    Address storage = alone.get(1);
    Address users = alone.get(2);
    Address mediation = alone.get(3);
    Address payments = create("LilypadPayments", words(token));
    Address controller = create("LilypadController", words(storage, users, payments, mediation));
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
            .map(transfer -> (Supplier<TransactionReceipt>) () -> send(contracts.token(), transfer))
            .toList());
  }

  private Address create(String name, Bytes arguments) {
    ContractArtifact artifact = ContractArtifact.of(name);
    Address address = deployer.deploy(joined(artifact.initCode(), arguments));
    LOG.debug("{} is at {}", name, address);
    return address;
  }

  private TransactionReceipt wire(Address contract, Address controller) {
    send(contract, new LilypadCall.SetControllerAddress(controller));
    return send(contract, withoutArguments("disableChangeControllerAddress()"));
  }

  private TransactionReceipt send(Address to, LilypadCall call) {
    return deployer.send(to, call.encode());
  }

  private static LilypadCall withoutArguments(String signature) {
    byte[] text = signature.getBytes(StandardCharsets.US_ASCII);
    return new LilypadCall.Other(Keccak.hash(text).bytes().slice(0, 4), Bytes.EMPTY);
  }

  private static Bytes words(Address... values) {
    Bytes words = Bytes.EMPTY;
    for (Address value : values) {
      words = joined(words, Bytes.of(word(value.bytes().toArray())));
    }
    return words;
  }

  private static byte[] word(byte[] value) {
    byte[] word = new byte[WORD];
    int used = Math.min(value.length, WORD);
    System.arraycopy(value, value.length - used, word, WORD - used, used);
    return word;
  }

  private static Bytes joined(Bytes first, Bytes second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first.toArray());
    out.writeBytes(second.toArray());
    return Bytes.of(out.toByteArray());
  }
}
