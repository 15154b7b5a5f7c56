package lilypad.protocol.sign;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import java.util.Optional;

/** libsecp256k1, as Bitcoin's nodes use it. */
final class NativeCurve implements Curve {

  private final Secp256k1 library;

  /**
   * @throws IllegalStateException if there is no library for this machine, or it cannot be unpacked
   * @throws LinkageError if it does not fit the machine
   */
  NativeCurve() {
    this.library = Secp256k1.get();
  }

  @Override
  public Optional<byte[]> recover(byte[] digest, byte[] signature, int yParity) {
    try {
      byte[] key = library.ecdsaRecover(signature, digest, yParity);
      return Optional.of(Arrays.copyOfRange(key, key.length - PUBLIC_KEY_SIZE, key.length));
    } catch (Secp256k1Exception e) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] sign(byte[] digest, byte[] secret) {
    byte[] signature = library.sign(digest, secret);
    byte[] signer = library.pubkeyCreate(secret);
    byte[] made = Arrays.copyOf(signature, signature.length + 1);
    made[signature.length] =
        (byte) (Arrays.equals(library.ecdsaRecover(signature, digest, 0), signer) ? 0 : 1);
    return made;
  }
}
