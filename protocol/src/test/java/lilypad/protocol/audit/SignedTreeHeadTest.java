package lilypad.protocol.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.sign.PrivateKey;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.sign.TreeHead;
import org.junit.jupiter.api.Test;

class SignedTreeHeadTest {

  private static final SigningDomain DOMAIN =
      new SigningDomain(31337, Address.fromHex("aa".repeat(20)));
  private static final PrivateKey KEY = PrivateKey.fromHex("07".repeat(32));
  private static final PrivateKey STRANGER = PrivateKey.fromHex("08".repeat(32));

  private static SignedTreeHead head(PrivateKey key, long size, int root, long at) {
    return SignedTreeHead.sign(new TreeHead(size, word(root), at), key, DOMAIN);
  }

  private static Hash32 word(int value) {
    return Hash32.fromHex("%064x".formatted(value));
  }

  @Test
  void everyPartOfAHeadAndItsDomainIsSigned() {
    TreeHead head = new TreeHead(1, word(1), 1);
    List<Hash32> digests =
        List.of(
            head.digest(DOMAIN),
            new TreeHead(2, word(1), 1).digest(DOMAIN),
            new TreeHead(1, word(2), 1).digest(DOMAIN),
            new TreeHead(1, word(1), 2).digest(DOMAIN),
            head.digest(new SigningDomain(1, DOMAIN.verifyingContract())),
            head.digest(new SigningDomain(31337, Address.fromHex("bb".repeat(20)))));
    assertThat(new HashSet<>(digests)).hasSameSizeAs(digests);
    SignedTreeHead signed = head(KEY, 1, 1, 1);
    assertThat(signed.isSignedBy(KEY.address(), DOMAIN)).isTrue();
    assertThat(signed.isSignedBy(STRANGER.address(), DOMAIN)).isFalse();
  }

  @Test
  void bytesThatAreNoSignatureAreNobodys() {
    SignedTreeHead head = new SignedTreeHead(new TreeHead(1, word(1), 1), Bytes.of((byte) 1));
    assertThat(head.isSignedBy(KEY.address(), DOMAIN)).isFalse();
    assertThat(Equivocation.between(DOMAIN, head, head(KEY, 1, 2, 1))).isEmpty();
    assertThat(Equivocation.between(DOMAIN, head(KEY, 1, 2, 1), head)).isEmpty();
  }

  @Test
  void twoRootsForOneSizeUnderOneKeyAreEquivocation() {
    SignedTreeHead one = head(KEY, 9, 1, 1);
    assertThat(Equivocation.between(DOMAIN, one, head(KEY, 9, 2, 5)))
        .hasValueSatisfying(proof -> assertThat(proof.signer()).isEqualTo(KEY.address()));
    assertThat(Equivocation.between(DOMAIN, one, head(KEY, 9, 1, 5))).isEmpty();
    assertThat(Equivocation.between(DOMAIN, one, head(KEY, 10, 2, 5))).isEmpty();
    assertThat(Equivocation.between(DOMAIN, one, head(STRANGER, 9, 2, 5))).isEmpty();
  }
}
