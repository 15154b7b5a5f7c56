package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lilypad.protocol.BlockRef;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Reputation.Dimension;
import lilypad.protocol.rules.Reputation.Mark;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;

class ScoreTest {

  private static Map<String, List<Mark>> scores(DisputedDeal deal) {
    return Score.of(deal.state.mediation().orElseThrow()).stream()
        .collect(Collectors.toMap(score -> score.member().operator(), Score::marks));
  }

  private static Mark ok(Dimension dimension) {
    return new Mark(dimension, false);
  }

  private static Mark fault(Dimension dimension) {
    return new Mark(dimension, true);
  }

  @Test
  void aVerdictThatMovesMoneySaysWhoWasRightAndWhoWasWrong() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    for (String operator : List.of("ann", "bob")) {
      deal.commits(operator, RIGHT);
    }
    deal.commits("cid", WRONG);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", WRONG);
    assertThat(scores(deal)).as("before the verdict").isEmpty();
    deal.candidates("ann", "bob", "cid", "dan", "eve").all(RIGHT, "dan", "eve");
    assertThat(deal.verdict())
        .hasValueSatisfying(v -> assertThat(v.verdict()).isEqualTo(Verdict.ACCEPT));
    assertThat(scores(deal)).containsOnlyKeys("ann", "bob", "cid", "dan", "eve");
    assertThat(scores(deal).get("ann"))
        .containsExactly(
            ok(Dimension.NO_SHOW),
            ok(Dimension.WITHHELD),
            ok(Dimension.ABSTAINED),
            ok(Dimension.WRONG));
    assertThat(scores(deal).get("cid")).contains(fault(Dimension.WRONG));
  }

  @Test
  void silenceAndAWithheldResultAreNotErrors() {
    DisputedDeal deal = new DisputedDeal();
    deal.rosterWeight = 4;
    BlockRef check = DisputedDeal.block(10, "a", 2_000);
    deal.checkedIn(check).read(check).described(Profile.DETERMINISTIC);
    deal.candidates("ann", "bob", "cid");
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.head(101, 2_060);
    deal.reveals("ann", RIGHT);
    deal.head(102, 2_090);
    deal.candidates("ann", "bob", "cid", "dan").all(RIGHT, "dan");
    assertThat(deal.verdict()).isPresent();
    Map<String, List<Mark>> scores = scores(deal);
    assertThat(scores.get("bob")).containsExactly(ok(Dimension.NO_SHOW), fault(Dimension.WITHHELD));
    assertThat(scores.get("cid")).containsExactly(fault(Dimension.NO_SHOW));
    assertThat(scores.get("dan")).contains(ok(Dimension.WRONG));
  }

  @Test
  void aVerdictThatMovesNoMoneySaysNothingAboutRightAndWrong() {
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString());
    deal.abstains("ann", AbstentionReason.MEMORY);
    deal.commits("bob", RIGHT);
    deal.abstains("cid", AbstentionReason.INTERNAL);
    deal.reveals("bob", RIGHT);
    deal.head(201, 2_280);
    assertThat(deal.verdict())
        .hasValueSatisfying(v -> assertThat(v.verdict()).isEqualTo(Verdict.INCONCLUSIVE));
    assertThat(scores(deal).values())
        .allSatisfy(
            marks -> assertThat(marks).extracting(Mark::dimension).doesNotContain(Dimension.WRONG));
    assertThat(scores(deal).get("ann"))
        .containsExactly(ok(Dimension.NO_SHOW), fault(Dimension.ABSTAINED));
  }

  @Test
  void whereVotesWereOnlyTalliedNobodyIsScored() {
    DisputedDeal deal =
        DisputedDeal.withPanel(
                RIGHT.toString(),
                DisputedDeal.SETTINGS.by(new Rulebook.Tallying(Tally.Parameters.DEFAULT)))
            .all(RIGHT, "ann", "bob", "cid");
    assertThat(deal.verdict()).isPresent();
    assertThat(scores(deal)).isEmpty();
  }
}
