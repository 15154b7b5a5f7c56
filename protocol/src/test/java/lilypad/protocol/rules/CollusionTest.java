package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import org.junit.jupiter.api.Test;

class CollusionTest {

  private static final Probability THIRD = Probability.of("0.333333333");

  private static Probability chance(
      int voices, long agreeing, int mute, long silent, long present) {
    return new Collusion(
            voices,
            BigInteger.valueOf(agreeing),
            mute,
            BigInteger.valueOf(silent),
            present,
            90,
            THIRD)
        .chance();
  }

  private static Probability chance(int voices, int mute, long present) {
    return chance(voices, voices, mute, mute, present);
  }

  @Test
  void allWhoAgreeColludeWithThePowerOfTheirShareAmongThoseThatAnswer() {
    assertThat(chance(1, 0, 90)).as("1/3").isEqualTo(Probability.of("0.333333333"));
    assertThat(chance(3, 0, 90)).as("1/27").isEqualTo(Probability.of("0.037037037"));
    assertThat(chance(3, 1, 90)).as("(4/9)^3").isEqualTo(Probability.of("0.087791495"));
    assertThat(chance(4, 1, 90)).as("(5/12)^4").isEqualTo(Probability.of("0.030140818"));
    assertThat(chance(5, 3, 90)).as("(8/15)^5").isEqualTo(Probability.of("0.043151276"));
  }

  @Test
  void headsAndWeightsAreBothLookedAtAndTheWorseCounts() {
    assertThat(chance(3, 24, 3, 3, 90)).as("half of the heads").isEqualTo(chance(3, 3, 90));
    assertThat(chance(3, 3, 1, 3, 90)).as("half of the weight").isEqualTo(chance(3, 3, 90));
  }

  @Test
  void whoIsAwayIsNoneOfThem() {
    assertThat(chance(3, 0, 60)).as("(1/2)^3").isEqualTo(Probability.of("0.125"));
    assertThat(chance(3, 0, 29)).as("all who are here").isEqualTo(Probability.ONE);
    assertThat(chance(3, 0, 0)).isEqualTo(Probability.ONE);
    assertThat(chance(3, 7, 90)).as("no more than they answer").isEqualTo(Probability.ONE);
  }

  @Test
  void whatNoPanelCanBeIsRefused() {
    assertThatThrownBy(() -> chance(0, 0, 0, 0, 90)).isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> chance(1, -1, 0, 0, 90)).isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> chance(1, 1, -1, 0, 90)).isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> chance(1, 1, 0, -1, 90)).isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> chance(1, 1, 0, 0, -1)).isInstanceOf(MalformedValue.class);
  }

  /**
   * How likely it is that an honest provider is slashed on a large roster of which a third colludes
   * and a share never has a usable answer: exactly, over everything that can be drawn. Colluders
   * answer always and never against each other; they weigh the same as the others, or are few and
   * heavy.
   */
  private static final class Fate {
    private final int version;
    private final int heavy;
    private final double colluding;
    private final double silent;
    private final Map<List<Integer>, Double> known = new HashMap<>();

    Fate(int version, int heavy, double silent) {
      this.version = version;
      this.heavy = heavy;
      this.colluding = 1 / 3.0;
      this.silent = silent;
    }

    double slashed() {
      return slashed(0, 0);
    }

    /** From where so many colluders and nobody else have answered. */
    private double slashed(int answers, int abstentions) {
      List<Integer> at = List.of(answers, abstentions);
      Double before = known.get(at);
      if (before == null) {
        before =
            switch (Escalation.step(poll(answers, abstentions))) {
              case Step.Decided decided -> decided.verdict() == Verdict.REJECT ? 1.0 : 0.0;
              case Step.Ask ask -> asked(answers, abstentions, ask.count());
              case Step.Refer refer -> throw new AssertionError("expected no referee");
            };
        known.put(at, before);
      }
      return before;
    }

    private double asked(int answers, int abstentions, int count) {
      double sum = 0;
      double ways = 1;
      for (int colluders = 0; colluders <= count; colluders++) {
        int useless = count - colluders;
        sum +=
            ways
                * Math.pow(colluding, colluders)
                * Math.pow(silent, useless)
                * slashed(answers + colluders, abstentions + useless);
        ways = ways * useless / (colluders + 1);
      }
      return sum;
    }

    private Poll poll(int answers, int abstentions) {
      List<Ballot> ballots = new ArrayList<>();
      for (int i = 0; i < answers + abstentions; i++) {
        String operator = "operator-" + i;
        Vote vote =
            i < answers
                ? new Vote.Mismatch(Address.ZERO, operator, VerdictTable.root(1))
                : new Vote.Abstain(Address.ZERO, operator, AbstentionReason.TIMED_OUT);
        ballots.add(
            new Ballot(
                vote,
                VerdictTable.root(9),
                Odds.of(19),
                i < answers ? heavy : 1,
                Ballot.Evidence.UNCHECKED));
      }
      long roster = 1_000_000;
      return new Poll(
          ballots,
          Profile.DETERMINISTIC,
          Optional.of(VerdictTable.root(9)),
          roster,
          version == Escalation.FIRST ? 0 : roster,
          false,
          Poll.Referee.NONE,
          Poll.Parameters.DEFAULT.under(version));
    }
  }

  @Test
  void epsilonIsKeptWhateverShareUpToThreeEighthsHasNothingToSay() {
    double epsilon = Poll.Parameters.DEFAULT.rejectError().value();
    StringBuilder table = new StringBuilder("CollusionTest: share that has nothing to say,");
    table.append(" honest providers slashed by version 4, by it with heavy colluders, by 3\n");
    for (double silent = 0; silent <= 0.5; silent += 0.125) {
      double now = new Fate(4, 1, silent).slashed();
      double heavy = new Fate(4, 8, silent).slashed();
      double before = new Fate(3, 1, silent).slashed();
      table.append(
          String.format(Locale.ROOT, "  %.3f  %.4f  %.4f  %.4f%n", silent, now, heavy, before));
      assertThat(Math.max(now, heavy)).isLessThanOrEqualTo(before + 1e-9);
      if (silent <= 0.375) {
        assertThat(now).as("share %s", silent).isLessThanOrEqualTo(epsilon);
        assertThat(heavy).as("share %s, heavy colluders", silent).isLessThanOrEqualTo(epsilon);
      }
    }
    System.out.print(table);
    assertThat(new Fate(3, 1, 0.25).slashed())
        .as("what version 3 did not see")
        .isGreaterThan(epsilon);
  }
}
