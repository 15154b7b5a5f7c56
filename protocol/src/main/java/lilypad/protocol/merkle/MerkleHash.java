package lilypad.protocol.merkle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import lilypad.protocol.Hash32;

/**
 * The two hashes of a Merkle tree, told apart by their first byte: no leaf can pass for a node.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1">RFC 9162, section 2.1.1</a>
 */
public final class MerkleHash {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  /** Looking for one takes as long as hashing a leaf. */
  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(MerkleHash::sha256);

  private MerkleHash() {}

  /** SHA-256 of 0x00 and the entry. */
  public static Hash32 leaf(byte[] entry) {
    MessageDigest sha256 = SHA256.get();
    sha256.update(LEAF);
    return Hash32.of(sha256.digest(entry));
  }

  /** SHA-256 of 0x01, the left and the right subtree's hash. */
  public static Hash32 node(Hash32 left, Hash32 right) {
    byte[] both = new byte[65];
    both[0] = NODE;
    left.bytes().copyTo(both, 1);
    right.bytes().copyTo(both, 33);
    return Hash32.of(SHA256.get().digest(both));
  }

  /** The root of the tree without leaves: SHA-256 of nothing. */
  public static Hash32 empty() {
    return Hash32.of(sha256().digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
