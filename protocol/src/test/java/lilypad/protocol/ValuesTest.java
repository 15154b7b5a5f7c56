package lilypad.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import lilypad.protocol.cid.Cid;
import org.junit.jupiter.api.Test;

class ValuesTest {

  /** The addresses are the examples of EIP-55. */
  @Test
  void addressesAreChecksummedAsInEip55() {
    for (String example :
        new String[] {
          "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
          "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
          "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
          "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
        }) {
      assertThat(Address.fromHex(example).checksummed()).isEqualTo(example);
    }
  }

  @Test
  void aMalformedValueNamesWhatWasExpectedAndWhatCame() {
    assertThatThrownBy(() -> Address.fromHex("0x12"))
        .isInstanceOf(MalformedValue.class)
        .hasMessageContaining("20 bytes")
        .hasMessageContaining("0x12");
    assertThatThrownBy(() -> Cid.parse("bafy"))
        .isInstanceOf(MalformedValue.class)
        .hasMessageContaining("CIDv0");
  }

  @Test
  void hexOffTheWireIsReadAsFromAText() {
    Random random = new Random(7);
    for (int length = 0; length < 70; length++) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
      }
      String digits = Bytes.of(bytes).digits();
      String mixed = random.nextBoolean() ? digits.toUpperCase(Locale.ROOT) : digits;
      byte[] wire = ("\"0x" + mixed + "\"").getBytes(StandardCharsets.US_ASCII);
      assertThat(Bytes.fromHex(wire, 3, wire.length - 1)).isEqualTo(Bytes.of(bytes));
      assertThat(Bytes.copyOf(bytes, length / 3, length))
          .isEqualTo(Bytes.of(bytes).slice(length / 3, length));
    }
  }

  @Test
  void hexOffTheWireIsRefusedWhereverItIsWrong() {
    for (int at = 0; at < 20; at++) {
      for (char odd : new char[] {'g', '/', ':', '@', '`', 'G', '"', 0, '\u00e4'}) {
        byte[] wire = "0".repeat(20).getBytes(StandardCharsets.ISO_8859_1);
        wire[at] = (byte) odd;
        assertThatThrownBy(() -> Bytes.fromHex(wire, 0, 20))
            .isInstanceOf(MalformedValue.class)
            .hasMessageContaining("an even number of hex digits");
      }
    }
    byte[] wire = "00000".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Bytes.fromHex(wire, 0, 5)).isInstanceOf(MalformedValue.class);
  }

  @Test
  void aCidPrintsAsItWasRead() {
    String golden = "QmbCi3yoKzckff24rUJML1ZesVb35cd2LUNMiMYksEGkWv";
    assertThat(Cid.parse(golden)).hasToString(golden);
  }

  @Test
  void aHostileDealIdIsShownHarmless() {
    assertThat(new DealId("../x\u001b[2J\n").shown()).isEqualTo("..?x??2J?");
  }
}
