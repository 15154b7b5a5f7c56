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
          Address.fromHex("%040x".formatted(1)),
          Address.fromHex("%040x".formatted(2)),
          new Cid(Hash32.ZERO),
          false,
          NOW,
          812,
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
      assertThat(OPEN.resumed().ended().countedCoins()).isEqualTo(Wei.of(1_000));
      assertThat(OPEN.ended().countedCoins()).isEqualTo(Wei.of(3));
    }
  }

  @Test
  void whatIsOverIsForgottenAfterADayAndWhatIsOpenIsNot() {
    Canary other =
        new Canary(
            "QmOther",
            OPEN.deal(),
            OPEN.job(),
            OPEN.creator(),
            OPEN.provider(),
            OPEN.claim(),
            true,
            NOW,
            900,
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

  @Test
  void aDamagedFileIsNamedAndNotTakenForAnEmptyOne() throws Exception {
    for (String damaged :
        new String[] {
          "", "{", "{\"version\":2,\"canaries\":[]}", "{\"version\":1,\"canaries\":[{}]}"
        }) {
      Files.writeString(file(), damaged);
      assertThatThrownBy(() -> CanaryBook.open(folder))
          .as(damaged)
          .isInstanceOf(CannotGoOn.class)
          .hasMessageContaining("canaries.json");
    }
  }
}
