package lilypad.protocol;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string of any length, written as {@code 0x} and lower-case hex digits. */
public final class Bytes implements Comparable<Bytes> {

  /** The byte string of length zero. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** Copies {@code value}. */
  public static Bytes of(byte... value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /**
   * Reads hex digits with or without a {@code 0x} in front.
   *
   * @throws MalformedValue if there is an odd number of digits or a character that is no hex digit
   */
  public static Bytes fromHex(String text) {
    String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    try {
      return of(HEX.parseHex(digits));
    } catch (IllegalArgumentException e) {
      throw new MalformedValue("an even number of hex digits", text, e);
    }
  }

  /** The number of bytes. */
  public int size() {
    return value.length;
  }

  /** The byte at {@code index}, counted from 0. */
  public byte get(int index) {
    return value[index];
  }

  /** A copy of the bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(value, from, to));
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return value.clone();
  }

  /** The digits without {@code 0x}. */
  public String digits() {
    return HEX.formatHex(value);
  }

  /** Unsigned lexicographic order. */
  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "0x" + digits();
  }
}
