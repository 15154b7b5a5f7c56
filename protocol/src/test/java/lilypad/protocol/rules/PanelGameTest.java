package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import lilypad.protocol.rules.PanelGame.Outcome;
import lilypad.protocol.rules.Poll.Parameters;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand disputes among honest, lazy, copying, colluding, absent, withholding, slow and
 * skewed verifiers. The generator of the games judges, not the rules.
 */
class PanelGameTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final int GAMES = Integer.getInteger("lilypad.games", 10_000);

  /** A bound is said to be broken when that was less likely than this. */
  private static final double TAIL = 1e-9;

  @Test
  void aPanelThatCheatsSlashesNobodyWhileOneHonestPanelistDissents() {
    SplittableRandom seeds = new SplittableRandom(SEED);
    int honest = 0;
    int slashed = 0;
    int slashedOverDissent = 0;
    int cleared = 0;
    int wrong = 0;
    int survived = 0;
    int survivedOverDissent = 0;
    int caught = 0;
    int copies = 0;
    int copiesOpened = 0;
    int seats = 0;
    int referred = 0;
    double colluders = 0;
    double echoers = 0;
    int quorum = Parameters.DEFAULT.quorum();
    for (int game = 0; game < GAMES; game++) {
      Outcome outcome = PanelGame.play(seeds.nextLong());
      boolean accepted = outcome.verdict() == Verdict.ACCEPT;
      boolean rejected = outcome.verdict() == Verdict.REJECT;
      if (outcome.claimIsRight()) {
        honest++;
        cleared += accepted ? 1 : 0;
        slashed += rejected ? 1 : 0;
        slashedOverDissent += rejected && outcome.honestDissent() ? 1 : 0;
        colluders += Math.pow(outcome.colluding(), quorum);
      } else {
        wrong++;
        caught += rejected ? 1 : 0;
        survived += accepted ? 1 : 0;
        survivedOverDissent += accepted && outcome.honestDissent() ? 1 : 0;
        // Half of the markets have a referee, who looks at some panels.
        echoers += Math.pow(outcome.echoing(), quorum) * (1 - PanelGame.EVIDENCE.value() / 2);
      }
      copies += outcome.copies();
      copiesOpened += outcome.copiesOpened();
      seats += outcome.seats();
      referred += outcome.referred() ? 1 : 0;
    }
    int promised =
        ClosedForms.binomialBound(honest, Parameters.DEFAULT.rejectError().value(), TAIL);
    int capture = ClosedForms.binomialBound(honest, colluders / honest, TAIL);
    int echo = ClosedForms.binomialBound(wrong, echoers / wrong, TAIL);
    System.out.printf(
        Locale.ROOT,
        "PanelGameTest seed %d, %d games, %.1f seats each, %d referred%n"
            + "  honest providers %d: cleared %d, slashed %d (expected at most %.1f by capture,"
            + " bound %d; epsilon promises at most %.1f, bound %d), slashed over an honest"
            + " dissent %d%n"
            + "  wrong claims %d: rejected %d, survived %d (expected at most %.1f, bound %d),"
            + " survived over an honest dissent %d%n"
            + "  copied commitments %d, opened %d%n",
        SEED,
        GAMES,
        (double) seats / GAMES,
        referred,
        honest,
        cleared,
        slashed,
        colluders,
        capture,
        honest * Parameters.DEFAULT.rejectError().value(),
        promised,
        slashedOverDissent,
        wrong,
        caught,
        survived,
        echoers,
        echo,
        survivedOverDissent,
        copies,
        copiesOpened);

    assertThat(slashedOverDissent).as("seed %s", SEED).isZero();
    assertThat(survivedOverDissent).as("seed %s", SEED).isZero();
    assertThat(copiesOpened).as("seed %s", SEED).isZero();
    assertThat(slashed).as("seed %s", SEED).isLessThanOrEqualTo(Math.min(promised, capture));
    assertThat(survived).as("seed %s", SEED).isLessThanOrEqualTo(echo);
    assertThat(copies).as("copiers were drawn").isPositive();
    assertThat(cleared).as("most honest providers are cleared").isGreaterThan(honest / 2);
    assertThat(caught).as("wrong claims are rejected").isGreaterThan(wrong / 4);
  }
}
