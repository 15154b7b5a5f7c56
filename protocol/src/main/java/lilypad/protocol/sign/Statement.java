package lilypad.protocol.sign;

import java.math.BigInteger;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/** Something that a party of the mediator's protocol signs. */
public sealed interface Statement
    permits NodeChallenge, Commitment, ResultStatement, AbstentionStatement, TreeHead {

  /** The statement as typed data. */
  TypedValue.Struct struct();

  /** What is signed: the EIP-712 digest of the statement in {@code domain}. */
  default Hash32 digest(SigningDomain domain) {
    return TypedValue.digest(domain.separator(), struct());
  }

  /** The statement's signature by {@code signer}. */
  default Signature sign(Signer signer, SigningDomain domain) {
    return signer.sign(digest(domain));
  }

  /**
   * Whether {@code signature} is {@code expected}'s over this statement.
   *
   * @throws MalformedSignature if it recovers to nobody
   */
  default boolean isSignedBy(Address expected, Signature signature, SigningDomain domain) {
    return Signatures.recover(digest(domain), signature).equals(expected);
  }

  /** A round's number, from 0, as uint32. */
  static TypedValue.Member round(int round) {
    if (round < 0) {
      throw new MalformedValue("a round from 0", Integer.toString(round));
    }
    return new TypedValue.Member("round", new TypedValue.Uint(32, BigInteger.valueOf(round)));
  }

  /** A bytes32 member. */
  static TypedValue.Member word(String name, Hash32 value) {
    return new TypedValue.Member(name, new TypedValue.Word(value));
  }

  /** An address member. */
  static TypedValue.Member account(String name, Address value) {
    return new TypedValue.Member(name, new TypedValue.Account(value));
  }

  /** A string member. */
  static TypedValue.Member text(String name, String value) {
    return new TypedValue.Member(name, new TypedValue.Text(value));
  }
}
