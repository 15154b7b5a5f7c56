package lilypad.mediator.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.deal.ChainClock;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private static final DealKey ASLEEP = DealKey.of(31_337, Address.ZERO, new DealId("asleep"));
  private static final DealKey AWAKE = DealKey.of(31_337, Address.ZERO, new DealId("awake"));

  private long nanos = 5;

  private final Rounds rounds =
      new Rounds(
          new Rounds.Deals() {
            @Override
            public List<DealKey> open() {
              return List.of(ASLEEP, AWAKE);
            }

            @Override
            public List<DealKey> awake(ChainClock clock) {
              return List.of(AWAKE);
            }
          },
          TimeUnit.SECONDS.toNanos(30),
          () -> nanos);

  private Set<DealKey> told(long number) {
    Hash32 hash = Keccak.hash(("b" + number).getBytes(StandardCharsets.UTF_8));
    return Set.copyOf(
        rounds.next(new ChainClock(new BlockRef(number, hash, hash, number), number, number)));
  }

  private void passes(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void withTheFirstBlockEverybodyIsToldTheTimeAndThenThoseThatMayDoSomething() {
    assertThat(told(1)).containsExactlyInAnyOrder(ASLEEP, AWAKE);
    assertThat(told(2)).containsExactly(AWAKE);
    passes(29);
    assertThat(told(3)).containsExactly(AWAKE);
  }

  @Test
  void nobodyIsForgottenForLong() {
    told(1);
    passes(30);
    assertThat(told(2)).containsExactlyInAnyOrder(ASLEEP, AWAKE);
    assertThat(told(3)).containsExactly(AWAKE);
  }

  @Test
  void whenTheChainWasInDoubtEverybodyIsToldAgain() {
    told(1);
    rounds.again();
    assertThat(told(2)).containsExactlyInAnyOrder(ASLEEP, AWAKE);
    assertThat(told(3)).containsExactly(AWAKE);
  }
}
