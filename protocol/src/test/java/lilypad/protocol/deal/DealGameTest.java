package lilypad.protocol.deal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import lilypad.protocol.deal.DealGame.Outcome;
import lilypad.protocol.rules.ClosedForms;
import lilypad.protocol.rules.Poll.Parameters;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;

/**
 * Thousands of disputes fought out with the real {@link Deal} among honest, lazy, copying,
 * colluding, absent, withholding, slow, skewed and failing verifiers. The generator of the games
 * judges, not the rules.
 */
class DealGameTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final int GAMES = Integer.getInteger("lilypad.games", 5_000);

  /** Of so many games one is also replayed, fact by fact, as an auditor does. */
  private static final int REPLAYED = 10;

  /** A bound is said to be broken when that was less likely than this. */
  private static final double TAIL = 1e-9;

  /** What came of all games. */
  private static final class Sum {
    private int honest;
    private int cleared;
    private int slashed;
    private int slashedOverDissent;
    private double byCapture;
    private int wrong;
    private int caught;
    private int survived;
    private int survivedOverDissent;
    private double byEcho;
    private int seats;
    private int copies;
    private int copiesOpened;
    private int refused;

    void add(Outcome outcome) {
      int quorum = Parameters.DEFAULT.quorum();
      boolean accepted = outcome.verdict() == Verdict.ACCEPT;
      boolean rejected = outcome.verdict() == Verdict.REJECT;
      if (outcome.claimIsRight()) {
        honest++;
        cleared += accepted ? 1 : 0;
        slashed += rejected ? 1 : 0;
        slashedOverDissent += rejected && outcome.honestDissent() ? 1 : 0;
        byCapture += Math.pow(outcome.colluding(), quorum);
      } else {
        wrong++;
        caught += rejected ? 1 : 0;
        survived += accepted ? 1 : 0;
        survivedOverDissent += accepted && outcome.honestDissent() ? 1 : 0;
        byEcho += Math.pow(outcome.echoing(), quorum);
      }
      seats += outcome.seats();
      copies += outcome.copies();
      copiesOpened += outcome.copiesOpened();
      refused += outcome.refused();
    }
  }

  @Test
  void noDealSlashesAnHonestProviderWhileOneHonestPanelistDissents() {
    SplittableRandom seeds = new SplittableRandom(SEED);
    Sum sum = new Sum();
    for (int game = 0; game < GAMES; game++) {
      long seed = seeds.nextLong();
      try {
        sum.add(DealGame.play(seed, game % REPLAYED == 0));
      } catch (AssertionError e) {
        throw new AssertionError("game " + game + " of -Dlilypad.seed=" + SEED, e);
      }
    }
    double epsilon = Parameters.DEFAULT.rejectError().value();
    int promised = ClosedForms.binomialBound(sum.honest, epsilon, TAIL);
    int capture = ClosedForms.binomialBound(sum.honest, sum.byCapture / sum.honest, TAIL);
    int echo = ClosedForms.binomialBound(sum.wrong, sum.byEcho / sum.wrong, TAIL);
    System.out.printf(
        Locale.ROOT,
        "DealGameTest seed %d, %d games, %.1f seats each, %d of them replayed%n"
            + "  honest providers %d: cleared %d, slashed %d (bound by capture %.1f, %d with chance;"
            + " epsilon promises %.1f, %d with chance), over an honest dissent %d%n"
            + "  wrong claims %d: rejected %d, survived %d (bound by echoing %.1f, %d with chance),"
            + " over an honest dissent %d%n"
            + "  copied commitments %d, opened %d; cheats' commands refused %d%n",
        SEED,
        GAMES,
        (double) sum.seats / GAMES,
        (GAMES + REPLAYED - 1) / REPLAYED,
        sum.honest,
        sum.cleared,
        sum.slashed,
        sum.byCapture,
        capture,
        sum.honest * epsilon,
        promised,
        sum.slashedOverDissent,
        sum.wrong,
        sum.caught,
        sum.survived,
        sum.byEcho,
        echo,
        sum.survivedOverDissent,
        sum.copies,
        sum.copiesOpened,
        sum.refused);

    assertThat(sum.slashedOverDissent).as("seed %s", SEED).isZero();
    assertThat(sum.survivedOverDissent).as("seed %s", SEED).isZero();
    assertThat(sum.copiesOpened).as("seed %s", SEED).isZero();
    assertThat(sum.slashed).as("seed %s", SEED).isLessThanOrEqualTo(Math.min(promised, capture));
    assertThat(sum.survived).as("seed %s", SEED).isLessThanOrEqualTo(echo);
    assertThat(sum.copies).as("copiers sat").isPositive();
    assertThat(sum.refused).as("cheats tried more").isPositive();
    assertThat(sum.cleared).as("honest providers are cleared").isGreaterThan(sum.honest / 3);
    assertThat(sum.caught).as("wrong claims are rejected").isGreaterThan(sum.wrong / 5);
  }
}
