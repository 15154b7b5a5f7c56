package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.candidate;
import static lilypad.protocol.deal.DisputedDeal.hash;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lilypad.protocol.BlockRef;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.BeaconRule;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Odds;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.rules.ReputationRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Standing;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.story.DealExplanation;
import lilypad.protocol.story.RecordedFact;
import lilypad.protocol.story.RuledFact;
import org.junit.jupiter.api.Test;

/** The golden explanations are in {@code golden-explanations/}, one file each. */
class DealExplanationTest {

  private static final BlockRef CHECK = block(10, "a", 2_000);

  private static DealExplanation explained(List<DealEvent> facts, Optional<DealSettings> settings) {
    return DealExplanation.of(
        DisputedDeal.KEY,
        facts.stream().map(fact -> new RuledFact(new RecordedFact(0, fact), settings)).toList());
  }

  private static DealExplanation explained(DisputedDeal deal) {
    return explained(deal.facts, Optional.of(DisputedDeal.SETTINGS));
  }

  private static void assertExplained(String golden, DealExplanation why) throws IOException {
    String name = "/lilypad/golden-explanations/" + golden + ".txt";
    try (InputStream file =
        Objects.requireNonNull(DealExplanationTest.class.getResourceAsStream(name), name)) {
      assertThat(String.join("\n", why.lines()) + "\n")
          .isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Candidate known(String operator, long weight, long answers, long wrong) {
    Candidate plain = candidate(operator);
    return new Candidate(
        plain.verifier(),
        operator,
        plain.runtimeDigest(),
        weight,
        new Standing(
            answers,
            new Reputation.Evidence(answers * Reputation.ONE_CHECK, wrong * Reputation.ONE_CHECK)));
  }

  private static DisputedDeal asked(String claim, Profile profile) {
    DisputedDeal deal = new DisputedDeal();
    deal.claim = claim;
    return deal.checkedIn(CHECK).read(CHECK).described(profile);
  }

  @Test
  void aRunOfOurOwnIsToldOf() {
    DealSettings settings = RefereeTest.settings(Probability.ZERO, true, true);
    DisputedDeal deal =
        DisputedDeal.withPanel(WRONG.toString(), settings)
            .all(RIGHT, "ann", "bob", "cid")
            .all(RIGHT, RefereeTest.OWN);
    DealExplanation why = explained(deal.facts, Optional.of(settings));
    assertThat(why.differences()).isEmpty();
    assertThat(why.lines())
        .contains("AFTER ROUND 1: WHY THE MEDIATOR'S OWN NODE RUNS THE JOB")
        .contains("rule        referee 1: before a stake is taken");
  }

  /** Records, weights, a node of another runtime, one without weight and an operator's second. */
  @Test
  void aUnanimousPanel() throws IOException {
    DisputedDeal deal = asked(RIGHT.toString(), Profile.DETERMINISTIC);
    deal.rosterWeight = 12;
    Candidate dan = known("dan", 1, 0, 0);
    deal.present(
        List.of(
            known("ann", 5, 60, 0),
            new Candidate(
                DisputedDeal.address("second node of ann"),
                "ann",
                hash("runtime"),
                5,
                Standing.UNKNOWN),
            known("bob", 3, 20, 1),
            known("cid", 2, 3, 0),
            new Candidate(dan.verifier(), "dan", hash("another runtime"), 1, Standing.UNKNOWN),
            known("eve", 0, 0, 0)));
    List<String> drawn =
        deal.round().seats().stream().map(seat -> seat.member().operator()).toList();
    deal.all(RIGHT, drawn.toArray(String[]::new));
    assertThat(deal.verdict().orElseThrow().verdict()).isEqualTo(Verdict.ACCEPT);
    assertExplained("accepted", explained(deal));
  }

  @Test
  void dissentThatOthersResolved() throws IOException {
    DisputedDeal deal = asked(WRONG.toString(), Profile.DETERMINISTIC);
    deal.candidates("ann", "bob", "cid", "dan", "eve");
    List<String> drawn =
        deal.round().seats().stream().map(seat -> seat.member().operator()).toList();
    for (String operator : drawn) {
      deal.commits(operator, operator.equals(drawn.getFirst()) ? WRONG : RIGHT);
    }
    for (String operator : drawn) {
      deal.reveals(operator, operator.equals(drawn.getFirst()) ? WRONG : RIGHT);
    }
    deal.candidates("ann", "bob", "cid", "dan", "eve");
    deal.all(
        RIGHT,
        deal.round().seats().stream().map(seat -> seat.member().operator()).toArray(String[]::new));
    assertThat(deal.verdict().orElseThrow().verdict()).isEqualTo(Verdict.REJECT);
    assertExplained("dissent-rejected", explained(deal));
  }

  private static final String[] TWELVE = {
    "ann", "bob", "cid", "dan", "eve", "fay", "gil", "hal", "ida", "jon", "kim", "lea"
  };

  /** Of twelve operators three are asked, one of them fails, and all others say the same. */
  private static DisputedDeal thinned(DealSettings settings) {
    DisputedDeal deal = new DisputedDeal(settings);
    deal.claim = WRONG.toString();
    deal.rosterWeight = TWELVE.length;
    deal.checkedIn(CHECK).read(CHECK).described(Profile.DETERMINISTIC).candidates(TWELVE);
    List<String> drawn = operators(deal);
    deal.commits(drawn.get(0), RIGHT);
    deal.commits(drawn.get(1), RIGHT);
    deal.abstains(drawn.get(2), AbstentionReason.MEMORY);
    deal.reveals(drawn.get(0), RIGHT);
    deal.reveals(drawn.get(1), RIGHT);
    deal.candidates(TWELVE);
    return deal.all(RIGHT, operators(deal).toArray(String[]::new));
  }

  private static List<String> operators(DisputedDeal deal) {
    return deal.round().seats().stream().map(seat -> seat.member().operator()).toList();
  }

  @Test
  void threeWhoCouldAllColludeAreNotEnoughWhereOneHadNothingToSay() {
    DisputedDeal deal = thinned(DisputedDeal.SETTINGS);
    assertThat(deal.verdict()).isEmpty();
    assertThat(explained(deal).lines())
        .contains(
            "capture     0.087791496 that all who agree collude, by the 12 that could be drawn and"
                + " the part of it that answers; 0.060000000 is allowed: TOO LIKELY",
            "step        ask 2 more: all agree, but could all collude");

    deal.candidates(TWELVE);
    deal.all(RIGHT, operators(deal).toArray(String[]::new));
    assertThat(deal.verdict().orElseThrow().verdict()).isEqualTo(Verdict.REJECT);
    DealExplanation why = explained(deal);
    assertThat(why.differences()).isEmpty();
    assertThat(why.lines()).contains("capture     more agree than could collude");
  }

  /** Four have answered and one abstained; a fifth is slow. */
  @Test
  void whoIsStillOpenWhenTheTimeIsOverHadNothingToSay() {
    DisputedDeal deal = thinned(DisputedDeal.SETTINGS);
    deal.candidates(TWELVE);
    List<String> drawn = operators(deal);
    deal.commits(drawn.get(0), RIGHT);
    deal.commits(drawn.get(1), RIGHT);
    deal.reveals(drawn.get(0), RIGHT);
    assertThat(deal.verdict()).isEmpty();
    deal.head(201, 2_280);
    DealEvent.VerdictReached reached = deal.verdict().orElseThrow();
    assertThat(reached.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(reached.grounds().votes()).hasSize(6);
    assertThat(explained(deal).differences()).isEmpty();
    assertThat(explained(deal).lines())
        .contains(
            "capture     0.062500001 that all who agree collude, by the 12 that could be drawn and"
                + " the part of it that answers; 0.060000000 is allowed: TOO LIKELY");
  }

  @Test
  void whoCouldBeDrawnIsOfTheRuntimeAndCountsOnce() {
    DisputedDeal deal = asked(WRONG.toString(), Profile.DETERMINISTIC);
    deal.rosterWeight = 100;
    Candidate dan = known("dan", 50, 0, 0);
    deal.present(
        List.of(
            known("ann", 5, 0, 0),
            new Candidate(
                DisputedDeal.address("second node of ann"),
                "ann",
                hash("runtime"),
                7,
                Standing.UNKNOWN),
            known("bob", 3, 0, 0),
            known("cid", 2, 0, 0),
            new Candidate(dan.verifier(), "dan", hash("another runtime"), 50, Standing.UNKNOWN)));
    deal.all(RIGHT, operators(deal).toArray(String[]::new));
    assertThat(deal.verdict()).as("all twelve could be colluders' of a hundred").isEmpty();
    assertThat(explained(deal).lines())
        .anyMatch(
            line -> line.startsWith("capture     1.000000000") && line.contains("by the 12 "));
  }

  @Test
  void whatVersionThreeOfTheEscalationDecidedIsExplainedByIt() {
    DealSettings before =
        DisputedDeal.SETTINGS.by(
            new Rulebook.Polling(
                Poll.Parameters.DEFAULT.under(3), BeaconRule.DEFAULT, ReputationRule.DEFAULT));
    DisputedDeal deal = thinned(before);
    assertThat(deal.verdict().orElseThrow().verdict()).isEqualTo(Verdict.REJECT);
    DealExplanation why = explained(deal.facts, Optional.of(before));
    assertThat(why.differences()).isEmpty();
    assertThat(why.lines())
        .contains("rule        escalation 3")
        .noneMatch(line -> line.startsWith("capture"));
    assertThat(explained(deal.facts, Optional.of(DisputedDeal.SETTINGS)).differences())
        .as("by other rules than it was made by")
        .isNotEmpty();
  }

  @Test
  void nobodyCouldSay() throws IOException {
    DisputedDeal deal = asked(RIGHT.toString(), Profile.AMBIENT);
    deal.candidates("ann", "bob", "cid");
    deal.commits("ann", WRONG);
    deal.abstains("bob", AbstentionReason.MEMORY);
    deal.commits("cid", RIGHT);
    deal.reveals("ann", WRONG);
    deal.reveals("cid", RIGHT);
    deal.head(201, 2_280);
    assertThat(deal.verdict().orElseThrow().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertExplained("inconclusive", explained(deal));
  }

  /** What builds before weights and records wrote. */
  @Test
  void aRecordThatWasTallied() throws IOException {
    DealSettings tallying =
        DisputedDeal.SETTINGS.by(new Rulebook.Tallying(Tally.Parameters.DEFAULT));
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString(), tallying);
    deal.commits("ann", RIGHT);
    deal.commits("bob", WRONG);
    deal.abstains("cid", AbstentionReason.MEMORY);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", WRONG);
    deal.candidates("ann", "bob", "cid", "dan", "eve", "fay");
    deal.all(RIGHT, "dan", "eve", "fay");
    assertThat(deal.verdict().orElseThrow().verdict()).isEqualTo(Verdict.ACCEPT);
    assertExplained("tallied", explained(deal.facts, Optional.of(tallying)));
  }

  @Test
  void aDealThatIsNotDecidedYet() {
    DisputedDeal deal = asked(RIGHT.toString(), Profile.DETERMINISTIC);
    assertThat(explained(deal).lines()).contains("NO VERDICT YET: 3 more are to be drawn");
    deal.candidates("ann", "bob", "cid");
    assertThat(explained(deal).lines()).contains("ROUND 1: WHY THIS PANEL", "NO VERDICT YET");
  }

  @Test
  void aDealThatNobodyAskedUsAbout() {
    DisputedDeal deal =
        new DisputedDeal()
            .logs(CHECK, DisputedDeal.checkLogs(CHECK, DisputedDeal.address("another mediator")));
    DealExplanation why = explained(deal);
    assertThat(why.checks()).isEmpty();
    assertThat(why.lines())
        .contains("There is nothing to explain: this mediator was not asked to check the deal.");
  }

  @Test
  void aClaimThatAReorganisationReplacedHasACheckOfItsOwn() {
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString());
    deal.tell(new DealCommand.RetractBlock(CHECK));
    deal.claim = RIGHT.toString();
    BlockRef again = block(11, "b", 2_003);
    deal.checkedIn(again).read(again);
    DealExplanation why = explained(deal);
    assertThat(why.checks()).hasSize(2);
    assertThat(why.checks().getFirst().parts()).hasSize(1);
    assertThat(why.checks().getLast().parts()).isEmpty();
    assertThat(why.lines()).contains("NO VERDICT: another claim came in its place");
    assertThat(why.differences()).isEmpty();
  }

  private static List<DealEvent> changed(DisputedDeal deal, DealEvent from, DealEvent to) {
    List<DealEvent> facts = new ArrayList<>(deal.facts);
    facts.set(facts.indexOf(from), to);
    return facts;
  }

  /** Whether or not the record has what the mediator decided by. */
  @Test
  void aVerdictThatItsVotesDoNotGiveIsCalledThat() {
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
    DealEvent.VerdictReached reached = deal.verdict().orElseThrow();
    List<DealEvent> facts =
        changed(
            deal,
            reached,
            new DealEvent.VerdictReached(Verdict.ACCEPT, reached.grounds(), reached.at()));
    for (Optional<DealSettings> settings :
        List.of(Optional.of(DisputedDeal.SETTINGS), Optional.<DealSettings>empty())) {
      DealExplanation why = explained(facts, settings);
      assertThat(why.differences()).isNotEmpty();
      assertThat(why.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("CONTRADICTED: fact")
                      .contains("REJECT")
                      .contains("ACCEPT"));
    }
  }

  @Test
  void aPanelThatWasNotDrawnSoIsCalledThat() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    DealEvent.PanelDrawn drawn =
        deal.facts.stream()
            .filter(DealEvent.PanelDrawn.class::isInstance)
            .map(DealEvent.PanelDrawn.class::cast)
            .findFirst()
            .orElseThrow();
    DealEvent other =
        new DealEvent.PanelDrawn(
            drawn.round(),
            drawn.members().reversed(),
            drawn.candidates(),
            drawn.seed(),
            drawn.entropy(),
            drawn.rule(),
            drawn.commitDeadline(),
            drawn.drawing());
    List<DealEvent> facts = changed(deal, drawn, other);
    assertThat(explained(facts, Optional.empty()).differences()).hasSize(1);
    assertThat(explained(facts, Optional.of(DisputedDeal.SETTINGS)).differences()).hasSize(1);
  }

  @Test
  void anInputThatNoRuleTakesIsCalledThat() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    DealEvent.PanelDrawn drawn = (DealEvent.PanelDrawn) deal.facts.getLast();
    DealEvent other =
        new DealEvent.PanelDrawn(
            drawn.round(),
            drawn.members(),
            drawn.candidates(),
            drawn.seed(),
            drawn.entropy(),
            99,
            drawn.commitDeadline(),
            drawn.drawing());
    DealExplanation why = explained(changed(deal, drawn, other), Optional.empty());
    assertThat(why.differences())
        .singleElement()
        .satisfies(wrong -> assertThat(wrong.recorded()).contains("got 99"));
  }

