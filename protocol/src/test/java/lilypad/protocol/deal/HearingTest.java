package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.hash;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;

/** A seat is one of a runtime, and the record shows signatures for that runtime alone. */
class HearingTest {

  private static final Hash32 OTHER = hash("another runtime");

  private static DisputedDeal deal() {
    return DisputedDeal.withPanel(RIGHT.toString());
  }

  private static void refusesTheRuntime(DisputedDeal deal, Decision decision) {
    assertThat(decision.events()).isEmpty();
    assertThat(decision.rejection())
        .contains(new Decision.OtherRuntime(deal.member("ann").runtimeDigest(), OTHER));
  }

  @Test
  void aCommitmentForAnotherRuntimeIsNoFactAndTheSeatCanStillBeTaken() {
    DisputedDeal deal = deal();
    refusesTheRuntime(deal, deal.commits("ann", OTHER, RIGHT));
    assertThat(deal.commits("ann", RIGHT).events())
        .hasOnlyElementsOfType(DealEvent.CommitmentRecorded.class)
        .hasSize(1);
  }

  @Test
  void anAbstentionForAnotherRuntimeIsNoFactAndTheSeatCanStillBeTaken() {
    DisputedDeal deal = deal();
    refusesTheRuntime(deal, deal.abstains("ann", OTHER, AbstentionReason.UNSUPPORTED_RUNTIME));
    assertThat(deal.commits("ann", RIGHT).events()).hasSize(1);
  }

  @Test
  void aRevealForAnotherRuntimeIsNoFactEvenOfTheResultThatWasCommittedTo() {
    DisputedDeal deal = deal();
    for (String operator : List.of("ann", "bob", "cid")) {
      deal.commits(operator, RIGHT);
    }
    refusesTheRuntime(deal, deal.reveals("ann", OTHER, RIGHT));
    assertThat(deal.reveals("ann", RIGHT).events())
        .hasOnlyElementsOfType(DealEvent.ResultRevealed.class)
        .hasSize(1);
  }

  @Test
  void anAnswerThatIsToldAgainForAnotherRuntimeIsRefusedToo() {
    DisputedDeal deal = deal();
    deal.commits("ann", RIGHT);
    refusesTheRuntime(deal, deal.commits("ann", OTHER, RIGHT));
  }

  @Test
  void whoRestartedWithAnotherRuntimeIsSilentAndTheOthersDecide() {
    DisputedDeal deal = deal();
    deal.commits("bob", RIGHT);
    deal.commits("cid", RIGHT);
    deal.abstains("ann", OTHER, AbstentionReason.UNSUPPORTED_RUNTIME);
    deal.head(11, deal.round().end());
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", RIGHT);
    assertThat(deal.facts).hasAtLeastOneElementOfType(DealEvent.AssignmentExpired.class);
    deal.head(12, deal.clock.time() + 1_000);
    assertThat(deal.verdict().map(DealEvent.VerdictReached::verdict)).contains(Verdict.ACCEPT);
  }

  @Test
  void theMediatorsOwnRunIsOneOfThePanelsRuntimeToo() {
    DisputedDeal deal =
        DisputedDeal.withPanel(RIGHT.toString(), RefereeTest.settings(Probability.ONE, true, true));
    deal.all(RIGHT, "ann", "bob", "cid");
    refusesTheRuntime(deal, deal.commits(RefereeTest.OWN, OTHER, RIGHT));
    refusesTheRuntime(
        deal, deal.abstains(RefereeTest.OWN, OTHER, AbstentionReason.UNSUPPORTED_RUNTIME));
    deal.commits(RefereeTest.OWN, RIGHT);
    refusesTheRuntime(deal, deal.reveals(RefereeTest.OWN, OTHER, RIGHT));
    deal.reveals(RefereeTest.OWN, RIGHT);
    assertThat(deal.verdict().map(DealEvent.VerdictReached::verdict)).contains(Verdict.ACCEPT);
  }
}
