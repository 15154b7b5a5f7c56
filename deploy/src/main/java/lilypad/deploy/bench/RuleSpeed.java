package lilypad.deploy.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Odds;
import lilypad.protocol.rules.Posterior;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Standing;
import lilypad.protocol.rules.WeightedSortition;

/** What single rules take: the middle one of many calls, after as many that do not count. */
final class RuleSpeed {

  private static final int CANDIDATES = 10_000;
  private static final int NODES_OF_AN_OPERATOR = 4;
  private static final int PANEL = 3;
  private static final int ANSWERS = 100;
  private static final int CALLS = 2_000;

  private RuleSpeed() {}

  /** Microseconds of a panel of three out of ten thousand nodes of weighted operators. */
  static double sortition() {
    Hash32 runtime = CannedLogs.hash("runtime", 1);
    List<Candidate> candidates =
        IntStream.range(0, CANDIDATES)
            .mapToObj(
                number ->
                    new Candidate(
                        Address.fromHex("0x%040x".formatted(number + 1)),
                        "operator %05d".formatted(number / NODES_OF_AN_OPERATOR),
                        runtime,
                        1 + number / NODES_OF_AN_OPERATOR % 7,
                        Standing.UNKNOWN))
            .toList();
    return micros(
        call -> {
          WeightedSortition.Lot lot =
              new WeightedSortition.Lot(
                  CannedLogs.hash("seed", call), CannedLogs.hash("deal", call), 1);
          List<Candidate> panel = WeightedSortition.draw(candidates, Set.of(), PANEL, lot);
          return panel.stream().map(Candidate::operator).distinct().count() == PANEL;
        });
  }

  /** Microseconds until it is known whether the leader of a hundred answers is sure enough. */
  static double posterior() {
    List<Posterior.Answer> answers =
        IntStream.range(0, ANSWERS)
            .mapToObj(
                number ->
                    new Posterior.Answer(
                        CannedLogs.hash("result", number % 5 == 0 ? number : 1),
                        Odds.of(Probability.of("0.1"))))
            .toList();
    Hash32 most = CannedLogs.hash("result", 1);
    Hash32 other = CannedLogs.hash("result", 5);
    return micros(
        call -> {
          Posterior posterior = Posterior.of(answers);
          return posterior.leader().filter(most::equals).isPresent()
              && posterior.of(most).compareTo(posterior.of(other)) > 0;
        });
  }

  /**
   * @param right whether a call gave what it should
   */
  private static double micros(IntPredicate right) {
    long[] nanos = new long[CALLS];
    for (int call = -CALLS; call < CALLS; call++) {
      long began = System.nanoTime();
      boolean expected = right.test(call);
      long took = System.nanoTime() - began;
      if (!expected) {
        throw new BenchFault("expected a rule to give what was put into it, in call " + call);
      }
      if (call >= 0) {
        nanos[call] = took;
      }
    }
    Arrays.sort(nanos);
    return nanos[CALLS / 2] / 1e3;
  }
}
