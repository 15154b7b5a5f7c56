package lilypad.market.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.cid.Cid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryBookTest {

  private static final long NOW = 1_700_000_000;
  private static final Canary OPEN =
      new Canary(
          "QmOffer",
          Optional.of(new DealId("QmDeal")),
          "cowsay",
          new Cid(Keccak.hash(new byte[] {1})),
          Address.fromHex("%040x".formatted(1)),
          Address.fromHex("%040x".formatted(2)),
          Canary.Machine.STRANGERS,
          new Cid(Hash32.ZERO),
          false,
          new Canary.Timing(NOW, NOW + 7, 30, 812),
          new Canary.Spending(Wei.of(1_000), Wei.of(3)),
          Wei.ofWhole(10),
          false);

  @TempDir private Path folder = Path.of("");

  private Path file() {
    return folder.resolve("canaries.json");
  }

  @Test
  void whatIsOpenIsKnownAgainAndItsUnseenTransactionsCount() {
    try (CanaryBook book = CanaryBook.open(folder)) {
      book.put(OPEN, NOW);
    }
    try (CanaryBook book = CanaryBook.open(folder)) {
      assertThat(book.open()).containsExactly(OPEN.resumed());
      assertThat(OPEN.resumed().ended(Wei.ZERO, NOW).countedCoins()).isEqualTo(Wei.of(1_000));
      assertThat(OPEN.ended(Wei.ZERO, NOW).countedCoins()).isEqualTo(Wei.of(3));
    }
  }

  @Test
  void whatIsOverIsForgottenAfterADayAndWhatIsOpenIsNot() {
    Canary other =
        new Canary(
            "QmOther",
            OPEN.deal(),
            OPEN.job(),
            OPEN.result(),
            OPEN.creator(),
            OPEN.provider(),
            OPEN.machine(),
            OPEN.claim(),
            true,
            OPEN.timing(),
            OPEN.coins(),
            OPEN.tokens(),
            true);
    try (CanaryBook book = CanaryBook.open(folder)) {
      book.put(OPEN, NOW);
      book.put(other, NOW);
      assertThat(book.all()).containsExactly(OPEN, other);
      book.put(OPEN, NOW + 24 * 60 * 60);
      assertThat(book.all()).containsExactly(OPEN);
    }
  }

  @Test
  void nobodyButItsOwnerReadsWhichDealsAreCanaries() throws Exception {
    try (CanaryBook book = CanaryBook.open(folder)) {
      book.put(OPEN, NOW);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void aSecondProcessIsRefused() {
    try (CanaryBook book = CanaryBook.open(folder)) {
      assertThat(book.all()).isEmpty();
      assertThatThrownBy(() -> CanaryBook.open(folder))
          .isInstanceOf(CannotGoOn.class)
          .hasMessageContaining("Another process");
    }
  }

  /** Stakes may be in what an earlier build left open. */
  @Test
  void whatAnEarlierBuildLeftOpenIsGoneOnWith() throws Exception {
    Files.writeString(
        file(),
        """
        {"version":1,"canaries":[{"offer":"QmOffer","deal":"QmDeal","job":"cowsay",
          "creator":"%s","provider":"%s","claim":"%s","right":false,"begun":%d,"judged":812,
          "reserved":"1000","spent":"3","tokens":"10","over":false}]}
        """
            .formatted(OPEN.creator(), OPEN.provider(), OPEN.claim(), NOW));
    try (CanaryBook book = CanaryBook.open(folder)) {
      Canary open = book.open().getFirst();
      assertThat(open.deal()).isEqualTo(OPEN.deal());
      assertThat(open.claim()).isEqualTo(OPEN.claim());
      assertThat(open.isStrangers()).isFalse();
      assertThat(open.timing()).isEqualTo(new Canary.Timing(NOW, NOW, 0, 812));
      book.put(open, NOW);
    }
    try (CanaryBook book = CanaryBook.open(folder)) {
      assertThat(book.open().getFirst().timing().judged()).isEqualTo(812);
    }
  }

  @Test
  void aDamagedFileIsNamedAndNotTakenForAnEmptyOne() throws Exception {
    for (String damaged :
        new String[] {
          "",
          "{",
          "{\"version\":3,\"canaries\":[]}",
          "{\"version\":1,\"canaries\":[{}]}",
          "{\"version\":2,\"canaries\":[{}]}"
        }) {
      Files.writeString(file(), damaged);
      assertThatThrownBy(() -> CanaryBook.open(folder))
          .as(damaged)
          .isInstanceOf(CannotGoOn.class)
          .hasMessageContaining("canaries.json");
    }
  }
}
