package lilypad.protocol.sign;

import java.util.Optional;

/** What secp256k1 is computed with. Both give the same bytes; the native one is much faster. */
interface Curve {

  /** Bytes of a public key, without the 0x04 before them. */
  int PUBLIC_KEY_SIZE = 64;

  /**
   * The public key that made a signature; nothing if no key can have.
   *
   * @param digest 32 bytes
   * @param signature 64 bytes: r, s
   * @param yParity 0 or 1
   */
  Optional<byte[]> recover(byte[] digest, byte[] signature, int yParity);

  /**
   * A signature (RFC 6979, low s).
   *
   * @param digest 32 bytes
   * @param secret 32 bytes, from 1 to the curve's order
   * @return 65 bytes: r, s, y parity
   */
  byte[] sign(byte[] digest, byte[] secret);

  /** The native one where it can be loaded, otherwise the one in Java, without a word. */
  static Curve best() {
    return Best.CURVE;
  }

  /** Chosen once. */
  final class Best {

    private static final Curve CURVE = choose();

    private Best() {}

    private static Curve choose() {
      try {
        return new NativeCurve();
      } catch (IllegalStateException | LinkageError e) {
        return new JavaCurve();
      }
    }
  }
}
