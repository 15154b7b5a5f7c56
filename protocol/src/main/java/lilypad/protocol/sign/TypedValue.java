package lilypad.protocol.sign;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.MalformedValue;

/** A value of a type of EIP-712; arrays are left out, for no statement of ours has one. */
public sealed interface TypedValue {

  /** Bytes of a word. */
  int WORD = 32;

  /** The type's name, as it stands in a member list. */
  String type();

  /** The 32 bytes that stand for the value (encodeData). */
  Hash32 word();

  /** A string: hashed. */
  record Text(String value) implements TypedValue {
    @Override
    public String type() {
      return "string";
    }

    @Override
    public Hash32 word() {
      return Keccak.hash(value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** An address: padded on the left. */
  record Account(Address value) implements TypedValue {
    @Override
    public String type() {
      return "address";
    }

    @Override
    public Hash32 word() {
      byte[] word = new byte[WORD];
      System.arraycopy(value.bytes().toArray(), 0, word, 12, 20);
      return Hash32.of(word);
    }
  }

  /** A bytes32: as it is. */
  record Word(Hash32 word) implements TypedValue {
    @Override
    public String type() {
      return "bytes32";
    }
  }

  /** An unsigned number of {@code bits} bits. */
  record Uint(int bits, BigInteger value) implements TypedValue {

    /**
     * @throws MalformedValue if it does not fit
     */
    public Uint {
      if (value.signum() < 0 || value.bitLength() > bits || bits > 256) {
        throw new MalformedValue("a number of " + bits + " bits", value.toString());
      }
    }

    @Override
    public String type() {
      return "uint" + bits;
    }

    @Override
    public Hash32 word() {
      byte[] word = new byte[WORD];
      byte[] digits = value.toByteArray();
      int used = Math.min(digits.length, 32);
      System.arraycopy(digits, digits.length - used, word, 32 - used, used);
      return Hash32.of(word);
    }
  }

  /** A named member of a struct. */
  record Member(String name, TypedValue value) {}

  /** A struct: its word is its hash (hashStruct). */
  record Struct(String type, List<Member> members) implements TypedValue {

    public Struct {
      members = List.copyOf(members);
    }

    /** This struct's declaration, followed by those of the structs it refers to, by name. */
    public String encodedType() {
      SortedMap<String, String> others = new TreeMap<>();
      collect(others);
      others.remove(type);
      return declaration() + String.join("", others.values());
    }

    @Override
    public Hash32 word() {
      byte[] parts = new byte[WORD * (members.size() + 1)];
      TypeHashes.of(this).bytes().copyTo(parts, 0);
      int at = WORD;
      for (Member member : members) {
        member.value().word().bytes().copyTo(parts, at);
        at += WORD;
      }
      return Keccak.hash(parts);
    }

    private String declaration() {
      List<String> parts = new ArrayList<>();
      for (Member member : members) {
        parts.add(member.value().type() + " " + member.name());
      }
      return type + "(" + String.join(",", parts) + ")";
    }

    private void collect(SortedMap<String, String> declarations) {
      declarations.put(type, declaration());
      for (Member member : members) {
        if (member.value() instanceof Struct struct) {
          struct.collect(declarations);
        }
      }
    }
  }

  /** What is signed for {@code struct}: 0x1901, the domain's hash and the struct's, hashed. */
  static Hash32 digest(Hash32 domainSeparator, Struct struct) {
    byte[] signed = new byte[2 + 2 * WORD];
    signed[0] = 0x19;
    signed[1] = 0x01;
    domainSeparator.bytes().copyTo(signed, 2);
    struct.word().bytes().copyTo(signed, 2 + WORD);
    return Keccak.hash(signed);
  }
}
