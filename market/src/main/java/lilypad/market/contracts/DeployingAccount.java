package lilypad.market.contracts;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.AccountSender;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An account that creates contracts and wires them. Every method that sends throws what {@link
 * AccountSender} throws.
 */
final class DeployingAccount {

  private static final Logger LOG = LoggerFactory.getLogger(DeployingAccount.class);
  private static final int WORD = 32;
  private static final int SELECTOR = 4;

  private final AccountSender sender;

  DeployingAccount(AccountSender sender) {
    this.sender = sender;
  }

  /** Its address. */
  Address address() {
    return sender.address();
  }

  /**
   * Creates a contract.
   *
   * @param artifact its name as {@link ContractArtifact#of} takes it
   * @param arguments of its constructor, encoded
   */
  Address create(String artifact, Bytes arguments) {
    Bytes initCode = ContractArtifact.of(artifact).initCode();
    Address address = sender.deploy(joined(initCode, arguments));
    LOG.debug("{} is at {}", artifact, address);
    return address;
  }

  /** Calls a contract. */
  TransactionReceipt send(Address to, LilypadCall call) {
    return sender.send(to, call.encode());
  }

  /**
   * Calls a function that only a deployment needs.
   *
   * @param signature its canonical signature
   * @param arguments its arguments, encoded
   */
  TransactionReceipt call(Address to, String signature, Bytes arguments) {
    byte[] text = signature.getBytes(StandardCharsets.US_ASCII);
    return send(to, new LilypadCall.Other(Keccak.hash(text).bytes().slice(0, SELECTOR), arguments));
  }

  /** Addresses as arguments. */
  static Bytes words(Address... values) {
    Bytes words = Bytes.EMPTY;
    for (Address value : values) {
      words = joined(words, word(value.bytes().toArray()));
    }
    return words;
  }

  /** An amount as an argument. */
  static Bytes word(Wei amount) {
    return word(amount.value().toByteArray());
  }

  private static Bytes word(byte[] value) {
    byte[] word = new byte[WORD];
    int used = Math.min(value.length, WORD);
    System.arraycopy(value, value.length - used, word, WORD - used, used);
    return Bytes.of(word);
  }

  private static Bytes joined(Bytes first, Bytes second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first.toArray());
    out.writeBytes(second.toArray());
    return Bytes.of(out.toByteArray());
  }
}
