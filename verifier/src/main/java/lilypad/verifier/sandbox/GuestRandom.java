package lilypad.verifier.sandbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Where {@code random_get} takes its bytes. */
public interface GuestRandom {

  /** Fills {@code bytes} with the next bytes. */
  void fill(byte[] bytes);

  /** The host's entropy, for a job of the profile {@code wasm-ambient}. */
  static GuestRandom ambient() {
    return new SecureRandom()::nextBytes;
  }

  /**
   * SHA-256 in counter mode: block {@code i} is SHA-256 of the text {@code lilypad-random/1}, the
   * seed and {@code i} as eight bytes, big endian; calls take the blocks' bytes one after the
   * other.
   */
  static GuestRandom seeded(byte[] seed) {
    return new Seeded(seed.clone());
  }

  /** See {@link #seeded}. */
  final class Seeded implements GuestRandom {

    private static final byte[] DOMAIN = "lilypad-random/1".getBytes(StandardCharsets.US_ASCII);

    private final byte[] seed;
    private final MessageDigest sha256;
    private byte[] block = new byte[0];
    private int used;
    private long counter;

    private Seeded(byte[] seed) {
      this.seed = seed;
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }

    @Override
    public void fill(byte[] bytes) {
      for (int done = 0; done < bytes.length; ) {
        if (used == block.length) {
          sha256.update(DOMAIN);
          sha256.update(seed);
          block = sha256.digest(ByteBuffer.allocate(8).putLong(counter).array());
          counter++;
          used = 0;
        }
        int part = Math.min(block.length - used, bytes.length - done);
        System.arraycopy(block, used, bytes, done, part);
        used += part;
        done += part;
      }
    }
  }
}
