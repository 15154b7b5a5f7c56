package lilypad.protocol.sign;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;

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
    return Curve.best()
        .recover(
            digest.bytes().toArray(), signature.bytes().slice(0, 64).toArray(), signature.yParity())
        .map(Address::ofPublicKey)
        .orElseThrow(
            () -> new MalformedSignature("a signature that a key can have made", signature + ""));
  }
}
