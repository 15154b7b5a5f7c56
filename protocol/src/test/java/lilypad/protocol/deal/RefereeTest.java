package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.SETTINGS;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.address;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.candidate;
import static lilypad.protocol.deal.DisputedDeal.hash;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Ballot.Evidence;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.RefereeRule.Cause;
import lilypad.protocol.rules.Reputation.Dimension;
import lilypad.protocol.rules.Reputation.Mark;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;

/** The mediator's own run, and what it says of others' votes. */
class RefereeTest {

  static final String OWN = "mediator's own";
  private static final Probability NEVER = Probability.ZERO;
  private static final Probability ALWAYS = Probability.ONE;

  static DealSettings settings(Probability rate, boolean beforeReject, boolean required) {
    return SETTINGS.by(
        Rulebook.Polling.DEFAULT.with(
            new RefereeRule(address("node of " + OWN), OWN, rate, beforeReject, required)));
  }

  private static DisputedDeal deal(Cid claim, Probability rate, boolean required) {
    return DisputedDeal.withPanel(claim.toString(), settings(rate, true, required));
  }

  private static Optional<DealEvent.RefereeAsked> asked(DisputedDeal deal) {
    return deal.facts.stream()
        .filter(DealEvent.RefereeAsked.class::isInstance)
        .map(DealEvent.RefereeAsked.class::cast)
        .findFirst();
  }

  private static List<Evidence> evidence(DisputedDeal deal) {
    return ((Grounds.Polled) deal.verdict().orElseThrow().grounds())
        .poll().ballots().stream().map(ballot -> ballot.evidence()).toList();
  }

  private static Optional<Verdict> verdict(DisputedDeal deal) {
    return deal.verdict().map(DealEvent.VerdictReached::verdict);
  }

  private static List<Mark> marks(DisputedDeal deal, String operator) {
    return Score.of(deal.state.mediation().orElseThrow()).stream()
        .filter(score -> score.member().operator().equals(operator))
        .flatMap(score -> score.marks().stream())
        .toList();
  }

  /** Operators that answer what the provider claims, and agreed on what to show of a run. */
  private static DisputedDeal echo(DisputedDeal deal, Cid claim, String... operators) {
    for (String operator : operators) {
      deal.evidence.put(operator, hash("invented"));
    }
    return deal.all(claim, operators);
  }

  private static DisputedDeal ownRun(DisputedDeal deal, Cid result) {
    return deal.all(result, OWN);
  }

  @Test
  void aPanelOfEchoesIsFoundOutAndOthersAreAsked() {
    DisputedDeal deal = echo(deal(WRONG, ALWAYS, true), WRONG, "ann", "bob", "cid");
    assertThat(verdict(deal)).isEmpty();
    assertThat(asked(deal).orElseThrow().cause()).isEqualTo(Cause.SAMPLED);
    ownRun(deal, RIGHT);
    assertThat(verdict(deal)).isEmpty();
    deal.candidates("ann", "bob", "cid", "dan", "eve", "fay").all(RIGHT, "dan", "eve", "fay");
    assertThat(verdict(deal)).contains(Verdict.REJECT);
    assertThat(evidence(deal))
        .containsExactly(
            Evidence.CONTRADICTED,
            Evidence.CONTRADICTED,
            Evidence.CONTRADICTED,
            Evidence.CONFIRMED,
            Evidence.CONFIRMED,
            Evidence.CONFIRMED);
    assertThat(marks(deal, "ann")).contains(new Mark(Dimension.UNPROVEN, true));
    assertThat(marks(deal, "dan")).contains(new Mark(Dimension.UNPROVEN, false));
    assertThat(marks(deal, OWN)).as("the referee is not judged by itself").isEmpty();
  }

  @Test
  void whoEchoesARightClaimHasNoVoteEither() {
    DisputedDeal deal = deal(RIGHT, ALWAYS, true);
    deal.evidence.put("cid", hash("invented"));
    deal.all(RIGHT, "ann", "bob", "cid");
    assertThat(asked(deal).orElseThrow().cause()).isEqualTo(Cause.CONTRADICTION);
    ownRun(deal, RIGHT);
    assertThat(verdict(deal)).as("two are no panel while others can be asked").isEmpty();
    deal.candidates("dan").all(RIGHT, "dan");
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
    assertThat(marks(deal, "cid")).contains(new Mark(Dimension.UNPROVEN, true));
    assertThat(marks(deal, "cid")).extracting(Mark::dimension).doesNotContain(Dimension.WRONG);
  }

