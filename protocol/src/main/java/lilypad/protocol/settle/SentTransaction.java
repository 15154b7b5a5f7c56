package lilypad.protocol.settle;

import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;

/**
 * What a signed transaction says, out of the bytes that are sent.
 *
 * @param hash its name on chain: Keccak-256 of the bytes (EIP-2718)
 * @param from whose key signed it
 * @param to whom it calls; empty if it makes a contract
 * @param value the coins that it moves
 */
public record SentTransaction(
    Hash32 hash, Address from, Optional<Address> to, Bytes data, BigInteger value, long nonce) {

  /** Reads the bytes; empty if they are no signed transaction. */
  public static Optional<SentTransaction> read(Bytes raw) {
    try {
      RawTransaction read = TransactionDecoder.decode(raw.toString());
      if (!(read instanceof SignedRawTransaction signed)) {
        return Optional.empty();
      }
      String to = signed.getTo();
      return Optional.of(
          new SentTransaction(
              Keccak.hash(raw.toArray()),
              Address.fromHex(signed.getFrom()),
              to == null || to.isEmpty() || to.equals("0x")
                  ? Optional.empty()
                  : Optional.of(Address.fromHex(to)),
              Bytes.fromHex(signed.getData()),
              signed.getValue(),
              signed.getNonce().longValueExact()));
    } catch (SignatureException | RuntimeException | StackOverflowError e) {
      // The decoder throws whatever it runs into, lists in lists too: none of it is a transaction.
      return Optional.empty();
    }
  }

  /** Whether it does nothing but use its nonce: it moves no coins and calls nobody. */
  public boolean fills() {
    return to.equals(Optional.of(from)) && data.size() == 0 && value.signum() == 0;
  }
}
