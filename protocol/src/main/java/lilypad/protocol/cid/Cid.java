package lilypad.protocol.cid;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * A CIDv0: the sha2-256 multihash of a dag-pb node, written in base58btc ({@code Qm...}).
 *
 * @param digest the sha2-256 digest of the node's bytes
 * @see <a href="https://github.com/multiformats/cid">CID specification</a>
 */
public record Cid(Hash32 digest) implements Comparable<Cid> {

  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final int RADIX = 58;

  /** 58 to the power of 5. */
  private static final long FIVE = (long) RADIX * RADIX * RADIX * RADIX * RADIX;

  /** The 34 bytes of a multihash as digits of 32 bits. */
  private static final int DIGITS = 9;

  /** The first of them: sha2-256, 32 bytes. */
  private static final int MULTIHASH = 0x1220;

  private static final int LENGTH = 46;

  /**
   * Reads the 46 characters of a CIDv0.
   *
   * @throws MalformedValue if {@code text} is anything else, CIDv1 included
   */
  public static Cid parse(String text) {
    if (text.length() != LENGTH || !text.startsWith("Qm")) {
      throw new MalformedValue("a CIDv0 (46 characters beginning with Qm)", text);
    }
    int[] number = new int[DIGITS];
    for (int i = 0; i < text.length(); i++) {
      long carry = ALPHABET.indexOf(text.charAt(i));
      if (carry < 0) {
        throw new MalformedValue("a CIDv0 in base58btc", text);
      }
      for (int at = DIGITS - 1; at >= 0; at--) {
        carry += Integer.toUnsignedLong(number[at]) * RADIX;
        number[at] = (int) carry;
        carry >>>= Integer.SIZE;
      }
    }
    if (number[0] != MULTIHASH) {
      throw new MalformedValue("a CIDv0 with a sha2-256 multihash", text);
    }
    ByteBuffer bytes = ByteBuffer.allocate(DIGITS * Integer.BYTES);
    bytes.asIntBuffer().put(number);
    return new Cid(new Hash32(Bytes.copyOf(bytes.array(), Integer.BYTES, bytes.capacity())));
  }

  /** The id of a block: the sha2-256 of its bytes. */
  public static Cid ofBlock(byte[] block) {
    try {
      return new Cid(Hash32.of(MessageDigest.getInstance("SHA-256").digest(block)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** The multihash: 0x12, 0x20 and the digest; 34 bytes. */
  public Bytes multihash() {
    byte[] bytes = new byte[34];
    bytes[0] = 0x12;
    bytes[1] = 0x20;
    System.arraycopy(digest.bytes().toArray(), 0, bytes, 2, 32);
    return Bytes.of(bytes);
  }

  /** The multihash with zeros in front, to whole digits. */
  private byte[] padded() {
    byte[] bytes = new byte[DIGITS * Integer.BYTES];
    multihash().copyTo(bytes, 2);
    return bytes;
  }

  @Override
  public int compareTo(Cid other) {
    return digest.compareTo(other.digest);
  }

  @Override
  public String toString() {
    // Long division by 58^5, which leaves room for a 32-bit digit in a long.
    int[] number = new int[DIGITS];
    ByteBuffer.wrap(padded()).asIntBuffer().get(number);
    char[] text = new char[LENGTH];
    int at = LENGTH;
    while (at > 0) {
      long rest = 0;
      for (int i = 0; i < DIGITS; i++) {
        long part = (rest << Integer.SIZE) | Integer.toUnsignedLong(number[i]);
        number[i] = (int) (part / FIVE);
        rest = part % FIVE;
      }
      for (int i = 0; i < 5 && at > 0; i++) {
        text[--at] = ALPHABET.charAt((int) (rest % RADIX));
        rest /= RADIX;
      }
    }
    return new String(text);
  }
}
