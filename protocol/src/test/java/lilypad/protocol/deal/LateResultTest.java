package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Reputation.Dimension;
import lilypad.protocol.rules.Reputation.Mark;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Vote;
import org.junit.jupiter.api.Test;

/** Results that are shown when their time is over. */
class LateResultTest {

  /** Three sit, ann shows the right result in time; bob has committed to one, cid to none. */
  private static DisputedDeal withoutBob(Cid result) {
    DisputedDeal deal = new DisputedDeal();
    deal.rosterWeight = 5;
    BlockRef check = DisputedDeal.block(10, "a", 2_000);
    deal.checkedIn(check).read(check).described(Profile.DETERMINISTIC);
    deal.candidates("ann", "bob", "cid");
    deal.commits("ann", RIGHT);
    deal.commits("bob", result);
    deal.head(101, 2_060);
    deal.reveals("ann", RIGHT);
    deal.head(102, 2_090);
    assertThat(deal.verdict()).as("one vote decides nothing").isEmpty();
    return deal;
  }

  private static void decide(DisputedDeal deal) {
    deal.candidates("ann", "bob", "cid", "dan", "eve").all(RIGHT, "dan", "eve");
    assertThat(deal.verdict())
        .hasValueSatisfying(v -> assertThat(v.verdict()).isEqualTo(Verdict.ACCEPT));
  }

  private static List<Mark> marks(DisputedDeal deal, String operator) {
    return Score.of(deal.state.mediation().orElseThrow()).stream()
        .filter(score -> score.member().operator().equals(operator))
        .flatMap(score -> score.marks().stream())
        .toList();
  }

  private static List<Address> asked(DisputedDeal deal) {
    return deal.intents().stream()
        .filter(DealIntent.RequestReveal.class::isInstance)
        .map(intent -> ((DealIntent.RequestReveal) intent).member().verifier())
        .toList();
  }

  @Test
  void whatIsShownTooLateIsNoVoteAndIsHeldAgainstTheAnswerThatStands() {
    DisputedDeal deal = withoutBob(WRONG);
    int before = deal.facts.size();
    assertThat(deal.reveals("bob", WRONG).rejection()).isEmpty();
    assertThat(deal.facts.subList(before, deal.facts.size()))
        .singleElement()
        .isInstanceOf(DealEvent.ResultShownLate.class);
    decide(deal);
    assertThat(deal.verdict().orElseThrow().grounds().votes())
        .filteredOn(vote -> vote.operator().equals("bob"))
        .singleElement()
        .isInstanceOf(Vote.Abstain.class);
    assertThat(marks(deal, "bob"))
        .containsExactly(
            new Mark(Dimension.NO_SHOW, false),
            new Mark(Dimension.WITHHELD, true),
            new Mark(Dimension.WRONG, true));
  }

  @Test
  void aRightResultThatIsShownTooLateIsNoMerit() {
    DisputedDeal deal = withoutBob(RIGHT);
    assertThat(deal.reveals("bob", RIGHT).rejection()).isEmpty();
    decide(deal);
    assertThat(marks(deal, "bob"))
        .containsExactly(new Mark(Dimension.NO_SHOW, false), new Mark(Dimension.WITHHELD, true));
  }

  @Test
  void itIsAskedForUntilItIsShownOrTheVerdictIsReached() {
    DisputedDeal shown = withoutBob(WRONG);
    Address bob = shown.member("bob").verifier();
    assertThat(asked(shown)).containsExactly(bob);
    shown.reveals("bob", WRONG);
    assertThat(asked(shown)).isEmpty();
    DisputedDeal kept = withoutBob(WRONG);
    decide(kept);
    assertThat(asked(kept)).isEmpty();
  }

  @Test
  void onlyWhatWasCommittedToInTimeIsHeard() {
    DisputedDeal deal = withoutBob(WRONG);
    int before = deal.facts.size();
    assertThat(deal.reveals("bob", RIGHT).rejection())
        .hasValueSatisfying(no -> assertThat(no.expected()).contains("committed to"));
    assertThat(deal.reveals("cid", WRONG).rejection())
        .hasValueSatisfying(no -> assertThat(no.expected()).contains("a commitment in time"));
    assertThat(deal.facts).hasSize(before);
  }

  @Test
  void aSecondTimeItIsNoNews() {
    DisputedDeal deal = withoutBob(WRONG);
    deal.reveals("bob", WRONG);
    int before = deal.facts.size();
    assertThat(deal.reveals("bob", WRONG).rejection()).isEqualTo(Optional.empty());
    assertThat(deal.facts).hasSize(before);
  }
}
