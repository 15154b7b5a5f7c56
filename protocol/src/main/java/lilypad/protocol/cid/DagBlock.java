package lilypad.protocol.cid;

import lilypad.protocol.Bytes;

/**
 * A serialised dag-pb node and its id.
 *
 * @param cid the sha2-256 of {@code bytes}
 * @param bytes the node as it is stored and sent
 */
public record DagBlock(Cid cid, Bytes bytes) {

  /** The block of these bytes, its id computed. */
  public static DagBlock of(byte[] bytes) {
    return new DagBlock(Cid.ofBlock(bytes), Bytes.of(bytes));
  }
}