  @Test
  void withoutSettingsTheNumbersAreShownAsRecorded() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    DealExplanation why = explained(deal.facts, Optional.empty());
    assertThat(why.replayed()).isFalse();
    assertThat(why.differences()).isEmpty();
    assertThat(String.join("\n", why.lines()))
        .contains("does not have all that the mediator decided by")
        .contains("as recorded")
        .contains("0.984615384")
        .doesNotContain("made once more");
  }

  @Test
  void whatStrangersWriteNeverReachesTheTerminalAsItIs() {
    String escape = "\u001b]0;owned\u0007\u009b31m\u202e\u2028line\nbreak";
    DisputedDeal deal = new DisputedDeal();
    deal.claim = escape + "x".repeat(5_000);
    deal.checkedIn(CHECK).read(CHECK).described(Profile.DETERMINISTIC);
    deal.candidates("ann" + escape, "bob", "cid");
    deal.all(RIGHT, "ann" + escape, "bob", "cid");
    DealExplanation why = explained(deal);
    assertThat(why.checks().getFirst().decided()).isTrue();
    assertThat(why.lines())
        .allSatisfy(line -> assertThat(line).matches("[ -~]*").hasSizeLessThan(200));
  }

  /** The odds are those of the voice that was recorded. */
  @Test
  void aStrangersOddsAreFour() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    assertThat(explained(deal).checks().getFirst().parts())
        .singleElement()
        .isInstanceOfSatisfying(
            DealExplanation.Part.Drawn.class,
            drawn ->
                assertThat(drawn.voices())
                    .hasSize(3)
                    .allSatisfy(
                        voice -> {
                          assertThat(voice.worth().orElseThrow().worth().odds())
                              .isEqualTo(voice.member().voice().odds())
                              .isEqualTo(Odds.of(4));
                          assertThat(voice.worth().orElseThrow().worth().assumed()).isTrue();
                        }));
  }
}
