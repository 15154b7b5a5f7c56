package lilypad.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import org.junit.jupiter.api.Test;

/** The example of EIP-712: a mail from Cow to Bob, signed with keccak256("cow"). */
class TypedDataTest {

  private static final TypedDomain DOMAIN =
      new TypedDomain(
          Optional.of("Ether Mail"),
          Optional.of("1"),
          Optional.of(BigInteger.ONE),
          Optional.of(Address.fromHex("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC")),
          Optional.empty());

  private static final TypedValue.Struct MAIL =
      new TypedValue.Struct(
          "Mail",
          List.of(
              new TypedValue.Member(
                  "from", person("Cow", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826")),
              new TypedValue.Member(
                  "to", person("Bob", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB")),
              new TypedValue.Member("contents", new TypedValue.Text("Hello, Bob!"))));

  private static final Hash32 DIGEST =
      Hash32.fromHex("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");

  @Test
  void theDomainHasTheSeparatorOfTheExample() {
    assertThat(DOMAIN.separator())
        .hasToString("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f");
  }

  @Test
  void theMailHasTheTypeAndHashOfTheExample() {
    assertThat(MAIL.encodedType())
        .isEqualTo("Mail(Person from,Person to,string contents)Person(string name,address wallet)");
    assertThat(Keccak.hash(MAIL.encodedType().getBytes(StandardCharsets.UTF_8)))
        .hasToString("0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2");
    assertThat(MAIL.word())
        .hasToString("0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e");
    assertThat(TypedValue.digest(DOMAIN.separator(), MAIL)).isEqualTo(DIGEST);
  }

  @Test
  void theCowSignsAsInTheExampleAndIsRecovered() {
    PrivateKey cow =
        PrivateKey.of(Keccak.hash("cow".getBytes(StandardCharsets.UTF_8)).bytes().toArray());
    assertThat(cow.address())
        .isEqualTo(Address.fromHex("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"));
    Signature signature = cow.sign(DIGEST);
    assertThat(signature.bytes().digits())
        .isEqualTo(
            "4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
                + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562"
                + "1c");
    assertThat(Signatures.recover(DIGEST, signature)).isEqualTo(cow.address());
  }

  /**
   * Statements of a kind share the hash of their declaration; others of that name have their own.
   */
  @Test
  void structsOfOneNameAndOtherMembersHaveTheirOwnTypes() {
    TypedValue.Struct word = struct("Note", "text", new TypedValue.Word(Hash32.ZERO));
    TypedValue.Struct renamed = struct("Note", "other", new TypedValue.Word(Hash32.ZERO));
    TypedValue.Struct retyped = struct("Note", "text", new TypedValue.Text("a"));
    TypedValue.Struct person = struct("Note", "text", person("Bob", "0x" + "00".repeat(20)));
    for (TypedValue.Struct struct : List.of(word, renamed, retyped, person, word)) {
      assertThat(struct.word())
          .isEqualTo(
              Keccak.hash(
                  Keccak.hash(struct.encodedType().getBytes(StandardCharsets.UTF_8))
                      .bytes()
                      .toArray(),
                  struct.members().getFirst().value().word().bytes().toArray()));
    }
  }

  private static TypedValue.Struct struct(String type, String member, TypedValue value) {
    return new TypedValue.Struct(type, List.of(new TypedValue.Member(member, value)));
  }

  private static TypedValue.Struct person(String name, String wallet) {
    return new TypedValue.Struct(
        "Person",
        List.of(
            new TypedValue.Member("name", new TypedValue.Text(name)),
            new TypedValue.Member("wallet", new TypedValue.Account(Address.fromHex(wallet)))));
  }
}
