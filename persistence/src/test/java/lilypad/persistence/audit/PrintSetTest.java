package lilypad.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import lilypad.protocol.Hash32;
import org.junit.jupiter.api.Test;

class PrintSetTest {

  @Test
  void whatWasAddedIsInItAndNothingElse() {
    for (int words : new int[] {1, 2, 4}) {
      PrintSet set = new PrintSet(words);
      Set<Hash32> added = new HashSet<>();
      Random random = new Random(words);
      for (int i = 0; i < 10_000; i++) {
        Hash32 hash = hash(random);
        assertThat(set.contains(hash)).isEqualTo(added.contains(hash));
        if (i % 2 == 0) {
          set.add(hash);
          set.add(hash);
          added.add(hash);
        }
      }
      assertThat(added).allMatch(set::contains);
    }
  }

  @Test
  void hashesThatBeginAlikeAreToldApartByWhatIsKept() {
    Hash32 one = Hash32.of(ByteBuffer.allocate(32).putLong(7).putLong(1).array());
    Hash32 other = Hash32.of(ByteBuffer.allocate(32).putLong(7).putLong(2).array());
    PrintSet set = new PrintSet(2);
    set.add(one);
    assertThat(set.contains(one)).isTrue();
    assertThat(set.contains(other)).isFalse();
    assertThat(set.contains(Hash32.ZERO)).isFalse();
  }

  private static Hash32 hash(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }
}
