package lilypad.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/** An immutable byte string of any length, written as {@code 0x} and lower-case hex digits. */
public final class Bytes implements Comparable<Bytes> {

  /** The byte string of length zero. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final HexFormat HEX = HexFormat.of();

  /** What a digit stands for, by its character; -1 for what is no hex digit. */
  private static final byte[] DIGITS = digitValues();

  private static final VarHandle EIGHT_DIGITS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ZEROS = 0x3030_3030_3030_3030L;

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

  /** So many bytes, as {@code fill} writes them; it must not keep the array. */
  public static Bytes filled(int size, Consumer<byte[]> fill) {
    if (size == 0) {
      return EMPTY;
    }
    byte[] value = new byte[size];
    fill.accept(value);
    return new Bytes(value);
  }

  /** A copy of the part of {@code source} from {@code from} (inclusive) to {@code to}. */
  public static Bytes copyOf(byte[] source, int from, int to) {
    return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(source, from, to));
  }

  /**
   * Reads hex digits out of what came over the wire, without {@code 0x} and without a detour over a
   * text.
   *
   * @param ascii holds the digits from {@code from} (inclusive) to {@code to} (exclusive)
   * @throws MalformedValue as {@link #fromHex(String)}
   */
  public static Bytes fromHex(byte[] ascii, int from, int to) {
    int digits = to - from;
    if (digits == 0) {
      return EMPTY;
    }
    byte[] value = new byte[digits / 2];
    int faults = digits % 2 == 0 ? 0 : -1;
    int at = from;
    int i = 0;
    for (; i + 4 <= value.length; i += 4, at += 8) {
      // Most of what a chain says is padding.
      if ((long) EIGHT_DIGITS.get(ascii, at) != ZEROS) {
        faults |= put(ascii, at, value, i) | put(ascii, at + 2, value, i + 1);
        faults |= put(ascii, at + 4, value, i + 2) | put(ascii, at + 6, value, i + 3);
      }
    }
    for (; i < value.length; i++, at += 2) {
      faults |= put(ascii, at, value, i);
    }
    if (faults < 0) {
      throw new MalformedValue(
          "an even number of hex digits",
          new String(ascii, from, digits, StandardCharsets.ISO_8859_1));
    }
    return new Bytes(value);
  }

  /** Negative if one of the two is no digit. */
  private static int put(byte[] ascii, int at, byte[] value, int index) {
    int both = (DIGITS[ascii[at] & 0xff] << 4) | DIGITS[ascii[at + 1] & 0xff];
    value[index] = (byte) both;
    return both;
  }

  private static byte[] digitValues() {
    byte[] values = new byte[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (HexFormat.isHexDigit(i) ? HexFormat.fromHexDigit(i) : -1);
    }
    return values;
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

  /** Copies all bytes into {@code target} from {@code at} on. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(value, 0, target, at, value.length);
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
