package lilypad.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import org.junit.jupiter.api.Test;

class StatementTest {

  private static final Address STORAGE = Address.fromHex("aa".repeat(20));
  private static final Address VERIFIER = Address.fromHex("bb".repeat(20));
  private static final Address MEDIATOR = Address.fromHex("cc".repeat(20));
  private static final SigningDomain DOMAIN = new SigningDomain(31337, STORAGE);

  @Test
  void everyPartOfACommitmentChangesItsHash() {
    List<Hash32> hashes = new ArrayList<>();
    hashes.add(hash(1, 1, VERIFIER, 1, 1, 1, 1, DOMAIN));
    hashes.add(hash(2, 1, VERIFIER, 1, 1, 1, 1, DOMAIN));
    hashes.add(hash(1, 2, VERIFIER, 1, 1, 1, 1, DOMAIN));
    hashes.add(hash(1, 1, MEDIATOR, 1, 1, 1, 1, DOMAIN));
    hashes.add(hash(1, 1, VERIFIER, 2, 1, 1, 1, DOMAIN));
    hashes.add(hash(1, 1, VERIFIER, 1, 2, 1, 1, DOMAIN));
    hashes.add(hash(1, 1, VERIFIER, 1, 1, 2, 1, DOMAIN));
    hashes.add(hash(1, 1, VERIFIER, 1, 1, 1, 2, DOMAIN));
    hashes.add(hash(1, 1, VERIFIER, 1, 1, 1, 1, new SigningDomain(1, STORAGE)));
    hashes.add(hash(1, 1, VERIFIER, 1, 1, 1, 1, new SigningDomain(31337, MEDIATOR)));
    assertThat(new HashSet<>(hashes)).hasSameSizeAs(hashes);
    assertThat(hash(1, 1, VERIFIER, 1, 1, 1, 1, DOMAIN)).isEqualTo(hashes.get(0));
  }

  @Test
  void aResultOpensItsCommitmentAndNoOther() {
    ResultStatement result =
        new ResultStatement(word(1), 1, VERIFIER, word(1), word(1), word(1), word(1));
    assertThat(result.commitment(DOMAIN).commitment())
        .isEqualTo(hash(1, 1, VERIFIER, 1, 1, 1, 1, DOMAIN));
    assertThat(result.commitment(DOMAIN).commitment()).isNotEqualTo(result.digest(DOMAIN));
  }

  @Test
  void theStatementsAreDeclaredAsTheProtocolNamesThem() {
    assertThat(new TreeHead(1, word(1), 2).struct().encodedType())
        .isEqualTo("TreeHead(uint64 size,bytes32 root,uint64 timestamp)");
    assertThat(
            new NodeChallenge(VERIFIER, "op", word(1), MEDIATOR, word(2), word(3))
                .struct()
                .encodedType())
        .isEqualTo(
            "NodeChallenge(address verifier,string operator,bytes32 nonce,address mediator,"
                + "bytes32 channel,bytes32 runtimeDigest)");
    assertThat(new Commitment(word(1), 1, VERIFIER, word(2), word(3)).struct().encodedType())
        .isEqualTo(
            "Commitment(bytes32 assignment,uint32 round,address verifier,bytes32 runtimeDigest,"
                + "bytes32 commitment)");
    assertThat(
            new ResultStatement(word(1), 1, VERIFIER, word(2), word(3), word(4), word(5))
                .struct()
                .encodedType())
        .isEqualTo(
            "ResultStatement(bytes32 assignment,uint32 round,address verifier,"
                + "bytes32 runtimeDigest,bytes32 resultRoot,bytes32 executionRoot,bytes32 salt)");
    assertThat(
            new AbstentionStatement(word(1), 1, VERIFIER, word(2), "CRASHED")
                .struct()
                .encodedType())
        .isEqualTo(
            "AbstentionStatement(bytes32 assignment,uint32 round,address verifier,"
                + "bytes32 runtimeDigest,string reason)");
  }

  @Test
  void aSignedStatementHoldsForItsSignerAndDomainOnly() {
    PrivateKey key = PrivateKey.fromHex("01".repeat(32));
    AbstentionStatement statement =
        new AbstentionStatement(word(1), 1, key.address(), word(2), "CRASHED");
    Signature signature = statement.sign(key, DOMAIN);
    assertThat(statement.isSignedBy(key.address(), signature, DOMAIN)).isTrue();
    assertThat(statement.isSignedBy(MEDIATOR, signature, DOMAIN)).isFalse();
    assertThat(statement.isSignedBy(key.address(), signature, new SigningDomain(1, STORAGE)))
        .isFalse();
    assertThat(
            new AbstentionStatement(word(1), 1, key.address(), word(2), "TIMED_OUT")
                .isSignedBy(key.address(), signature, DOMAIN))
        .isFalse();
  }

  private static Hash32 hash(
      int assignment,
      int round,
      Address verifier,
      int runtime,
      int result,
      int execution,
      int salt,
      SigningDomain domain) {
    return Commitment.commitmentHash(
        word(assignment),
        round,
        verifier,
        word(runtime),
        word(result),
        word(execution),
        word(salt),
        domain);
  }

  private static Hash32 word(int n) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) n;
    return Hash32.of(bytes);
  }

  @Test
  void domainsThatAreAskedInTurnsHaveEachItsOwnHash() {
    SigningDomain one = new SigningDomain(1, Address.ZERO);
    SigningDomain other = new SigningDomain(2, Address.ZERO);
    Hash32 hash = one.separator();

    assertThat(other.separator()).isNotEqualTo(hash);
    assertThat(one.separator()).isEqualTo(hash);
    assertThat(new SigningDomain(1, Address.ZERO).separator()).isEqualTo(hash);
    assertThat(new SigningDomain(2, Address.ZERO).separator()).isEqualTo(other.separator());
  }
}