  @Test
  void anHonestPanelIsConfirmed() {
    DisputedDeal deal = deal(RIGHT, ALWAYS, true).all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).isEmpty();
    ownRun(deal, RIGHT);
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
    assertThat(evidence(deal)).containsOnly(Evidence.CONFIRMED);
  }

  @Test
  void whereNothingAsksForItNothingIsRun() {
    DisputedDeal deal = deal(RIGHT, NEVER, true).all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
    assertThat(evidence(deal)).containsOnly(Evidence.UNCHECKED);
    assertThat(asked(deal)).isEmpty();
  }

  @Test
  void evidenceThatIsMissingIsNoEvidence() {
    DisputedDeal deal = deal(WRONG, NEVER, true);
    List.of("ann", "bob", "cid").forEach(operator -> deal.evidence.put(operator, Hash32.ZERO));
    deal.all(WRONG, "ann", "bob", "cid");
    assertThat(asked(deal).orElseThrow().cause()).isEqualTo(Cause.CONTRADICTION);
    ownRun(deal, RIGHT);
    assertThat(deal.head(20, 4_000).verdict().map(DealEvent.VerdictReached::verdict))
        .contains(Verdict.INCONCLUSIVE);
  }

  @Test
  void noStakeIsTakenBeforeOurOwnRun() {
    DisputedDeal deal = deal(WRONG, NEVER, true).all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).isEmpty();
    assertThat(asked(deal).orElseThrow().cause()).isEqualTo(Cause.REJECT);
    ownRun(deal, RIGHT);
    assertThat(verdict(deal)).contains(Verdict.REJECT);
    DisputedDeal unconfigured =
        DisputedDeal.withPanel(WRONG.toString(), settings(NEVER, false, true))
            .all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(unconfigured)).contains(Verdict.REJECT);
  }

  @Test
  void aRunThatIsRequiredAndFailsMovesNoMoney() {
    for (Cid claim : List.of(RIGHT, WRONG)) {
      DisputedDeal deal = deal(claim, ALWAYS, true).all(RIGHT, "ann", "bob", "cid");
      deal.abstains(OWN, AbstentionReason.MODULE_UNAVAILABLE);
      assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
      assertThat(evidence(deal)).containsOnly(Evidence.UNCHECKED);
      assertThat(marks(deal, "ann")).extracting(Mark::fault).containsOnly(false);
    }
  }

  @Test
  void aRunThatIsNotRequiredAndFailsLeavesTheVotesAsTheyAre() {
    DisputedDeal right = deal(RIGHT, ALWAYS, false).all(RIGHT, "ann", "bob", "cid");
    right.head(11, asked(right).orElseThrow().commitDeadline());
    assertThat(verdict(right)).contains(Verdict.ACCEPT);
    DisputedDeal wrong = deal(WRONG, ALWAYS, false).all(RIGHT, "ann", "bob", "cid");
    wrong.commits(OWN, RIGHT);
    wrong.head(11, wrong.round(OWN).revealDeadline().orElseThrow());
    assertThat(verdict(wrong)).contains(Verdict.REJECT);
  }

  @Test
  void evidenceThatContradictsItselfMovesNoMoneyWhoeverFails() {
    DisputedDeal deal = deal(WRONG, NEVER, false);
    deal.evidence.put("ann", hash("one"));
    deal.evidence.put("bob", hash("another"));
    deal.all(WRONG, "ann", "bob", "cid");
    deal.abstains(OWN, AbstentionReason.RUNTIME_FAILURE);
    assertThat(verdict(deal)).contains(Verdict.INCONCLUSIVE);
  }

  @Test
  void aRunThatIsNotDoneAtTheDeadlineMovesNoMoneyWhereItIsRequired() {
    DisputedDeal required = deal(RIGHT, ALWAYS, true).all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(required.head(20, 4_000))).contains(Verdict.INCONCLUSIVE);
    DisputedDeal optional = deal(RIGHT, ALWAYS, false).all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(optional.head(20, 4_000))).contains(Verdict.ACCEPT);
  }

  @Test
  void theRefereeIsAskedAlsoWhenNobodyElseIsLeft() {
    DisputedDeal deal = deal(RIGHT, ALWAYS, true);
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.abstains("cid", AbstentionReason.RUNTIME_FAILURE);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
    assertThat(asked(deal)).as("somebody may come yet").isEmpty();
    deal.head(11, deal.round().end());
    assertThat(asked(deal).orElseThrow().cause()).isEqualTo(Cause.SAMPLED);
    assertThat(deal.intents())
        .noneMatch(DealIntent.DrawPanel.class::isInstance)
        .anyMatch(
            intent ->
                intent instanceof DealIntent.Assign assign
                    && assign.member().operator().equals(OWN)
                    && assign.round() == 0);
    ownRun(deal, RIGHT);
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
  }

  @Test
  void dissentThatNobodyElseCanResolveIsResolvedByOurOwnRun() {
    DisputedDeal deal = deal(RIGHT, NEVER, true);
    deal.rosterWeight = 3;
    deal = new DisputedDealOf(3, settings(NEVER, true, true)).playing(RIGHT);
    deal.evidence.put("cid", hash("invented"));
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.commits("cid", WRONG);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", WRONG);
    assertThat(asked(deal).orElseThrow().cause()).isEqualTo(Cause.DISSENT);
    ownRun(deal, RIGHT);
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
  }

  /** A deal on a roster of so many operators. */
  private record DisputedDealOf(long weight, DealSettings settings) {
    DisputedDeal playing(Cid claim) {
      DisputedDeal deal = new DisputedDeal(settings);
      deal.rosterWeight = weight;
      deal.claim = claim.toString();
      var check = block(10, "a", 2_000);
      return deal.checkedIn(check)
          .read(check)
          .described(Profile.DETERMINISTIC)
          .candidates("ann", "bob", "cid");
    }
  }

  @Test
  void theRefereeNeverSits() {
    DisputedDeal deal = new DisputedDeal(settings(NEVER, true, true));
    var check = block(10, "a", 2_000);
    deal.checkedIn(check).read(check).described(Profile.DETERMINISTIC);
    List<Candidate> all = new ArrayList<>();
    List.of(OWN, "ann", "bob", "cid").forEach(operator -> all.add(candidate(operator)));
    deal.present(all);
    assertThat(deal.round().seats())
        .extracting(seat -> seat.member().operator())
        .containsExactlyInAnyOrder("ann", "bob", "cid");
  }

  @Test
  void runsThatNobodyCanRepeatAreNotHeldAgainstEachOther() {
    DisputedDeal deal = new DisputedDeal(settings(ALWAYS, true, true));
    var check = block(10, "a", 2_000);
    deal.checkedIn(check).read(check).described(Profile.AMBIENT).candidates("ann", "bob", "cid");
    deal.evidence.put("ann", hash("another moment"));
    deal.all(RIGHT, "ann", "bob", "cid");
    assertThat(verdict(deal)).contains(Verdict.ACCEPT);
    assertThat(asked(deal)).isEmpty();
  }

  @Test
  void whoIsLookedAtIsDrawnWhenTheCommitmentsHaveClosedAndByAllOfThem() {
    DisputedDeal deal = deal(RIGHT, Probability.of("0.25"), true);
    Mediation mediation = deal.state.mediation().orElseThrow();
    Round panel = deal.round();
    int sampled = 0;
    for (int i = 0; i < 2_000; i++) {
      Round committed = panel;
      for (Seat seat : panel.seats()) {
        committed =
            committed.with(
                seat.member().assignment(),
                new Seat.Progress.Committed(hash("salt " + i + seat.member().operator())));
      }
      sampled +=
          EvidenceDraw.of(DisputedDeal.KEY, mediation, committed, Probability.of("0.25")).sampled()
              ? 1
              : 0;
    }
    assertThat(sampled).isBetween(400, 600);
  }

  @Test
  void aMediatorThatDoesNotLookWhereItWasDrawnToIsShown() {
    DisputedDeal deal = echo(deal(WRONG, ALWAYS, true), WRONG, "ann", "bob", "cid");
    List<DealEvent> honest = List.copyOf(deal.facts);
    List<DealEvent> undrawn = new ArrayList<>();
    for (DealEvent fact : honest) {
      undrawn.add(
          fact instanceof DealEvent.RevealsOpened e
              ? new DealEvent.RevealsOpened(e.round(), e.revealDeadline())
              : fact);
    }
    assertThat(contradictions(honest)).isEmpty();
    assertThat(contradictions(undrawn)).isNotEmpty();
    List<DealEvent> unasked = new ArrayList<>(honest);
    unasked.removeIf(DealEvent.RefereeAsked.class::isInstance);
    var poll = deal.state.mediation().orElseThrow().poll(Stage.OPEN, Rulebook.Polling.DEFAULT);
    unasked.add(
        new DealEvent.VerdictReached(
            Verdict.ACCEPT, new Grounds.Polled(Probability.of("0.984615384"), 3, poll), 2_001));
    assertThat(contradictions(unasked)).isNotEmpty();
  }

  private static List<DealReplay.Contradiction> contradictions(List<DealEvent> facts) {
    DealReplay replay = new DealReplay(DisputedDeal.KEY);
    return facts.stream()
        .flatMap(
            fact ->
                replay
                    .take(fact, Bytes.of(JournalCodec.encode(fact)), settings(ALWAYS, true, true))
                    .stream())
        .toList();
  }
}
