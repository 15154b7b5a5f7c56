package lilypad.protocol.sign;

import java.math.BigInteger;
import java.security.SignatureException;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/** Tells who signed. */
public final class Signatures {

  private Signatures() {}

  /**
   * The address whose key made {@code signature} over {@code digest}. Any well-formed signature
   * recovers to some address: compare it with the one expected.
   *
   * @throws MalformedSignature if r is no point of the curve, or no key can have signed so
   */
  public static Address recover(Hash32 digest, Signature signature) {
    Sign.SignatureData data =
        new Sign.SignatureData(
            (byte) (signature.yParity() + 27),
            signature.r().bytes().toArray(),
            signature.s().bytes().toArray());
    try {
      BigInteger publicKey = Sign.signedMessageHashToKey(digest.bytes().toArray(), data);
      return Address.fromHex(Keys.getAddress(publicKey));
    } catch (SignatureException | IllegalArgumentException e) {
      throw new MalformedSignature("a signature that a key can have made", signature + "", e);
    }
  }
}
