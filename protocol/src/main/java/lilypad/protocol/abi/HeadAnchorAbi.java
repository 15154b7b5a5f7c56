package lilypad.protocol.abi;

import java.io.ByteArrayOutputStream;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/** The calls of our {@code HeadAnchor} contract, and what its views return. */
public final class HeadAnchorAbi {

  private static final Bytes ANCHOR = Selector.of("anchor(uint64,bytes32)");
  private static final Bytes NEWEST = Selector.of("newest(address)");
  private static final Bytes NEWEST_UP_TO = Selector.of("newestUpTo(address,uint64)");

  /**
   * A head as it stands on chain.
   *
   * @param size how many leaves; 0 if none is anchored
   */
  public record Anchored(long size, Hash32 root) {

    /** Whether there is one. */
    public boolean exists() {
      return size > 0;
    }
  }

  private HeadAnchorAbi() {}

  /** Anchors a head of the sender's record. */
  public static Bytes anchor(long size, Hash32 root) {
    return call(ANCHOR, AbiPart.uint(size), AbiPart.bytes32(root));
  }

  /** View, read by {@link #anchored}: an account's newest head. */
  public static Bytes newest(Address by) {
    return call(NEWEST, AbiPart.address(by));
  }

  /** View, read by {@link #anchored}: an account's newest head that is not larger than this. */
  public static Bytes newestUpTo(Address by, long most) {
    return call(NEWEST_UP_TO, AbiPart.address(by), AbiPart.uint(most));
  }

  /**
   * Reads what the views of heads return.
   *
   * @throws MalformedAbi if the data is not the canonical encoding; no data at all (an address
   *     without code) is such a case
   */
  public static Anchored anchored(Bytes data) {
    return AbiReader.read(
        data.toArray(), 0, 2, in -> new Anchored(in.uint(63, "a size"), in.bytes32()));
  }

  private static Bytes call(Bytes selector, AbiPart... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(selector.toArray());
    out.writeBytes(AbiPart.tuple(arguments).toBytes().toArray());
    return Bytes.of(out.toByteArray());
  }
}
