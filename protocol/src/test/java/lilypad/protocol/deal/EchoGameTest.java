package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.hash;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Reputation.Mark;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;

/**
 * Games against the mediator's own run, drawn from a seed; the game, not the rules, says what is
 * right. Each is replayed as it goes on ({@link DisputedDeal#tell}).
 */
class EchoGameTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final int GAMES = 1_500;
  private static final String[] FIRST = {"ann", "bob", "cid"};
  private static final String[] NEXT = {"dan", "eve", "fay"};

  /** How the referee's run comes to nothing. */
  private enum Failure {
    ABSTAINS,
    SILENT,
    KEEPS_ITS_RESULT,
    UNTIL_THE_DEADLINE
  }

  private static DisputedDeal game(Random random, Cid claim, boolean required) {
    Probability rate =
        random.nextBoolean()
            ? Probability.ONE
            : new Probability(random.nextLong(Probability.WHOLE));
    return DisputedDeal.withPanel(
        claim.toString(), RefereeTest.settings(rate, random.nextBoolean(), required));
  }

  private static boolean asked(DisputedDeal deal) {
    return deal.state.mediation().flatMap(Mediation::referral).isPresent();
  }

  private static Optional<Verdict> verdict(DisputedDeal deal) {
    return deal.verdict().map(DealEvent.VerdictReached::verdict);
  }

  /** Some have no evidence, some agreed on what to invent, some invent their own. */
  private static void invent(Random random, DisputedDeal deal, String... operators) {
    int kind = random.nextInt(3);
    for (String operator : operators) {
      deal.evidence.put(
          operator,
          switch (kind) {
            case 0 -> Hash32.ZERO;
            case 1 -> hash("agreed");
            default -> hash("invented by " + operator);
          });
    }
  }

  @Test
  void aPanelThatEchoesWhollyIsNeverAcceptedWhereTheRefereeRuns() {
    int ran = 0;
    int accepted = 0;
    int rejected = 0;
    for (int i = 0; i < GAMES; i++) {
      Random random = new Random(SEED + i);
      DisputedDeal deal = game(random, WRONG, random.nextBoolean());
      invent(random, deal, FIRST);
      deal.all(WRONG, FIRST);
      if (!asked(deal)) {
        assertThat(verdict(deal)).as("seed %d", SEED + i).contains(Verdict.ACCEPT);
        accepted++;
        continue;
      }
      ran++;
      assertThat(verdict(deal)).as("seed %d", SEED + i).isEmpty();
      deal.all(RIGHT, RefereeTest.OWN);
      deal.candidates(NEXT);
      boolean echoesAgain = random.nextBoolean();
      if (echoesAgain) {
        invent(random, deal, NEXT);
      }
      deal.all(echoesAgain ? WRONG : RIGHT, NEXT);
      deal.head(30, 4_000);
      assertThat(verdict(deal))
          .as("seed %d", SEED + i)
          .contains(echoesAgain ? Verdict.INCONCLUSIVE : Verdict.REJECT);
      rejected += echoesAgain ? 0 : 1;
    }
    System.out.println(
        "echo games: %d, our own run in %d, rejected %d, accepted without it %d (seed %d)"
            .formatted(GAMES, ran, rejected, accepted, SEED));
    assertThat(ran).isGreaterThan(GAMES / 2);
    assertThat(rejected).isPositive();
  }

  @Test
  void anHonestPanelIsNotHarmedByARefereeThatFails() {
    for (int i = 0; i < GAMES; i++) {
      Random random = new Random(SEED + i);
      boolean required = random.nextBoolean();
      DisputedDeal deal = game(random, RIGHT, required);
      deal.all(RIGHT, FIRST);
      boolean asked = asked(deal);
      if (asked) {
        fail(random, deal);
      }
      assertThat(verdict(deal))
          .as("seed %d", SEED + i)
          .contains(asked && required ? Verdict.INCONCLUSIVE : Verdict.ACCEPT);
      assertThat(Score.of(deal.state.mediation().orElseThrow()))
          .as("seed %d", SEED + i)
          .hasSize(FIRST.length)
          .allSatisfy(
              score -> assertThat(score.marks()).extracting(Mark::fault).containsOnly(false));
    }
  }

  /** Nobody is slashed on the word of a panel because the referee was silent about it. */
  @Test
  void anHonestProviderKeepsItsStakeWhateverPartOfThePanelLies() {
    for (int i = 0; i < GAMES; i++) {
      Random random = new Random(SEED + i);
      DisputedDeal deal = game(random, RIGHT, random.nextBoolean());
      List<String> liars = List.of(FIRST).subList(0, 1 + random.nextInt(2));
      invent(random, deal, liars.toArray(String[]::new));
      for (String operator : FIRST) {
        deal.commits(operator, liars.contains(operator) ? WRONG : RIGHT);
      }
      for (String operator : FIRST) {
        deal.reveals(operator, liars.contains(operator) ? WRONG : RIGHT);
      }
      deal.candidates(NEXT);
      deal.all(
          RIGHT,
          deal.round().seats().stream()
              .map(seat -> seat.member().operator())
              .toArray(String[]::new));
      if (asked(deal)) {
        if (random.nextBoolean()) {
          deal.all(RIGHT, RefereeTest.OWN);
        } else {
          fail(random, deal);
        }
      }
      deal.head(30, 4_000);
      assertThat(verdict(deal)).as("seed %d", SEED + i).isNotEqualTo(Optional.of(Verdict.REJECT));
    }
  }

  private static void fail(Random random, DisputedDeal deal) {
    Round own = deal.round(RefereeTest.OWN);
    switch (Failure.values()[random.nextInt(Failure.values().length)]) {
      case ABSTAINS ->
          deal.abstains(
              RefereeTest.OWN,
              List.of(AbstentionReason.values())
                  .get(random.nextInt(AbstentionReason.values().length)));
      case SILENT -> deal.head(20, own.commitDeadline());
      case KEEPS_ITS_RESULT -> {
        deal.commits(RefereeTest.OWN, WRONG);
        deal.head(20, deal.round(RefereeTest.OWN).revealDeadline().orElseThrow());
      }
      case UNTIL_THE_DEADLINE -> deal.head(20, 4_000);
    }
  }
}
