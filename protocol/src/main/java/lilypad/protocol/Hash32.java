package lilypad.protocol;

/** A 32-byte hash: of a block, a transaction, a topic or a statement of ours. */
public record Hash32(Bytes bytes) implements Comparable<Hash32> {

  /** 32 zero bytes. */
  public static final Hash32 ZERO = new Hash32(Bytes.of(new byte[32]));

  /**
   * @throws MalformedValue if {@code bytes} is not 32 long
   */
  public Hash32 {
    if (bytes.size() != 32) {
      throw new MalformedValue("32 bytes", bytes.toString());
    }
  }

  /** Copies 32 bytes. */
  public static Hash32 of(byte[] bytes) {
    return new Hash32(Bytes.of(bytes));
  }

  /** Reads 64 hex digits, with or without {@code 0x}. */
  public static Hash32 fromHex(String text) {
    return new Hash32(Bytes.fromHex(text));
  }

  @Override
  public int compareTo(Hash32 other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}
