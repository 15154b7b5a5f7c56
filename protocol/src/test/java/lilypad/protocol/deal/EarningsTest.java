package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.hash;
import static lilypad.protocol.deal.DisputedDeal.log;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.DealReplay.Contradiction;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;

/** Half of a fee of five tokens, or 7 each, and never more than 4 tokens together. */
class EarningsTest {

  private static final DealSettings PAYING =
      DisputedDeal.SETTINGS.paying(new Pay.Terms(Probability.of("0.5"), Wei.of(7), Wei.ofWhole(4)));

  private static List<DealEvent.PayEarned> earned(DisputedDeal deal) {
    return deal.facts.stream()
        .filter(DealEvent.PayEarned.class::isInstance)
        .map(DealEvent.PayEarned.class::cast)
        .toList();
  }

  private static List<String> operators(DisputedDeal deal, DealEvent.PayEarned pay) {
    return pay.awards().stream()
        .map(
            award ->
                deal.state
                    .mediation()
                    .orElseThrow()
                    .seats()
                    .map(Seat::member)
                    .filter(member -> member.assignment().equals(award.assignment()))
                    .findFirst()
                    .orElseThrow()
                    .operator())
        .toList();
  }

  private static DisputedDeal ended(DisputedDeal deal, AgreementState end) {
    BlockRef block = block(221, "a", 2_470);
    deal.logs(
        block, List.of(log(block, 0, new LilypadEvent.DealStateChange(DisputedDeal.ID, end))));
    return deal.head(230, 2_500);
  }

