package lilypad.protocol;

import java.nio.charset.StandardCharsets;

/** An account or contract on an EVM chain: 20 bytes. */
public record Address(Bytes bytes) implements Comparable<Address> {

  /** 20 zero bytes: Solidity's {@code address(0)}. */
  public static final Address ZERO = new Address(Bytes.of(new byte[20]));

  /**
   * @throws MalformedValue if {@code bytes} is not 20 long
   */
  public Address {
    if (bytes.size() != 20) {
      throw new MalformedValue("an address of 20 bytes", bytes.toString());
    }
  }

  /** Reads 40 hex digits, with or without {@code 0x}; the case is not checked. */
  public static Address fromHex(String text) {
    return new Address(Bytes.fromHex(text));
  }

  /**
   * The account of a secp256k1 public key.
   *
   * @param publicKey 64 bytes: x, y
   */
  public static Address ofPublicKey(byte[] publicKey) {
    return new Address(Keccak.hash(publicKey).bytes().slice(12, 32));
  }

  @Override
  public int compareTo(Address other) {
    return bytes.compareTo(other.bytes);
  }

  /** Lower-case hex with {@code 0x}, as a JSON-RPC node writes it. */
  @Override
  public String toString() {
    return bytes.toString();
  }

  /** Mixed-case hex with its checksum (EIP-55), as people and Lilypad's JSON write it. */
  public String checksummed() {
    String digits = bytes.digits();
    Bytes hash = Keccak.hash(digits.getBytes(StandardCharsets.US_ASCII)).bytes();
    StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      int nibble = (hash.get(i / 2) >> (i % 2 == 0 ? 4 : 0)) & 0xf;
      char digit = digits.charAt(i);
      text.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
    }
    return text.toString();
  }
}
