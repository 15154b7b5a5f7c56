package lilypad.protocol.abi;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;

/**
 * Reads one ABI tuple front to back, accepting only the canonical layout that Solidity emits: every
 * offset points to where the part before it ended, padding is zero, nothing follows the last part.
 * So each value has one encoding, no length is believed before it is checked against what is there,
 * and memory stays bounded by the input.
 *
 * @see <a href="https://docs.soliditylang.org/en/latest/abi-spec.html">Contract ABI
 *     specification</a>
 */
final class AbiReader {

  static final int WORD = 32;

  private final byte[] data;
  private final int base;
  private int head;
  private int tail;

  private AbiReader(byte[] data, int base, int headWords) {
    int available = (data.length - base) / WORD;
    if (headWords > available) {
      throw new MalformedAbi(
          headWords + " words at byte " + base, (data.length - base) + " bytes there");
    }
    this.data = data;
    this.base = base;
    this.head = base;
    this.tail = base + headWords * WORD;
  }

  /** Reads all of {@code data} after the first {@code skip} bytes as a tuple. */
  static <T> T read(byte[] data, int skip, int headWords, Function<AbiReader, T> body) {
    AbiReader reader = new AbiReader(data, skip, headWords);
    T value = body.apply(reader);
    if (reader.tail != data.length) {
      throw new MalformedAbi("an end at byte " + reader.tail, data.length + " bytes");
    }
    return value;
  }

  BigInteger uint256() {
    return new BigInteger(1, data, next(), WORD);
  }

  /** An unsigned number of at most {@code bits} bits, up to 63. */
  long uint(int bits, String what) {
    int at = next();
    for (int i = 0; i < WORD - Long.BYTES; i++) {
      if (data[at + i] != 0) {
        throw new MalformedAbi(what + " of at most " + bits + " bits", word(at));
      }
    }
    long value = ByteBuffer.wrap(data, at + WORD - Long.BYTES, Long.BYTES).getLong();
    if (value >>> bits != 0 || value < 0) {
      throw new MalformedAbi(what + " of at most " + bits + " bits", word(at));
    }
    return value;
  }

  /** A block time in seconds. */
  long seconds() {
    return uint(63, "a time in seconds");
  }

  boolean bool() {
    return uint(1, "a bool") == 1;
  }

  Wei wei() {
    return new Wei(uint256());
  }

  Hash32 bytes32() {
    int at = next();
    return new Hash32(bytes(at, at + WORD));
  }

  Address address() {
    int at = next();
    for (int i = 0; i < 12; i++) {
      if (data[at + i] != 0) {
        throw new MalformedAbi("an address of 20 bytes", word(at));
      }
    }
    return new Address(bytes(at + 12, at + WORD));
  }

  /** An enum of Solidity: an index into {@code values}. */
  <E extends Enum<E>> E enumeration(E[] values) {
    int at = head;
    long index = uint(8, "an enum index");
    if (index >= values.length) {
      throw new MalformedAbi(
          "an index of "
              + values[0].getDeclaringClass().getSimpleName()
              + " from 0 to "
              + (values.length - 1),
          word(at));
    }
    return values[(int) index];
  }

  DealId dealId() {
    return new DealId(string());
  }

  /** A string; its bytes must be UTF-8. */
  String string() {
    int length = enterText();
    int start = tail - padded(length);
    if (isAscii(start, start + length)) {
      return new String(data, start, length, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(data, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedAbi("a text in UTF-8", bytes(start, start + length).toString());
    }
  }

  private boolean isAscii(int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) {
      all |= data[i];
    }
    return all >= 0;
  }

  /** The bytes of a text, whatever they are: Solidity does not look whether a string is UTF-8. */
  Bytes text() {
    int length = enterText();
    int start = tail - padded(length);
    return bytes(start, start + length);
  }

  /** Goes to a text and past it; answers its length. */
  private int enterText() {
    enterTail();
    int length = lengthAtTail(1);
    int start = tail + WORD;
    int padded = padded(length);
    if (padded > data.length - start) {
      throw new MalformedAbi(padded + " bytes of text", (data.length - start) + " bytes left");
    }
    for (int i = start + length; i < start + padded; i++) {
      if (data[i] != 0) {
        throw new MalformedAbi("zero padding after a text", "byte " + data[i] + " at " + i);
      }
    }
    tail = start + padded;
    return length;
  }

  private static int padded(int length) {
    return (length + WORD - 1) / WORD * WORD;
  }

  private Bytes bytes(int from, int to) {
    return Bytes.copyOf(data, from, to);
  }

  /** A dynamic array whose elements take one head word each. */
  <T> List<T> list(Function<AbiReader, T> element) {
    enterTail();
    int length = lengthAtTail(WORD);
    AbiReader elements = new AbiReader(data, tail + WORD, length);
    List<T> values = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      values.add(element.apply(elements));
    }
    tail = elements.tail;
    return List.copyOf(values);
  }

  /** A dynamic tuple of {@code headWords} head words. */
  <T> T tuple(int headWords, Function<AbiReader, T> body) {
    enterTail();
    AbiReader inner = new AbiReader(data, tail, headWords);
    T value = body.apply(inner);
    tail = inner.tail;
    return value;
  }

  private int next() {
    int at = head;
    head += WORD;
    return at;
  }

  private void enterTail() {
    int at = next();
    int offset = boundedInt(at);
    if (offset != tail - base) {
      throw new MalformedAbi("an offset of " + (tail - base) + " bytes", word(at));
    }
  }

  private int lengthAtTail(int elementSize) {
    if (data.length - tail < WORD) {
      throw new MalformedAbi("a length at byte " + tail, data.length + " bytes");
    }
    int length = boundedInt(tail);
    if (length < 0 || length > (data.length - tail - WORD) / elementSize) {
      throw new MalformedAbi(
          "a length that fits in the " + (data.length - tail - WORD) + " bytes left", word(tail));
    }
    return length;
  }

  /** The number in a word, or -1 if it is above what an int holds. */
  private int boundedInt(int at) {
    for (int i = 0; i < WORD - Integer.BYTES; i++) {
      if (data[at + i] != 0) {
        return -1;
      }
    }
    int value = ByteBuffer.wrap(data, at + WORD - Integer.BYTES, Integer.BYTES).getInt();
    return value < 0 ? -1 : value;
  }

  private String word(int at) {
    return bytes(at, at + WORD).toString();
  }
}
