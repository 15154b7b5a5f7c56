package lilypad.protocol.sign;

import java.math.BigInteger;
import java.security.SecureRandom;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** A secp256k1 key in memory. It never shows its secret: not in text, not in errors. */
public final class PrivateKey implements Signer {

  private final byte[] secret;
  private final Address address;

  private PrivateKey(BigInteger secret) {
    if (secret.signum() <= 0 || secret.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
      throw new MalformedValue("a private key from 1 to the curve's order", "a number outside");
    }
    this.secret = Numeric.toBytesPadded(secret, 32);
    this.address =
        Address.ofPublicKey(Numeric.toBytesPadded(Sign.publicKeyFromPrivate(secret), 64));
  }

  /**
   * The key of 32 bytes.
   *
   * @throws MalformedValue if there are not 32, or they are no key; the bytes are not repeated
   */
  public static PrivateKey of(byte[] secret) {
    if (secret.length != 32) {
      throw new MalformedValue("a private key of 32 bytes", secret.length + " bytes");
    }
    return new PrivateKey(new BigInteger(1, secret));
  }

  /**
   * Reads 64 hex digits, with or without {@code 0x}.
   *
   * @throws MalformedValue if it is anything else; the text is not repeated
   */
  public static PrivateKey fromHex(String text) {
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    if (digits.length() != 64
        || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      throw new MalformedValue("a private key of 64 hex digits", "a text of " + text.length());
    }
    return of(Bytes.fromHex(digits).toArray());
  }

  /** A new key out of {@code random}. */
  public static PrivateKey generate(SecureRandom random) {
    BigInteger secret;
    do {
      secret = new BigInteger(256, random);
    } while (secret.signum() == 0 || secret.compareTo(Sign.CURVE_PARAMS.getN()) >= 0);
    return new PrivateKey(secret);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Signature sign(Hash32 digest) {
    byte[] made = Curve.best().sign(digest.bytes().toArray(), secret);
    made[64] = (byte) (made[64] + 27);
    return new Signature(Bytes.of(made));
  }

  /** The address; the secret is not shown. */
  @Override
  public String toString() {
    return "PrivateKey[of " + address + "]";
  }
}
