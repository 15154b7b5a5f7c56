package lilypad.protocol.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import lilypad.protocol.Bytes;
import lilypad.protocol.sign.PrivateKey;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

class SentTransactionTest {

  private static final String SECRET = "01".repeat(32);
  private static final String SELF = PrivateKey.fromHex(SECRET).address().toString();
  private static final String OTHER = "0x" + "bb".repeat(20);

  private static SentTransaction sent(String to, long value, String data) {
    RawTransaction transaction =
        RawTransaction.createTransaction(
            31_337,
            BigInteger.valueOf(7),
            BigInteger.valueOf(21_000),
            to,
            BigInteger.valueOf(value),
            data,
            BigInteger.ONE,
            BigInteger.TWO);
    byte[] raw = TransactionEncoder.signMessage(transaction, 31_337, Credentials.create(SECRET));
    return SentTransaction.read(Bytes.of(raw)).orElseThrow();
  }

  @Test
  void onlyATransactionOfNothingToItselfFills() {
    assertThat(sent(SELF, 0, "0x").fills()).isTrue();
    assertThat(sent(SELF, 1, "0x").fills()).isFalse();
    assertThat(sent(SELF, 0, "0x01").fills()).isFalse();
    assertThat(sent(OTHER, 0, "0x").fills()).isFalse();
    assertThat(sent(OTHER, 5, "0x01").value()).isEqualTo(BigInteger.valueOf(5));
  }

  /** Lists in lists, deeper than any stack. */
  @Test
  void listsInListsWithoutEndAreNoTransaction() {
    int lists = 400_000;
    ByteBuffer raw = ByteBuffer.allocate(1 + 4 * lists).put((byte) 2);
    for (int left = lists - 1; left >= 0; left--) {
      raw.putInt(0xfa00_0000 | (4 * left));
    }
    assertThat(SentTransaction.read(Bytes.of(raw.array()))).isEmpty();
  }
}
