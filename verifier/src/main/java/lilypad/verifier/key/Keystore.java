package lilypad.verifier.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.sign.PrivateKey;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.crypto.exception.CipherException;
import org.web3j.utils.Numeric;

/**
 * A private key under a password, as Ethereum's tools store it: Web3 Secret Storage, version 3.
 * Reads both of its key derivations and writes scrypt with its standard cost (N = 2^18, r = 8, p =
 * 1: 256 MiB and about a second).
 */
public final class Keystore {

  /** Larger ones would only exhaust this machine. */
  private static final long MOST_SCRYPT_BYTES = 1L << 30;

  private static final int MOST_ITERATIONS = 10_000_000;
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final WalletFile wallet;
  private final Optional<Address> address;

  private Keystore(WalletFile wallet, Optional<Address> address) {
    this.wallet = wallet;
    this.address = address;
  }

  /** A new key that nobody has seen, under a password. */
  public static Keystore generate(SecureRandom random, Password password) {
    try {
      ECKeyPair keys = Keys.createEcKeyPair(random);
      WalletFile wallet = Wallet.createStandard(password.text(), keys);
      return new Keystore(wallet, Optional.of(Address.fromHex(Keys.getAddress(keys))));
    } catch (CipherException
        | NoSuchAlgorithmException
        | NoSuchProviderException
        | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("this JDK lacks a cipher that every JDK has", e);
    }
  }

  /**
   * Reads a keystore's JSON.
   *
   * @throws MalformedValue naming the field that is not as it has to be
   */
  public static Keystore parse(String json) {
    JsonNode root = tree(json);
    number(root, "version", 3, 3);
    JsonNode crypto = root.path("crypto");
    oneOf(crypto, "cipher", "aes-128-ctr");
    hex(crypto, "ciphertext", 32);
    hex(crypto.path("cipherparams"), "iv", 16);
    hex(crypto, "mac", 32);
    JsonNode derivation = crypto.path("kdfparams");
    number(derivation, "dklen", 32, 32);
    hex(derivation, "salt", 32);
    if (oneOf(crypto, "kdf", "scrypt", "pbkdf2").equals("scrypt")) {
      long r = number(derivation, "r", 1, 64);
      number(derivation, "p", 1, 64);
      long n = number(derivation, "n", 2, mostCost(r));
      if (Long.bitCount(n) != 1) {
        throw new MalformedValue("n to be a power of two", Long.toString(n));
      }
    } else {
      number(derivation, "c", 1, MOST_ITERATIONS);
      oneOf(derivation, "prf", "hmac-sha256");
    }
    Optional<Address> address =
        root.hasNonNull("address")
            ? Optional.of(Address.fromHex(Numeric.prependHexPrefix(root.path("address").asText())))
            : Optional.empty();
    try {
      return new Keystore(JSON.treeToValue(root, WalletFile.class), address);
    } catch (JsonProcessingException e) {
      throw new MalformedValue("a keystore of version 3", "another object");
    }
  }

  /** The key's address, which the file tells without a password; some programs leave it out. */
  public Optional<Address> address() {
    return address;
  }

  /**
   * The key.
   *
   * @throws WrongPassword if the password is another
   * @throws MalformedValue if the key is not that of the address
   */
  public PrivateKey decrypt(Password password) throws WrongPassword {
    PrivateKey key;
    try {
      ECKeyPair keys = Wallet.decrypt(password.text(), wallet);
      key = PrivateKey.of(Numeric.toBytesPadded(keys.getPrivateKey(), 32));
    } catch (CipherException e) {
      // All that a key and its checksum can tell after the form was checked.
      throw new WrongPassword();
    }
    if (address.isPresent() && !address.get().equals(key.address())) {
      throw new MalformedValue("the key of " + address.get(), "that of " + key.address());
    }
    return key;
  }

  /** The password is not the one that it was encrypted with. */
  public static final class WrongPassword extends Exception {}

  /**
   * Writes it to a new file that only its owner can use.
   *
   * @throws FileAlreadyExistsException if there is one: a key is never overwritten
   */
  public void create(Path file) throws IOException {
    OwnerOnly.create(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(wallet) + "\n");
  }

  /** What memory allows, and below 2^(16 r), without which RFC 7914 promises nothing. */
  private static long mostCost(long r) {
    long memory = MOST_SCRYPT_BYTES / 128 / r;
    return r == 1 ? Math.min(memory, (1 << 16) - 1) : memory;
  }

  private static JsonNode tree(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException e) {
      throw new MalformedValue("a keystore in JSON", "a text of " + json.length());
    }
    throw new MalformedValue("a keystore in JSON", "a text of " + json.length());
  }

  private static long number(JsonNode parent, String field, long least, long most) {
    JsonNode value = parent.path(field);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.longValue() < least
        || value.longValue() > most) {
      throw new MalformedValue(field + " from " + least + " to " + most, kind(value));
    }
    return value.longValue();
  }

  private static String oneOf(JsonNode parent, String field, String... known) {
    String text = parent.path(field).asText("");
    for (String each : known) {
      if (each.equals(text)) {
        return each;
      }
    }
    throw new MalformedValue(
        field + " to be " + String.join(" or ", known), kind(parent.path(field)));
  }

  private static void hex(JsonNode parent, String field, int bytes) {
    String digits = Numeric.cleanHexPrefix(parent.path(field).asText(""));
    try {
      if (Bytes.fromHex(digits).size() == bytes) {
        return;
      }
    } catch (MalformedValue e) {
      throw new MalformedValue(field + " of " + bytes + " bytes in hex", "other text");
    }
    throw new MalformedValue(
        field + " of " + bytes + " bytes in hex", digits.length() + " characters");
  }

  /** A number as it is, and of anything else no more than what it is. */
  private static String kind(JsonNode value) {
    return value.isNumber() ? value.asText() : value.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /** The address; nothing of what is encrypted. */
  @Override
  public String toString() {
    return "Keystore[of " + address.map(Address::toString).orElse("a key without address") + "]";
  }
}
