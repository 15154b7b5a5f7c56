package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.rules.WeightedSortition.Lot;
import org.junit.jupiter.api.Test;

class WeightedSortitionTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final Hash32 SUBJECT = VerdictTable.root(7);

  private static Hash32 random(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  private static Candidate node(String operator, int number, long weight) {
    byte[] address =
        Bytes.copyOf(
                Keccak.hash(operator.getBytes(StandardCharsets.UTF_8)).bytes().toArray(), 0, 20)
            .toArray();
    address[0] = (byte) number;
    return new Candidate(
        new Address(Bytes.of(address)), operator, Hash32.ZERO, weight, Standing.UNKNOWN);
  }

  private static List<Candidate> ordered(List<Candidate> candidates) {
    return candidates.stream().sorted().toList();
  }

  private static List<String> operators(List<Candidate> panel) {
    return panel.stream().map(Candidate::operator).toList();
  }

  @Test
  void anOperatorIsDrawnByItsWeightHoweverManyNodesItHas() {
    System.out.println("WeightedSortitionTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(node("ann", 1, 1));
    IntStream.range(0, 50).forEach(i -> candidates.add(node("bob", i, 2)));
    candidates.add(node("cid", 1, 7));
    candidates.add(node("dan", 1, 0));
    List<Candidate> roster = ordered(candidates);
    int draws = 40_000;
    Map<String, Integer> first = new HashMap<>();
    Map<String, Integer> second = new HashMap<>();
    for (int i = 0; i < draws; i++) {
      List<String> panel =
          operators(
              WeightedSortition.draw(roster, Set.of(), 2, new Lot(random(random), SUBJECT, 1)));
      first.merge(panel.get(0), 1, Integer::sum);
      second.merge(panel.get(1), 1, Integer::sum);
    }
    // Six standard deviations of a share near one half.
    double wide = 6 * Math.sqrt(.25 / draws);
    assertThat(share(first, "ann", draws)).as("seed %s", SEED).isCloseTo(.1, within(wide));
    assertThat(share(first, "bob", draws)).as("seed %s", SEED).isCloseTo(.2, within(wide));
    assertThat(share(first, "cid", draws)).as("seed %s", SEED).isCloseTo(.7, within(wide));
    // Without replacement: .1*.7/.9 + .2*.7/.8 for cid to be second.
    assertThat(share(second, "cid", draws))
        .as("seed %s", SEED)
        .isCloseTo(.1 * .7 / .9 + .2 * .7 / .8, within(wide));
    assertThat(first).doesNotContainKey("dan");
  }

  private static double share(Map<String, Integer> counts, String operator, int draws) {
    return (double) counts.getOrDefault(operator, 0) / draws;
  }

  @Test
  void eachNodeOfAnOperatorIsAsLikelyAsTheOthers() {
    Random random = new Random(SEED);
    List<Candidate> roster =
        ordered(IntStream.range(0, 3).mapToObj(i -> node("ann", i, 5 + i)).toList());
    Map<Address, Integer> counts = new TreeMap<>();
    int draws = 30_000;
    for (int i = 0; i < draws; i++) {
      List<Candidate> panel =
          WeightedSortition.draw(roster, Set.of(), 3, new Lot(random(random), SUBJECT, 1));
      assertThat(panel).hasSize(1);
      counts.merge(panel.getFirst().verifier(), 1, Integer::sum);
    }
    assertThat(counts).hasSize(3);
    counts
        .values()
        .forEach(
            count ->
                assertThat((double) count / draws)
                    .as("seed %s", SEED)
                    .isCloseTo(1.0 / 3, within(6 * Math.sqrt(.25 / draws))));
  }

  @Test
  void nobodySitsTwiceAndNobodyBarred() {
    Random random = new Random(SEED);
    for (int game = 0; game < 300; game++) {
      List<Candidate> candidates = new ArrayList<>();
      int operators = 1 + random.nextInt(20);
      for (int i = 0; i < operators; i++) {
        for (int n = random.nextInt(4); n >= 0; n--) {
          candidates.add(node("operator-" + i, n, 1 + random.nextInt(1_000)));
        }
      }
      List<Candidate> roster = ordered(candidates);
      Lot lot = new Lot(random(random), SUBJECT, game);
      List<String> panel = operators(WeightedSortition.draw(roster, Set.of(), 9, lot));
      assertThat(panel).as("seed %s game %s", SEED, game).doesNotHaveDuplicates();
      assertThat(panel).hasSize(Math.min(9, operators));
      Set<String> barred = Set.copyOf(panel);
      List<String> next = operators(WeightedSortition.draw(roster, barred, 99, lot));
      assertThat(next).hasSize(operators - panel.size()).doesNotContainAnyElementsOf(barred);
      assertThat(WeightedSortition.draw(roster, Set.of(), 9, lot))
          .as("the same once more")
          .isEqualTo(WeightedSortition.draw(new ArrayList<>(roster), Set.of(), 9, lot));
    }
  }

  @Test
  void seedSubjectAndRoundEachChangeThePanel() {
    List<Candidate> roster =
        ordered(IntStream.range(0, 200).mapToObj(i -> node("operator-" + i, 1, 3)).toList());
    Hash32 one = VerdictTable.root(1);
    Hash32 two = VerdictTable.root(2);
    Set<List<Candidate>> panels =
        List.of(
                new Lot(one, one, 1),
                new Lot(two, one, 1),
                new Lot(one, two, 1),
                new Lot(one, one, 2))
            .stream()
            .map(lot -> WeightedSortition.draw(roster, Set.of(), 5, lot))
            .collect(Collectors.toSet());
    assertThat(panels).hasSize(4);
  }

  @Test
  void thereIsOneOrderAndNobodyTwice() {
    Lot lot = new Lot(Hash32.ZERO, SUBJECT, 1);
    List<Candidate> roster =
        ordered(List.of(node("ann", 1, 1), node("ann", 2, 1), node("bob", 1, 1)));
    List<Candidate> turned = new ArrayList<>(roster);
    Collections.reverse(turned);
    assertThatThrownBy(() -> WeightedSortition.draw(turned, Set.of(), 1, lot))
        .isInstanceOf(MalformedValue.class);
    assertThatThrownBy(
            () -> WeightedSortition.draw(List.of(roster.get(0), roster.get(0)), Set.of(), 1, lot))
        .isInstanceOf(MalformedValue.class);
    assertThat(WeightedSortition.totalWeight(roster)).isEqualTo(2);
    assertThat(WeightedSortition.draw(List.of(), Set.of(), 3, lot)).isEmpty();
    assertThat(WeightedSortition.draw(List.of(node("ann", 1, 0)), Set.of(), 3, lot)).isEmpty();
  }

  @Test
  void aSumThatIsNoPowerOfTwoIsDrawnEvenly() {
    Random random = new Random(SEED);
    List<Candidate> roster =
        ordered(
            List.of(
                node("ann", 1, Candidate.MOST_WEIGHT), node("bob", 1, Candidate.MOST_WEIGHT / 2)));
    int draws = 20_000;
    int bob = 0;
    for (int i = 0; i < draws; i++) {
      Lot lot = new Lot(random(random), SUBJECT, 1);
      bob += operators(WeightedSortition.draw(roster, Set.of(), 1, lot)).contains("bob") ? 1 : 0;
    }
    assertThat((double) bob / draws)
        .as("seed %s", SEED)
        .isCloseTo(1.0 / 3, within(6 * Math.sqrt(.25 / draws)));
  }

  /** Golden draws: never changed; another rule is another version. */
  @Test
  void aReleasedVersionDrawsForEverWhomItDrew() {
    StringBuilder text = new StringBuilder();
    for (int game = 0; game < 100; game++) {
      List<Candidate> candidates = new ArrayList<>();
      for (int i = 0; i <= game; i++) {
        for (int n = 0; n <= i % 3; n++) {
          candidates.add(node("operator-" + i, n, 1 + (i * 7919L) % 101));
        }
      }
      Hash32 seed = Keccak.hash(new byte[] {(byte) game});
      WeightedSortition.draw(
              ordered(candidates), Set.of("operator-0"), 9, new Lot(seed, SUBJECT, game))
          .forEach(drawn -> text.append(drawn.operator()).append(drawn.verifier()).append('\n'));
    }
    assertThat(Keccak.hash(text.toString().getBytes(StandardCharsets.UTF_8)))
        .hasToString("0xe8eb800ed64699e4d88739668bd6581b410093b4407e491c41b473c57a801854");
    assertThat(WeightedSortition.VERSION).isEqualTo(4);
  }

  /** The weights that are left lie end to end: the point says whose share it is in. */
  @Test
  void theNumbersThatWereDrawnSayWhoIsDrawn() {
    List<Candidate> candidates =
        ordered(
            List.of(node("ann", 1, 5), node("ann", 2, 5), node("bob", 1, 3), node("cid", 1, 2)));
    for (int round = 1; round <= 50; round++) {
      List<WeightedSortition.Drawn> draws =
          WeightedSortition.draws(
              candidates, Set.of(), 3, new Lot(VerdictTable.root(3), SUBJECT, round));
      assertThat(draws).extracting(WeightedSortition.Drawn::total).startsWith(10L);
      assertThat(draws).extracting(WeightedSortition.Drawn::candidate).doesNotHaveDuplicates();
      List<String> left = new ArrayList<>(List.of("ann", "bob", "cid"));
      for (WeightedSortition.Drawn drawn : draws) {
        long below = 0;
        for (String operator : left) {
          long weight = operator.equals("ann") ? 5 : operator.equals("bob") ? 3 : 2;
          boolean here = drawn.point() >= below && drawn.point() < below + weight;
          assertThat(here).isEqualTo(operator.equals(drawn.candidate().operator()));
          below += weight;
        }
        assertThat(drawn.total()).isEqualTo(below);
        assertThat(drawn.nodes()).isEqualTo(drawn.candidate().operator().equals("ann") ? 2 : 1);
        left.remove(drawn.candidate().operator());
      }
      assertThat(left).isEmpty();
    }
  }
}
