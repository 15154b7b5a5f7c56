package lilypad.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SharedMapTest {

  private static Hash32 key(int number) {
    return Keccak.hash(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  @Test
  void itIsWhatAMapIsAndOlderVersionsStayWhatTheyWere() {
    Random random = new Random(7);
    SharedMap<Hash32, Integer> shared = SharedMap.empty();
    Map<Hash32, Integer> plain = new HashMap<>();
    List<SharedMap<Hash32, Integer>> versions = new ArrayList<>();
    List<Map<Hash32, Integer>> expected = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      Hash32 key = key(random.nextInt(6_000));
      if (random.nextInt(3) == 0) {
        shared = shared.without(key);
        plain.remove(key);
      } else {
        shared = shared.with(key, step);
        plain.put(key, step);
      }
      assertThat(shared.find(key)).isEqualTo(Optional.ofNullable(plain.get(key)));
      if (step % 2_000 == 0) {
        versions.add(shared);
        expected.add(new HashMap<>(plain));
      }
    }
    versions.add(shared);
    expected.add(plain);
    for (int version = 0; version < versions.size(); version++) {
      assertThat(
              versions
                  .get(version)
                  .entries()
                  .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
          .isEqualTo(expected.get(version));
    }
  }

  @Test
  void whatIsInItMakesItEqualNotHowItCameThere() {
    SharedMap<Hash32, Integer> there =
        SharedMap.<Hash32, Integer>empty().with(key(1), 1).with(key(2), 3).with(key(2), 2);
    SharedMap<Hash32, Integer> away =
        SharedMap.<Hash32, Integer>empty()
            .with(key(3), 3)
            .with(key(2), 2)
            .with(key(1), 1)
            .without(key(3));

    assertThat(away).isEqualTo(there).hasSameHashCodeAs(there);
    assertThat(SharedMap.of(Map.of(key(1), 1, key(2), 2))).isEqualTo(there);
    assertThat(there.with(key(1), 2)).isNotEqualTo(there);
    assertThat(there.without(key(9))).isSameAs(there);
  }
}
