package lilypad.deploy.bench;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;

/**
 * What a contract returns, put together without the code that reads it: a value of the ABI is words
 * in its place, or an offset there and the words behind.
 *
 * @param dynamic whether it stands behind
 */
record AbiWords(boolean dynamic, Bytes words) {

  private static final int WORD = 32;

  static AbiWords number(BigInteger value) {
    byte[] digits = value.toByteArray();
    byte[] word = new byte[WORD];
    System.arraycopy(digits, 0, word, WORD - digits.length, digits.length);
    return new AbiWords(false, Bytes.of(word));
  }

  static AbiWords number(long value) {
    return number(BigInteger.valueOf(value));
  }

  static AbiWords account(Address address) {
    return number(new BigInteger(1, address.bytes().toArray()));
  }

  static AbiWords text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(number(bytes.length).words.toArray());
    out.writeBytes(Arrays.copyOf(bytes, (bytes.length + WORD - 1) / WORD * WORD));
    return new AbiWords(true, Bytes.of(out.toByteArray()));
  }

  static AbiWords accounts(List<Address> addresses) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(number(addresses.size()).words.toArray());
    addresses.forEach(address -> out.writeBytes(account(address).words.toArray()));
    return new AbiWords(true, Bytes.of(out.toByteArray()));
  }

  static AbiWords tuple(AbiWords... parts) {
    int head = 0;
    boolean dynamic = false;
    for (AbiWords part : parts) {
      head += part.dynamic ? WORD : part.words.size();
      dynamic |= part.dynamic;
    }
    ByteArrayOutputStream heads = new ByteArrayOutputStream();
    ByteArrayOutputStream tails = new ByteArrayOutputStream();
    for (AbiWords part : parts) {
      if (part.dynamic) {
        heads.writeBytes(number(head + tails.size()).words.toArray());
        tails.writeBytes(part.words.toArray());
      } else {
        heads.writeBytes(part.words.toArray());
      }
    }
    heads.writeBytes(tails.toByteArray());
    return new AbiWords(dynamic, Bytes.of(heads.toByteArray()));
  }
}
