package lilypad.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Our own name of a deal: Keccak-256 over chain id (8 bytes, big endian), storage contract (20
 * bytes) and the deal id's UTF-8 bytes.
 */
public record DealKey(Hash32 hash) implements Comparable<DealKey> {

  /** The key of a deal of one chain and one storage contract. */
  public static DealKey of(long chainId, Address storage, DealId dealId) {
    return new DealKey(
        Keccak.hash(
            ByteBuffer.allocate(Long.BYTES).putLong(chainId).array(),
            storage.bytes().toArray(),
            dealId.text().getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public int compareTo(DealKey other) {
    return hash.compareTo(other.hash);
  }

  /** 64 hex digits without {@code 0x}: fit for an entity id. */
  @Override
  public String toString() {
    return hash.bytes().digits();
  }
}
