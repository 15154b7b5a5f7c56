package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.rules.Posterior.Answer;
import org.junit.jupiter.api.Test;

class PosteriorTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final Hash32 A = VerdictTable.root(1);
  private static final Hash32 B = VerdictTable.root(2);
  private static final Odds FOUR = Odds.of(Probability.of("0.2"));
  private static final Odds FORTY_NINE = Odds.of(Probability.of("0.02"));

  private static List<Answer> answers(Hash32 root, Odds odds, int count) {
    return Collections.nCopies(count, new Answer(root, odds));
  }

  private static Posterior posterior(List<Answer> first, List<Answer> second) {
    List<Answer> all = new ArrayList<>(first);
    all.addAll(second);
    return Posterior.of(all);
  }

  private static double of(Posterior posterior, Hash32 root) {
    return posterior.of(root).value();
  }

  /** The vectors of reference/verification.md, 4.3. */
  @Test
  void confidenceIsOverAllGroupsAsSarmentaSays() {
    assertThat(FOUR).isEqualTo(Odds.of(4));
    assertThat(FORTY_NINE).isEqualTo(Odds.of(49));
    List<Answer> none = List.of();
    assertThat(of(Posterior.of(answers(A, FOUR, 2)), A)).isCloseTo(.9411765, within(5e-8));
    assertThat(of(Posterior.of(answers(A, FOUR, 3)), A)).isCloseTo(.9846154, within(5e-8));
    Posterior twoToOne = posterior(answers(A, FOUR, 2), answers(B, FOUR, 1));
    assertThat(of(twoToOne, A)).isCloseTo(.7619048, within(5e-8));
    assertThat(of(twoToOne, B)).isCloseTo(.1904762, within(5e-8));
    Posterior even = posterior(answers(A, FOUR, 1), answers(B, FOUR, 1));
    assertThat(of(even, A)).isCloseTo(.4444444, within(5e-8)).isEqualTo(of(even, B));
    assertThat(even.leader()).isEmpty();
    Posterior oneGood = posterior(answers(A, FORTY_NINE, 1), answers(B, FOUR, 2));
    assertThat(of(oneGood, A)).isCloseTo(.7424242, within(5e-8));
    assertThat(of(oneGood, B)).isCloseTo(.2424242, within(5e-8));
    assertThat(oneGood.leader()).as("not the count").contains(A);
    assertThat(posterior(none, none).leader()).isEmpty();
    assertThat(of(posterior(none, none), A)).isZero();
  }

  @Test
  void whatIsReachedIsReachedExactly() {
    Posterior two = Posterior.of(answers(A, FOUR, 2));
    // 16 of 17 is 0.94117647058...
    assertThat(two.reaches(A, new Probability(58_823_530))).isTrue();
    assertThat(two.reaches(A, new Probability(58_823_529))).isFalse();
    assertThat(Posterior.of(answers(A, Odds.of(3), 1)).reaches(A, Probability.of("0.25"))).isTrue();
  }

  /** iExec's weight of a worker: max(floor(score/3), 3) - 1. */
  private static int weight(int score) {
    return Math.max(score / 3, 3) - 1;
  }

  private static Answer worker(Hash32 root, int score) {
    return new Answer(root, Odds.of(weight(score)));
  }

  /** The first contribution after which the group of the last one has iExec's consensus. */
  private static int settles(List<Answer> contributions, long trust) {
    for (int n = 1; n <= contributions.size(); n++) {
      List<Answer> sofar = contributions.subList(0, n);
      if (Posterior.of(sofar).exceeds(sofar.getLast().root(), trust)) {
        return n;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static BigInteger whole(Posterior posterior, Hash32 root) {
    return posterior.weights().getOrDefault(root, BigInteger.ZERO).shiftRight(posterior.scale());
  }

  private static BigInteger wholeTotal(Posterior posterior) {
    return posterior.total().shiftRight(posterior.scale());
  }

  @Test
  void iExecsIntegerRuleIsTheSameFormula() {
    long[][] unanimous = {
      {0, 1},
      {1, 1},
      {2, 1},
      {3, 2},
      {4, 2},
      {5, 3},
      {8, 3},
      {15, 4},
      {24, 5},
      {100, 7},
      {1_000, 10},
      {10_000, 14},
      {1_000_000, 20}
    };
    for (long[] vector : unanimous) {
      assertThat(settles(Collections.nCopies(40, worker(A, 0)), vector[0]))
          .as("T = %s", vector[0])
          .isEqualTo((int) vector[1]);
    }
    int[][] weights = {{0, 2}, {11, 2}, {12, 3}, {15, 4}, {30, 9}, {100, 32}, {300, 99}};
    for (int[] vector : weights) {
      assertThat(weight(vector[0])).isEqualTo(vector[1]);
    }
    int[][] single = {{12, 3}, {15, 4}, {18, 5}, {33, 10}, {303, 100}, {3003, 1000}};
    for (int[] vector : single) {
      List<Answer> enough = List.of(worker(A, vector[0]));
      List<Answer> less = List.of(worker(A, vector[0] - 1));
      assertThat(settles(enough, vector[1])).isEqualTo(1);
      assertThat(settles(less, vector[1])).as("score %s", vector[0] - 1).isGreaterThan(1);
    }
  }

  @Test
  void iExecsContestedTasksSettleWhereItsOwnTestsSay() {
    List<Answer> contested =
        List.of(worker(B, 0), worker(A, 0), worker(A, 0), worker(A, 0), worker(A, 0));
    assertThat(settles(contested, 4)).isEqualTo(5);
    Posterior atFive = Posterior.of(contested);
    assertThat(whole(atFive, B)).isEqualTo(2);
    assertThat(whole(atFive, A)).isEqualTo(16);
    assertThat(wholeTotal(atFive)).isEqualTo(19);
    Posterior atFour = Posterior.of(contested.subList(0, 4));
    assertThat(wholeTotal(atFour)).as("8*4 = 32 is not above 11*3 = 33").isEqualTo(11);

    List<Answer> other = List.of(worker(A, 0), worker(B, 0), worker(A, 0), worker(A, 0));
    assertThat(settles(other, 3)).isEqualTo(4);
    Posterior end = Posterior.of(other);
    assertThat(whole(end, A)).isEqualTo(8);
    assertThat(whole(end, B)).isEqualTo(2);
    assertThat(wholeTotal(end)).isEqualTo(11);
  }

  @Test
  void iExecsScoreOfAWorkerThatErrsFallsByAThird() {
    List<Integer> scores = new ArrayList<>();
    for (int score = 30; scores.size() < 5; ) {
      score = score * 2 / 3;
      scores.add(score);
    }
    assertThat(scores).containsExactly(20, 13, 8, 5, 3);
  }

  /** Any answers, in any order, against the formula in floating point. */
  @Test
  void theOrderDoesNotMatterAndTheNumbersAreTheFormulas() {
    System.out.println("PosteriorTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    for (int game = 0; game < 500; game++) {
      List<Answer> answers = new ArrayList<>();
      double[] weights = {1, 1, 1, 1};
      boolean[] given = new boolean[4];
      for (int i = random.nextInt(13); i >= 0; i--) {
        int group = random.nextInt(4);
        Odds odds = Odds.of(new Probability(1 + random.nextInt(1_000_000_000)));
        answers.add(new Answer(VerdictTable.root(group), odds));
        weights[group] *= odds.parts() / 65536.0;
        given[group] = true;
      }
      double total = 1;
      for (int group = 0; group < 4; group++) {
        total += given[group] ? weights[group] : 0;
      }
      Posterior posterior = Posterior.of(answers);
      for (int group = 0; group < 4; group++) {
        double expected = given[group] ? weights[group] / total : 0;
        assertThat(of(posterior, VerdictTable.root(group)))
            .as("seed %s game %s", SEED, game)
            .isCloseTo(expected, within(1e-8));
      }
      Collections.shuffle(answers, random);
      assertThat(Posterior.of(answers)).isEqualTo(posterior);
    }
  }

  @Test
  void aHundredAnswersOfAHundredKindsAreNoMatter() {
    List<Answer> all =
        IntStream.range(0, 100)
            .mapToObj(i -> new Answer(VerdictTable.root(i), new Odds((1L << 35) + i)))
            .toList();
    assertThat(Posterior.of(all).leader()).contains(VerdictTable.root(99));
    assertThat(Posterior.of(answers(A, Odds.of(1_000_000), 100)).of(A).billionths())
        .isEqualTo(999_999_999);
  }

  @Test
  void whoErrsAsOftenAsNotSaysNothingAndNobodyIsCertain() {
    assertThat(Odds.of(Probability.of("0.5"))).isEqualTo(Odds.NONE);
    assertThat(Odds.of(Probability.ONE)).isEqualTo(Odds.NONE);
    assertThat(Odds.of(Probability.ZERO)).isEqualTo(Odds.of(Tally.Parameters.MOST_ODDS));
    assertThatThrownBy(() -> new Odds(0)).isInstanceOf(MalformedValue.class);
  }

  /** However large a product gets, it is the product. */
  @Test
  void weightsAreTheExactProductsOfTheOdds() {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      List<Posterior.Answer> answers = new ArrayList<>();
      SortedMap<Hash32, BigInteger> products = new TreeMap<>();
      SortedMap<Hash32, Integer> sizes = new TreeMap<>();
      int count = 1 + random.nextInt(120);
      for (int i = 0; i < count; i++) {
        Hash32 root = Keccak.hash(new byte[] {(byte) random.nextInt(4)});
        long most = (long) Tally.Parameters.MOST_ODDS << Odds.PLACES;
        long parts =
            switch (random.nextInt(3)) {
              case 0 -> most;
              case 1 -> 1L << Odds.PLACES;
              default -> random.nextLong(1L << Odds.PLACES, most + 1);
            };
        answers.add(new Posterior.Answer(root, new Odds(parts)));
        products.merge(root, BigInteger.valueOf(parts), BigInteger::multiply);
        sizes.merge(root, 1, Integer::sum);
      }
      Posterior posterior = Posterior.of(answers);

      int largest = sizes.values().stream().max(Integer::compare).orElseThrow();
      products.replaceAll(
          (root, product) ->
              product.shiftLeft(Odds.PLACES * (largest - sizes.getOrDefault(root, 0))));
      assertThat(posterior.weights()).isEqualTo(products);
      assertThat(posterior.total())
          .isEqualTo(
              products.values().stream()
                  .reduce(BigInteger.ONE.shiftLeft(Odds.PLACES * largest), BigInteger::add));
    }
  }
}
