package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import org.junit.jupiter.api.Test;

class SortitionTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Candidate candidate(Random random, String operator) {
    return new Candidate(new Address(Bytes.of(bytes(random, 20))), operator, Hash32.ZERO);
  }

  private static Candidate at(int node, String operator, Hash32 runtime) {
    byte[] address = new byte[20];
    address[19] = (byte) node;
    return new Candidate(new Address(Bytes.of(address)), operator, runtime);
  }

  @Test
  void theModulesRuntimeGoesBeforeTheSeatedOneAndThatBeforeTheOneOfMostOperators() {
    Hash32 old = VerdictTable.root(1);
    Hash32 fresh = VerdictTable.root(2);
    Hash32 third = VerdictTable.root(3);
    List<Candidate> candidates =
        List.of(
            at(1, "ann", old),
            at(2, "bob", old),
            at(3, "cid", fresh),
            at(4, "cid", fresh),
            at(5, "cid", fresh),
            at(6, "dan", third));
    Optional<Hash32> none = Optional.empty();

    assertThat(Sortition.ofOneRuntime(candidates, none, none))
        .containsExactlyElementsOf(candidates.subList(0, 2));
    assertThat(Sortition.ofOneRuntime(candidates, none, Optional.of(third)))
        .containsExactly(candidates.get(5));
    assertThat(Sortition.ofOneRuntime(candidates, Optional.of(fresh), Optional.of(third)))
        .containsExactlyElementsOf(candidates.subList(2, 5));
    assertThat(Sortition.ofOneRuntime(candidates, Optional.of(Hash32.ZERO), none)).isEmpty();
    assertThat(Sortition.ofOneRuntime(List.of(), none, none)).isEmpty();
  }

  @Test
  void anOperatorWithAnOldAndANewKeySitsOnceOnAPanelAndNotAgainInALaterRound() {
    System.out.println("SortitionTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    Set<Address> seatedOfAlice = new HashSet<>();
    Candidate old = candidate(random, "alice");
    Candidate fresh = candidate(random, "alice");
    for (int i = 0; i < 200; i++) {
      List<Candidate> candidates =
          new ArrayList<>(
              List.of(old, fresh, candidate(random, "bob"), candidate(random, "carol")));
      Hash32 seed = Hash32.of(bytes(random, 32));
      List<Candidate> panel = Sortition.draw(candidates, Set.of(), 3, seed, 1);
      assertThat(panel.stream().map(Candidate::operator))
          .as("seed %s", SEED)
          .containsExactlyInAnyOrder("alice", "bob", "carol");
      panel.stream()
          .filter(member -> member.operator().equals("alice"))
          .forEach(member -> seatedOfAlice.add(member.verifier()));

      Set<String> barred = panel.stream().map(Candidate::operator).collect(Collectors.toSet());
      candidates.add(candidate(random, "dave"));
      assertThat(Sortition.draw(candidates, barred, 3, seed, 2).stream().map(Candidate::operator))
          .containsExactly("dave");
    }
    assertThat(seatedOfAlice).as("either key can be drawn").hasSize(2);
  }
}
