package lilypad.protocol.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import org.junit.jupiter.api.Test;

class ConsensusReceiptTest {

  private static final Address BOX = Address.fromHex("5fbdb2315678afecb367f032d93f642f64180aa3");
  private static final LogEntry LOG = new LogEntry(BOX, List.of(topic(42)), Bytes.of(new byte[32]));

  private static Hash32 topic(int value) {
    byte[] word = new byte[32];
    word[31] = (byte) value;
    return Hash32.of(word);
  }

  private static ConsensusReceipt receipt(int type, boolean succeeded, long gas, LogEntry... logs) {
    return new ConsensusReceipt(
        type,
        succeeded ? ConsensusReceipt.SUCCEEDED : ConsensusReceipt.FAILED,
        BigInteger.valueOf(gas),
        List.of(logs),
        List.of());
  }

  @Test
  void theRootOfNoReceiptsIsTheKnownOne() {
    assertThat(ConsensusReceipt.root(List.of()))
        .isEqualTo(
            Hash32.fromHex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"));
  }

  /** Any block with one plain payment has this root. */
  @Test
  void theRootOfOnePaymentIsTheKnownOne() {
    Hash32 known =
        Hash32.fromHex("056b23fbba480696b65fe5a59b8f2148a1299103c4f57df839233af2cf4ca2d2");

    assertThat(ConsensusReceipt.root(List.of(receipt(0, true, 21_000)))).isEqualTo(known);
    assertThat(ConsensusReceipt.root(List.of(receipt(0, false, 21_000)))).isNotEqualTo(known);
    assertThat(ConsensusReceipt.root(List.of(receipt(2, true, 21_000)))).isNotEqualTo(known);
    assertThat(ConsensusReceipt.root(List.of(receipt(0, true, 21_001)))).isNotEqualTo(known);
  }

  /** As Anvil 1.7.1 computed root and bloom for a block with one log. */
  @Test
  void rootAndBloomOfATypedReceiptWithALogAreTheRecordedOnes() {
    List<ConsensusReceipt> receipts = List.of(receipt(2, true, 0xdc9d, LOG));

    assertThat(ConsensusReceipt.root(receipts))
        .isEqualTo(
            Hash32.fromHex("5a2b9331803ce1f884ea3d6b4d60dfa24826605a2457e326f29a0a7acda87e12"));
    byte[] expected = new byte[256];
    expected[38] = 0x40;
    expected[99] = 0x40;
    expected[155] = 0x02;
    expected[195] = 0x40;
    expected[223] = 0x10;
    expected[237] = 0x20;
    assertThat(ConsensusReceipt.bloom(receipts).bits()).isEqualTo(Bytes.of(expected));
  }

  @Test
  void everyLogEveryOrderAndEveryFieldChangesTheRoot() {
    List<ConsensusReceipt> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(
          receipt(
              i % 3,
              i % 5 != 0,
              21_000L * (i + 1),
              i % 4 == 0 ? new LogEntry[] {LOG} : new LogEntry[0]));
    }
    Hash32 root = ConsensusReceipt.root(all);

    for (int i : new int[] {0, 1, 15, 16, 127, 128, 129, 255, 256, 299}) {
      List<ConsensusReceipt> without = new ArrayList<>(all);
      without.remove(i);
      assertThat(ConsensusReceipt.root(without)).as("without %d", i).isNotEqualTo(root);

      List<ConsensusReceipt> altered = new ArrayList<>(all);
      altered.set(i, receipt(i % 3, i % 5 != 0, 21_000L * (i + 1), LOG, LOG));
      assertThat(ConsensusReceipt.root(altered)).as("a log more in %d", i).isNotEqualTo(root);
    }
    assertThat(ConsensusReceipt.root(all.reversed())).isNotEqualTo(root);
  }

  @Test
  void theBloomContainsWhatLogsNameAndHardlyAnythingElse() {
    LogsBloom bloom = LogsBloom.of(List.of(LOG));

    assertThat(bloom.mayContain(BOX)).isTrue();
    assertThat(bloom.mayContain(Address.ZERO)).isFalse();
    assertThat(LogsBloom.EMPTY.mayContain(BOX)).isFalse();
    assertThatThrownBy(() -> new LogsBloom(Bytes.of(new byte[255])))
        .isInstanceOf(MalformedValue.class)
        .hasMessageContaining("256 bytes");
  }
}
