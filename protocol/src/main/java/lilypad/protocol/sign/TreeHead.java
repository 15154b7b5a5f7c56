package lilypad.protocol.sign;

import java.math.BigInteger;
import java.util.List;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * How far a mediator's audit log had got, and what it held: signed, it is a promise that the log's
 * first leaves are these for ever.
 *
 * @param size leaves
 * @param root of the Merkle tree over them (RFC 9162, section 2.1.1)
 * @param timestamp seconds since 1970-01-01 by the mediator's clock
 */
public record TreeHead(long size, Hash32 root, long timestamp) implements Statement {

  /**
   * @throws MalformedValue if size or time is negative
   */
  public TreeHead {
    if (size < 0) {
      throw new MalformedValue("a size from 0", Long.toString(size));
    }
    if (timestamp < 0) {
      throw new MalformedValue("a time since 1970-01-01", Long.toString(timestamp));
    }
  }

  @Override
  public TypedValue.Struct struct() {
    return new TypedValue.Struct(
        "TreeHead",
        List.of(
            number("size", size), Statement.word("root", root), number("timestamp", timestamp)));
  }

  private static TypedValue.Member number(String name, long value) {
    return new TypedValue.Member(name, new TypedValue.Uint(64, BigInteger.valueOf(value)));
  }
}
