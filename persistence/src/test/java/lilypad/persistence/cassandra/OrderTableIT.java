package lilypad.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import lilypad.protocol.Hash32;
import org.junit.jupiter.api.Test;

/** Several sequencers that know nothing of each other, at the end of one order. */
final class OrderTableIT {

  private static final int WRITERS = 3;
  private static final int STEPS = 150;

  private static List<OrderTable.Entry> entries(long from, int count, String who) {
    List<OrderTable.Entry> entries = new ArrayList<>();
    for (long leaf = from; leaf < from + count; leaf++) {
      entries.add(new OrderTable.Entry(leaf, who, leaf + 1, Hash32.ZERO));
    }
    return entries;
  }

  @Test
  void onlyWhoClaimedItLastAppendsAlsoAcrossSegments() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    String keyspace = TestServer.shared().keyspace();
    try (CqlSession session = TestServer.shared().session()) {
      OrderTable order = new OrderTable(new Cql(session, keyspace));
      List<String> expected = new ArrayList<>();
      UUID first = UUID.randomUUID();
      assertThat(order.claim(first)).isZero();
      // Up to shortly before the end of a segment, where the claims are hardest.
      int begin = OrderTable.SEGMENT - 40;
      for (int at = 0; at < begin; at += 512) {
        int count = Math.min(512, begin - at);
        assertThat(order.append(first, at, entries(at, count, "first"))).isTrue();
        entries(at, count, "first").forEach(entry -> expected.add(entry.persistenceId()));
      }
      List<UUID> writers = new ArrayList<>();
      Map<UUID, Long> believed = new HashMap<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(UUID.randomUUID());
      }
      UUID holder = first;
      int refused = 0;
      for (int step = 0; step < STEPS; step++) {
        UUID writer = writers.get(random.nextInt(WRITERS));
        if (!believed.containsKey(writer) || random.nextInt(8) == 0) {
          believed.put(writer, order.claim(writer));
          holder = writer;
          assertThat(believed.get(writer)).as("seed %d", seed).isEqualTo(expected.size());
        } else {
          long size = believed.get(writer);
          int count = Math.min(1 + random.nextInt(9), OrderTable.room(size));
          boolean may = size % OrderTable.SEGMENT != 0 || order.open(writer, size);
          boolean applied =
              may && order.append(writer, size, entries(size, count, writer.toString()));
          assertThat(applied)
              .as("seed %d, step %d", seed, step)
              .isEqualTo(writer.equals(holder) && size == expected.size());
          if (applied) {
            entries(size, count, writer.toString())
                .forEach(entry -> expected.add(entry.persistenceId()));
            believed.put(writer, size + count);
          } else {
            refused++;
          }
        }
      }
      assertThat(refused).as("seed %d", seed).isPositive();
      assertThat(expected).as("seed %d", seed).hasSizeGreaterThan(OrderTable.SEGMENT);
      assertThat(order.size()).isEqualTo(expected.size());
      assertThat(order.entries(0, expected.size()))
          .extracting(OrderTable.Entry::persistenceId)
          .containsExactlyElementsOf(expected);
    }
  }
}
