package lilypad.protocol.sign;

import java.math.BigInteger;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import org.web3j.crypto.Sign;

/**
 * An ECDSA signature on secp256k1 that its signer's address can be recovered from, in its one
 * canonical form: low s (EIP-2), v 27 or 28. A second form of the same signature is refused, so
 * that bytes can be compared.
 *
 * @param bytes 65: r, s, v
 */
public record Signature(Bytes bytes) {

  /** Bytes of a signature. */
  public static final int SIZE = 65;

  private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();
  private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

  /**
   * @throws MalformedSignature if it is not 65 bytes of r in [1, n), s in [1, n/2], v 27 or 28
   */
  public Signature {
    if (bytes.size() != SIZE) {
      throw new MalformedSignature("a signature of 65 bytes", bytes.size() + " bytes");
    }
    check("r", bytes.slice(0, 32), ORDER.subtract(BigInteger.ONE));
    check("s", bytes.slice(32, 64), HALF_ORDER);
    if (bytes.get(64) != 27 && bytes.get(64) != 28) {
      throw new MalformedSignature("v of 27 or 28", Integer.toString(bytes.get(64)));
    }
  }

  /** The first half. */
  public Hash32 r() {
    return new Hash32(bytes.slice(0, 32));
  }

  /** The second half. */
  public Hash32 s() {
    return new Hash32(bytes.slice(32, 64));
  }

  /** 0 or 1, as transactions of EIP-1559 carry it: v minus 27. */
  public int yParity() {
    return bytes.get(64) - 27;
  }

  @Override
  public String toString() {
    return bytes.toString();
  }

  private static void check(String name, Bytes part, BigInteger most) {
    BigInteger value = new BigInteger(1, part.toArray());
    if (value.signum() == 0 || value.compareTo(most) > 0) {
      throw new MalformedSignature(name + " from 1 to 0x" + most.toString(16), part.toString());
    }
  }
}
