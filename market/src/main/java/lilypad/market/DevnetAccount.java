package lilypad.market;

import java.math.BigInteger;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.sign.PrivateKey;
import org.web3j.crypto.Bip32ECKeyPair;
import org.web3j.crypto.MnemonicUtils;

/**
 * An account of the test mnemonic that Anvil, Hardhat and others share, by the usual path (BIP-39,
 * BIP-32, BIP-44: {@code m/44'/60'/0'/0/index}). Everybody has its key: it must never hold anything
 * of worth.
 *
 * @param index its place, from 0; Anvil gives coins to the first ten
 * @param key what it signs with
 * @param publicSecret the key's 32 bytes, known to everybody, to hand to a process of the devnet
 */
public record DevnetAccount(int index, PrivateKey key, Bytes publicSecret) {

  private static final String TEST_MNEMONIC = "test ".repeat(11) + "junk";
  private static final int HARDENED = Bip32ECKeyPair.HARDENED_BIT;

  /**
   * The account at {@code index}.
   *
   * @throws IllegalArgumentException if {@code index} is negative
   */
  public static DevnetAccount at(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("expected an index of at least 0, got " + index);
    }
    byte[] seed = MnemonicUtils.generateSeed(TEST_MNEMONIC, "");
    int[] path = {44 | HARDENED, 60 | HARDENED, HARDENED, 0, index};
    BigInteger secret =
        Bip32ECKeyPair.deriveKeyPair(Bip32ECKeyPair.generateKeyPair(seed), path).getPrivateKey();
    String digits = secret.toString(16);
    Bytes bytes = Bytes.fromHex("0".repeat(64 - digits.length()) + digits);
    return new DevnetAccount(index, PrivateKey.of(bytes.toArray()), bytes);
  }

  /** Its address. */
  public Address address() {
    return key.address();
  }

  @Override
  public String toString() {
    return "DevnetAccount[" + index + ", " + address() + "]";
  }
}
