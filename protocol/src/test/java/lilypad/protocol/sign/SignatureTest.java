package lilypad.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import org.junit.jupiter.api.Test;

class SignatureTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final String SECRET =
      "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
  private static final Hash32 DIGEST = Hash32.fromHex("11".repeat(32));

  @Test
  void whatAKeySignsRecoversToItsAddressAndToNoOtherForAnotherDigest() {
    System.out.println("SignatureTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    for (int i = 0; i < 100; i++) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      secret[0] = 1;
      PrivateKey key = PrivateKey.of(secret);
      byte[] digest = new byte[32];
      random.nextBytes(digest);
      Signature signature = key.sign(Hash32.of(digest));
      assertThat(Signatures.recover(Hash32.of(digest), signature)).isEqualTo(key.address());
      assertThat(key.sign(Hash32.of(digest))).isEqualTo(signature);
      digest[0] ^= 1;
      assertThat(Signatures.recover(Hash32.of(digest), signature)).isNotEqualTo(key.address());
    }
  }

  @Test
  void theNativeCurveAndTheOneInJavaGiveTheSameBytes() {
    Curve fast = new NativeCurve();
    Curve plain = new JavaCurve();
    Random random = new Random(SEED);
    int nobody = 0;
    for (int i = 0; i < 40; i++) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      secret[0] = 1;
      byte[] digest = new byte[32];
      random.nextBytes(digest);
      byte[] signature = fast.sign(digest, secret);
      assertThat(signature).isEqualTo(plain.sign(digest, secret));
      byte[] hostile = new byte[64];
      random.nextBytes(hostile);
      for (byte[] either : List.of(Arrays.copyOf(signature, 64), hostile)) {
        for (int parity = 0; parity < 2; parity++) {
          Optional<byte[]> key = fast.recover(digest, either, parity);
          assertThat(key.map(Bytes::of))
              .isEqualTo(plain.recover(digest, either, parity).map(Bytes::of));
          nobody += key.isEmpty() ? 1 : 0;
        }
      }
    }
    assertThat(nobody).as("of 160 signatures some are nobody's").isBetween(10, 100);
  }

  /** With k = 1 and s = the digest the key would be the point at infinity. */
  @Test
  void aSignatureThatOnlyThePointAtInfinityCanHaveMadeIsNobodys() {
    byte[] digest = DIGEST.bytes().toArray();
    byte[] signature = new byte[64];
    System.arraycopy(
        Bytes.fromHex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798").toArray(),
        0,
        signature,
        0,
        32);
    System.arraycopy(digest, 0, signature, 32, 32);
    assertThat(new NativeCurve().recover(digest, signature, 0)).isEmpty();
    assertThat(new JavaCurve().recover(digest, signature, 0)).isEmpty();
  }

  @Test
  void theSecondFormOfASignatureIsRefused() {
    byte[] bytes = PrivateKey.fromHex(SECRET).sign(DIGEST).bytes().toArray();
    BigInteger s = new BigInteger(1, Bytes.of(bytes).slice(32, 64).toArray());
    byte[] high = new Hash32(hex(ORDER.subtract(s))).bytes().toArray();
    System.arraycopy(high, 0, bytes, 32, 32);
    bytes[64] ^= 7; // 27 and 28 change places
    assertThatThrownBy(() -> new Signature(Bytes.of(bytes)))
        .isInstanceOf(MalformedSignature.class)
        .hasMessageStartingWith("expected s from 1 to 0x7fffffff");
  }

  @Test
  void bytesThatAreNoSignatureAreRefused() {
    String one = "00".repeat(31) + "01";
    String zero = "00".repeat(32);
    assertThatThrownBy(() -> signature(one + one)).hasMessageContaining("65 bytes, got 64");
    assertThatThrownBy(() -> signature(zero + one + "1b")).hasMessageContaining("expected r");
    assertThatThrownBy(() -> signature(one + zero + "1b")).hasMessageContaining("expected s");
    assertThatThrownBy(() -> signature(one + one + "00")).hasMessageContaining("v of 27 or 28");
    assertThatThrownBy(() -> signature(hex(ORDER).digits() + one + "1b"))
        .isInstanceOf(MalformedSignature.class);
  }

  @Test
  void recoveringFromHostileBytesNeverFailsOtherThanTyped() {
    Random random = new Random(SEED);
    int nobody = 0;
    for (int i = 0; i < 400; i++) {
      byte[] bytes = new byte[65];
      random.nextBytes(bytes);
      bytes[32] &= 0x3f;
      bytes[64] = (byte) (27 + random.nextInt(2));
      try {
        assertThat(Signatures.recover(DIGEST, new Signature(Bytes.of(bytes)))).isNotNull();
      } catch (MalformedSignature e) {
        nobody++;
      }
    }
    assertThat(nobody).as("seed %s", SEED).isBetween(100, 300);
  }

  @Test
  void aKeyShowsItsAddressAndNeverItsSecret() {
    PrivateKey key = PrivateKey.fromHex("0x" + SECRET);
    assertThat(key).hasToString("PrivateKey[of 0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266]");
    assertThatThrownBy(() -> PrivateKey.fromHex(SECRET + "zz"))
        .isInstanceOf(MalformedValue.class)
        .hasMessage("expected a private key of 64 hex digits, got \"a text of 66\"");
    assertThatThrownBy(() -> PrivateKey.fromHex("00".repeat(32)))
        .isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> PrivateKey.of(hex(ORDER).toArray()))
        .isInstanceOf(MalformedValue.class);
    assertThat(PrivateKey.generate(new SecureRandom()).address())
        .isNotEqualTo(PrivateKey.generate(new SecureRandom()).address());
  }

  private static Signature signature(String digits) {
    return new Signature(Bytes.fromHex(digits));
  }

  private static Bytes hex(BigInteger number) {
    String digits = number.toString(16);
    return Bytes.fromHex("0".repeat(64 - digits.length()) + digits);
  }
}
