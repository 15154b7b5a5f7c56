package lilypad.mediator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lilypad.mediator.intake.IntakeState.Delivery;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {

  private static final BlockRef BLOCK = new BlockRef(1, Hash32.ZERO, Hash32.ZERO, 1);

  private static List<Delivery> some(int first, int count) {
    return IntStream.range(first, first + count)
        .<Delivery>mapToObj(i -> new Delivery.Retraction(new DealId("Qm" + i), BLOCK))
        .toList();
  }

  /** Queue and list, and what became of them later. */
  private record Pair(DeliveryQueue queue, List<Delivery> list) {}

  @Test
  void everyQueueKeepsItsContentWhateverIsMadeFromIt() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Pair> all = new ArrayList<>(List.of(new Pair(DeliveryQueue.empty(), List.of())));
      for (int step = 0; step < 150; step++) {
        boolean newest = random.nextInt(4) > 0;
        Pair from = newest ? all.getLast() : all.get(random.nextInt(all.size()));
        if (random.nextInt(3) > 0) {
          List<Delivery> more = some(step * 100, random.nextInt(100));
          List<Delivery> longer = new ArrayList<>(from.list());
          longer.addAll(more);
          all.add(new Pair(from.queue().and(more), longer));
        } else {
          int first = random.nextInt(from.list().size() + 1);
          all.add(
              new Pair(
                  from.queue().without(first), from.list().subList(first, from.list().size())));
        }
      }
      assertThat(all)
          .as("seed " + seed)
          .allSatisfy(pair -> assertThat(pair.queue()).isEqualTo(pair.list()));
    }
  }

  @Test
  void whatIsNotThereCannotBeReadOrDropped() {
    DeliveryQueue two = DeliveryQueue.empty().and(some(0, 3)).without(1);
    assertThat(two).hasSize(2);
    assertThatThrownBy(() -> two.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> two.without(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(DeliveryQueue.empty()).isEmpty();
  }
}
