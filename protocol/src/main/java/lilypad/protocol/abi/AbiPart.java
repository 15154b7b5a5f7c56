package lilypad.protocol.abi;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;

/** One encoded component of an ABI tuple: static ones stand in the head, others behind it. */
final class AbiPart {

  private static final int WORD = AbiReader.WORD;

  private final boolean dynamic;
  private final byte[] bytes;

  private AbiPart(boolean dynamic, byte[] bytes) {
    this.dynamic = dynamic;
    this.bytes = bytes;
  }

  static AbiPart uint(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new MalformedAbi("a number from 0 to 2^256 - 1", value.toString());
    }
    byte[] word = new byte[WORD];
    byte[] digits = value.toByteArray();
    int used = Math.min(digits.length, WORD);
    System.arraycopy(digits, digits.length - used, word, WORD - used, used);
    return new AbiPart(false, word);
  }

  static AbiPart uint(long value) {
    return uint(BigInteger.valueOf(value));
  }

  static AbiPart wei(Wei value) {
    return uint(value.value());
  }

  static AbiPart bool(boolean value) {
    return uint(value ? 1 : 0);
  }

  static AbiPart enumeration(ChainIndexed value) {
    return uint(value.index());
  }

  static AbiPart bytes32(Hash32 value) {
    return new AbiPart(false, value.bytes().toArray());
  }

  static AbiPart address(Address value) {
    byte[] word = new byte[WORD];
    System.arraycopy(value.bytes().toArray(), 0, word, 12, 20);
    return new AbiPart(false, word);
  }

  static AbiPart dealId(DealId value) {
    return string(value.text());
  }

  static AbiPart string(String value) {
    return text(Bytes.of(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** A string of whatever bytes: Solidity does not look whether they are UTF-8. */
  static AbiPart text(Bytes value) {
    byte[] text = value.toArray();
    int padded = (text.length + WORD - 1) / WORD * WORD;
    return new AbiPart(
        true, ByteBuffer.allocate(WORD + padded).put(uint(text.length).bytes).put(text).array());
  }

  static <T> AbiPart list(List<T> values, Function<T, AbiPart> element) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(uint(values.size()).bytes);
    out.writeBytes(tuple(values.stream().map(element).toArray(AbiPart[]::new)).bytes);
    return new AbiPart(true, out.toByteArray());
  }

  static AbiPart tuple(AbiPart... parts) {
    int headSize = 0;
    boolean dynamic = false;
    for (AbiPart part : parts) {
      headSize += part.dynamic ? WORD : part.bytes.length;
      dynamic |= part.dynamic;
    }
    ByteArrayOutputStream heads = new ByteArrayOutputStream();
    ByteArrayOutputStream tails = new ByteArrayOutputStream();
    for (AbiPart part : parts) {
      if (part.dynamic) {
        heads.writeBytes(uint(headSize + tails.size()).bytes);
        tails.writeBytes(part.bytes);
      } else {
        heads.writeBytes(part.bytes);
      }
    }
    heads.writeBytes(tails.toByteArray());
    return new AbiPart(dynamic, heads.toByteArray());
  }

  byte[] toArray() {
    return bytes.clone();
  }

  Bytes toBytes() {
    return Bytes.of(bytes);
  }
}