  @Test
  void everyAnswerSharesInTheFeeAlsoTheDissenters() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString(), PAYING);
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.commits("cid", WRONG);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", WRONG);
    deal.candidates("ann", "bob", "cid", "dan", "eve").all(RIGHT, "dan", "eve");
    assertThat(deal.verdict()).map(DealEvent.VerdictReached::verdict).contains(Verdict.ACCEPT);
    assertThat(earned(deal)).as("whether the fee comes in is not certain yet").isEmpty();
    ended(deal, AgreementState.MEDIATION_ACCEPTED);
    DealEvent.PayEarned pay = earned(deal).getFirst();
    assertThat(pay.fee()).isEqualTo(Wei.ofWhole(5));
    assertThat(operators(deal, pay)).containsExactlyInAnyOrder("ann", "bob", "cid", "dan", "eve");
    assertThat(pay.awards())
        .extracting(Award::amount)
        .containsOnly(new Wei(Wei.ofWhole(1).value().shiftRight(1)));
  }

  @Test
  void whomOurOwnRunContradictsEarnsNothingAndNeitherDoesThatRun() {
    DisputedDeal deal =
        DisputedDeal.withPanel(
            RIGHT.toString(),
            PAYING.by(RefereeTest.settings(Probability.ZERO, true, true).rulebook()));
    deal.evidence.put("cid", hash("invented"));
    deal.all(RIGHT, "ann", "bob", "cid").all(RIGHT, RefereeTest.OWN);
    deal.candidates("ann", "bob", "cid", "dan").all(RIGHT, "dan");
    assertThat(deal.verdict()).map(DealEvent.VerdictReached::verdict).contains(Verdict.ACCEPT);
    ended(deal, AgreementState.MEDIATION_ACCEPTED);
    assertThat(operators(deal, earned(deal).getFirst()))
        .containsExactlyInAnyOrder("ann", "bob", "dan");
  }

  @Test
  void whoIsSilentWithholdsOrAbstainsEarnsNothing() {
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString(), PAYING);
    deal.abstains("ann", AbstentionReason.MEMORY);
    deal.commits("bob", RIGHT);
    deal.commits("cid", RIGHT);
    deal.reveals("bob", RIGHT);
    deal.head(201, 2_280);
    assertThat(deal.verdict())
        .map(DealEvent.VerdictReached::verdict)
        .contains(Verdict.INCONCLUSIVE);
    assertThat(earned(deal))
        .singleElement()
        .satisfies(
            pay -> {
              assertThat(pay.fee()).as("nothing is posted").isEqualTo(Wei.ZERO);
              assertThat(operators(deal, pay)).containsExactly("bob");
              assertThat(pay.awards()).extracting(Award::amount).containsExactly(Wei.of(7));
            });
    ended(deal, AgreementState.TIMEOUT_MEDIATE_RESULTS);
    assertThat(earned(deal)).as("once").hasSize(1);
  }

  @Test
  void whereTheVerdictIsTooLateTheMediatorBearsWhatWasAnswered() {
    DisputedDeal deal =
        DisputedDeal.withPanel(RIGHT.toString(), PAYING).all(RIGHT, "ann", "bob", "cid");
    ended(deal, AgreementState.TIMEOUT_MEDIATE_RESULTS);
    assertThat(earned(deal))
        .singleElement()
        .satisfies(
            pay -> {
              assertThat(pay.fee()).isEqualTo(Wei.ZERO);
              assertThat(pay.awards()).hasSize(3).extracting(Award::amount).containsOnly(Wei.of(7));
            });
  }

  @Test
  void whatWasAnsweredAboutAClaimThatIsReplacedIsPaid() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString(), PAYING);
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.commits("cid", RIGHT);
    deal.reveals("ann", RIGHT);
    BlockRef gone = block(10, "a", 2_000);
    deal.tell(new DealCommand.RetractBlock(gone));
    deal.claim = WRONG.toString();
    BlockRef other = block(11, "b", 2_020);
    deal.checkedIn(other).read(other).described(Profile.DETERMINISTIC);
    assertThat(earned(deal)).singleElement().satisfies(pay -> assertThat(pay.awards()).hasSize(1));
    assertThat(deal.state.mediation().orElseThrow().earned()).as("of the new claim").isEmpty();
  }

  @Test
  void aMediatorThatPaysNobodyRecordsNothing() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    ended(deal, AgreementState.MEDIATION_ACCEPTED);
    assertThat(earned(deal)).isEmpty();
  }

  private static List<DealEvent> paidFacts() {
    return List.copyOf(
        ended(
                DisputedDeal.withPanel(RIGHT.toString(), PAYING).all(RIGHT, "ann", "bob", "cid"),
                AgreementState.MEDIATION_ACCEPTED)
            .facts);
  }

  private static Optional<Contradiction> replay(List<DealEvent> facts) {
    DealReplay replay = new DealReplay(DisputedDeal.KEY);
    Optional<Contradiction> first = Optional.empty();
    for (DealEvent fact : facts) {
      Optional<Contradiction> found =
          replay.take(fact, Bytes.of(JournalCodec.encode(fact)), PAYING);
      first = first.isPresent() ? first : found;
    }
    return first;
  }

  private static int at(List<DealEvent> facts) {
    for (int i = 0; i < facts.size(); i++) {
      if (facts.get(i) instanceof DealEvent.PayEarned) {
        return i;
      }
    }
    throw new AssertionError("no pay in " + facts);
  }

  @Test
  void payThatTheRuleDoesNotGiveIsShown() {
    List<DealEvent> facts = new ArrayList<>(paidFacts());
    assertThat(replay(facts)).isEmpty();
    int at = at(facts);
    DealEvent.PayEarned honest = (DealEvent.PayEarned) facts.get(at);
    List<Award> more = new ArrayList<>(honest.awards());
    Award first = more.getFirst();
    more.set(
        0,
        new Award(
            first.round(), first.assignment(), first.verifier(), first.amount().plus(Wei.of(1))));
    facts.set(at, new DealEvent.PayEarned(honest.rule(), honest.fee(), more));
    assertThat(replay(facts)).map(Contradiction::what).contains("deal.PayEarned/1");
  }

  @Test
  void payThatIsLeftOutComesTwiceOrTooEarlyIsShown() {
    List<DealEvent> honest = paidFacts();
    int at = at(honest);
    List<DealEvent> without = new ArrayList<>(honest);
    without.remove(at);
    without.add(new DealEvent.DifferenceUnknown(hash("x"), Obstacle.CLAIM_NOT_SERVED, ""));
    assertThat(replay(without)).map(Contradiction::what).contains("pay");
    List<DealEvent> twice = new ArrayList<>(honest);
    twice.add(at, honest.get(at));
    assertThat(replay(twice)).isPresent();
    List<DealEvent> early = new ArrayList<>(honest.subList(0, at - 1));
    early.add(
        Earnings.of(
                early.stream()
                    .reduce(DealState.EMPTY, DealState::apply, (one, other) -> other)
                    .mediation()
                    .orElseThrow(),
                PAYING)
            .orElseThrow());
    early.addAll(honest.subList(at - 1, honest.size()));
    assertThat(replay(early)).map(Contradiction::what).contains("pay before the end");
  }
}
