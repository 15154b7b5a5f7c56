package lilypad.protocol.sign;

import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Optional;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** web3j's, for machines that the native one is not built for. */
final class JavaCurve implements Curve {

  private static final int V = 27;

  @Override
  public Optional<byte[]> recover(byte[] digest, byte[] signature, int yParity) {
    Sign.SignatureData data =
        new Sign.SignatureData(
            (byte) (yParity + V),
            Arrays.copyOf(signature, 32),
            Arrays.copyOfRange(signature, 32, 64));
    try {
      BigInteger key = Sign.signedMessageHashToKey(digest, data);
      return key.signum() == 0
          ? Optional.empty() // the point at infinity, which is nobody's key
          : Optional.of(Numeric.toBytesPadded(key, PUBLIC_KEY_SIZE));
    } catch (SignatureException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] sign(byte[] digest, byte[] secret) {
    ECKeyPair keys = ECKeyPair.create(new BigInteger(1, secret));
    Sign.SignatureData made = Sign.signMessage(digest, keys, false);
    byte[] signature = Arrays.copyOf(made.getR(), 65);
    System.arraycopy(made.getS(), 0, signature, 32, 32);
    signature[64] = (byte) (made.getV()[0] - V);
    return signature;
  }
}
