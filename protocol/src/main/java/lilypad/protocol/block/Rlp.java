package lilypad.protocol.block;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Writes recursive length prefix (Yellow Paper, appendix B): byte strings and lists of items. */
final class Rlp {

  private static final int STRING = 0x80;
  private static final int LIST = 0xc0;
  private static final int SHORT = 55;

  private Rlp() {}

  /** A byte string. */
  static byte[] string(byte[] value) {
    boolean itself = value.length == 1 && (value[0] & 0xff) < STRING;
    return itself ? value.clone() : prefixed(STRING, value);
  }

  /** A whole number from zero up, without leading zeros. */
  static byte[] number(BigInteger value) {
    return string(digits(value));
  }

  /** A list of items that are encoded already. */
  static byte[] list(List<byte[]> items) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    items.forEach(joined::writeBytes);
    return prefixed(LIST, joined.toByteArray());
  }

  private static byte[] prefixed(int kind, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 5);
    if (content.length <= SHORT) {
      out.write(kind + content.length);
    } else {
      byte[] length = digits(BigInteger.valueOf(content.length));
      out.write(kind + SHORT + length.length);
      out.writeBytes(length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] digits(BigInteger value) {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("expected a number from zero up, got " + value);
    }
    if (value.signum() == 0) {
      return new byte[0];
    }
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }
}
