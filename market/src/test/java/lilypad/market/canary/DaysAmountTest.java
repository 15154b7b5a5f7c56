package lilypad.market.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.cid.Cid;
import org.junit.jupiter.api.Test;

class DaysAmountTest {

  private static final long NOW = 1_700_000_000;
  private static final long DAY = 24 * 60 * 60;
  private static final Wei NOTHING = Wei.ZERO;

  private static Canary canary(long begun, long reserved, long spent, long tokens, boolean over) {
    return new Canary(
        "QmOffer",
        Optional.empty(),
        "cowsay",
        new Cid(Hash32.ZERO),
        Address.ZERO,
        Address.ZERO,
        Canary.Machine.OFFERED,
        new Cid(Hash32.ZERO),
        true,
        new Canary.Timing(begun, begun, 30, 900),
        new Canary.Spending(Wei.of(reserved), Wei.of(spent)),
        Wei.of(tokens),
        over);
  }

  @Test
  void whatIsOpenCountsWithAllThatIsSetAsideAndWhatIsOverWithWhatItCost() {
    DaysAmount most = new DaysAmount(Wei.of(100), Wei.of(1_000));

    List<Canary> open = List.of(canary(NOW, 60, 5, 1, false));
    assertThat(most.allows(open, NOW, Wei.of(40), NOTHING)).isTrue();
    assertThat(most.allows(open, NOW, Wei.of(41), NOTHING)).isFalse();
    List<Canary> over = List.of(canary(NOW, 60, 5, 1, true));
    assertThat(most.allows(over, NOW, Wei.of(95), NOTHING)).isTrue();
    assertThat(most.allows(over, NOW, Wei.of(96), NOTHING)).isFalse();
    List<Canary> dearer = List.of(canary(NOW, 60, 99, 1, false));
    assertThat(most.allows(dearer, NOW, Wei.of(2), NOTHING)).isFalse();
  }

  @Test
  void coinsAndTokensAreEachBounded() {
    DaysAmount most = new DaysAmount(Wei.of(100), Wei.of(20));
    List<Canary> known = List.of(canary(NOW, 10, 10, 10, true));

    assertThat(most.allows(known, NOW, Wei.of(10), Wei.of(10))).isTrue();
    assertThat(most.allows(known, NOW, Wei.of(10), Wei.of(11))).isFalse();
  }

  @Test
  void aDayIsTheLast24HoursAndWhatIsOpenCountsHoweverOld() {
    DaysAmount most = new DaysAmount(Wei.of(100), Wei.of(20));
    List<Canary> known = List.of(canary(NOW, 10, 10, 20, true));

    assertThat(most.allows(known, NOW + DAY - 1, Wei.of(1), Wei.of(1))).isFalse();
    assertThat(most.allows(known, NOW + DAY, Wei.of(1), Wei.of(1))).isTrue();
    List<Canary> open = List.of(canary(NOW, 10, 10, 20, false));
    assertThat(most.allows(open, NOW + DAY, Wei.of(1), Wei.of(1))).isFalse();
  }
}
