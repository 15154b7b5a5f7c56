package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.block;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lilypad.protocol.Bytes;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Reputation.Dimension;
import lilypad.protocol.rules.Reputation.Mark;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;

/**
 * The mediator is away while a round waits: commitments from 2,000 to 2,060, reveals from then on
 * for 30 seconds; an undecided mediation ends at 2,280.
 */
class OutageTest {

  private static final int BACK = 2_200;

  /** All three have committed, ann has shown her result; then the mediator is away. */
  private static DisputedDeal waitingForReveals() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    List.of("ann", "bob", "cid").forEach(operator -> deal.commits(operator, RIGHT));
    deal.reveals("ann", RIGHT);
    return deal;
  }

  /** A block is told. */
  private static void told(DisputedDeal deal, long time, OptionalLong awake) {
    long number = time - 1_900;
    deal.clock = new ChainClock(block(number, "a", time), number - 1, number - 2, awake);
    deal.tell(new DealCommand.Advance());
  }

  /** It is started again, reads what it missed, and is up to date at a time. */
  private static void back(DisputedDeal deal, long time) {
    told(deal, 2_001, OptionalLong.empty());
    told(deal, time - 1, OptionalLong.empty());
    told(deal, time, OptionalLong.of(time));
  }

  private static void later(DisputedDeal deal, long time, long awake) {
    told(deal, time, OptionalLong.of(awake));
  }

  private static List<DealEvent> of(DisputedDeal deal, Class<? extends DealEvent> kind) {
    return deal.facts.stream().filter(kind::isInstance).map(DealEvent.class::cast).toList();
  }

  private static List<Mark> marks(DisputedDeal deal, String operator) {
    return Score.of(deal.state.mediation().orElseThrow()).stream()
        .filter(score -> score.member().operator().equals(operator))
        .flatMap(score -> score.marks().stream())
        .toList();
  }

  @Test
  void whoCouldNotShowItsResultBecauseTheMediatorWasAwayShowsItThen() {
    DisputedDeal deal = waitingForReveals();
    back(deal, BACK);
    assertThat(of(deal, DealEvent.RoundProlonged.class))
        .containsExactly(new DealEvent.RoundProlonged(1, BACK + 30, BACK));
    later(deal, BACK + 29, BACK);
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", RIGHT);
    assertThat(of(deal, DealEvent.AssignmentExpired.class)).isEmpty();
    assertThat(deal.verdict())
        .hasValueSatisfying(v -> assertThat(v.verdict()).isEqualTo(Verdict.ACCEPT));
    assertThat(marks(deal, "bob")).contains(new Mark(Dimension.WITHHELD, false));
  }

  @Test
  void whoCouldNotCommitBecauseTheMediatorWasAwayIsLentItsJobAgain() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    deal.commits("ann", RIGHT);
    back(deal, BACK);
    assertThat(of(deal, DealEvent.RoundProlonged.class))
        .containsExactly(new DealEvent.RoundProlonged(1, BACK + 40, BACK));
    assertThat(deal.intents())
        .filteredOn(DealIntent.Assign.class::isInstance)
        .extracting(intent -> ((DealIntent.Assign) intent).commitDeadline())
        .containsExactly(BACK + 40L, BACK + 40L);
    deal.commits("bob", RIGHT);
    deal.commits("cid", RIGHT);
    List.of("ann", "bob", "cid").forEach(operator -> deal.reveals(operator, RIGHT));
    assertThat(of(deal, DealEvent.AssignmentExpired.class)).isEmpty();
    assertThat(marks(deal, "bob")).contains(new Mark(Dimension.NO_SHOW, false));
  }

  @Test
  void aShortBreakAtTheEndOfAWindowIsNobodysFaultEither() {
    DisputedDeal deal = waitingForReveals();
    later(deal, 2_028, 1_000);
    told(deal, 2_028, OptionalLong.empty());
    told(deal, 2_031, OptionalLong.of(2_031));
    assertThat(of(deal, DealEvent.AssignmentExpired.class)).isEmpty();
    assertThat(of(deal, DealEvent.RoundProlonged.class))
        .containsExactly(new DealEvent.RoundProlonged(1, 2_061, 2_031));
  }

  @Test
  void whoIsSilentInTheNewWindowTooIsMarkedForThat() {
    DisputedDeal deal = waitingForReveals();
    back(deal, BACK);
    deal.reveals("cid", RIGHT);
    later(deal, BACK + 30, BACK);
    assertThat(of(deal, DealEvent.AssignmentExpired.class))
        .containsExactly(
            new DealEvent.AssignmentExpired(
                1, deal.member("bob").assignment(), deal.member("bob").verifier(), true, BACK));
    later(deal, 2_290, BACK);
    assertThat(deal.verdict()).isPresent();
    assertThat(marks(deal, "bob")).contains(new Mark(Dimension.WITHHELD, true));
  }

  @Test
  void withEachBreakTheWindowBeginsAnewAndWithoutOneItDoesNot() {
    DisputedDeal deal = waitingForReveals();
    back(deal, 2_100);
    later(deal, 2_101, 2_100);
    later(deal, 2_129, 2_100);
    back(deal, 2_131);
    assertThat(of(deal, DealEvent.RoundProlonged.class))
        .containsExactly(
            new DealEvent.RoundProlonged(1, 2_130, 2_100),
            new DealEvent.RoundProlonged(1, 2_161, 2_131));
    later(deal, 2_161, 2_131);
    assertThat(of(deal, DealEvent.AssignmentExpired.class)).hasSize(2);
  }

  @Test
  void aRoundThatBeganAfterTheBreakHasItsWindowAndNoMore() {
    DisputedDeal deal = new DisputedDeal();
    deal.checkedIn(block(10, "a", 2_000))
        .read(block(10, "a", 2_000))
        .described(Profile.DETERMINISTIC);
    told(deal, 2_000, OptionalLong.of(1_990));
    deal.candidates("ann", "bob", "cid");
    later(deal, 2_059, 1_990);
    later(deal, 2_060, 1_990);
    assertThat(of(deal, DealEvent.RoundProlonged.class)).isEmpty();
    assertThat(of(deal, DealEvent.AssignmentExpired.class)).hasSize(3);
  }

  @Test
  void noWindowGoesOnBehindTheEndOfTheMediationAndThatEndMarksNobody() {
    DisputedDeal deal = waitingForReveals();
    back(deal, 2_270);
    assertThat(of(deal, DealEvent.RoundProlonged.class))
        .containsExactly(new DealEvent.RoundProlonged(1, 2_280, 2_270));
    later(deal, 2_280, 2_270);
    assertThat(deal.verdict())
        .hasValueSatisfying(v -> assertThat(v.verdict()).isEqualTo(Verdict.INCONCLUSIVE));
    assertThat(of(deal, DealEvent.AssignmentExpired.class)).isEmpty();
    DisputedDeal tooLate = waitingForReveals();
    back(tooLate, 2_500);
    assertThat(of(tooLate, DealEvent.RoundProlonged.class)).isEmpty();
    assertThat(tooLate.verdict())
        .hasValueSatisfying(v -> assertThat(v.verdict()).isEqualTo(Verdict.INCONCLUSIVE));
    assertThat(marks(tooLate, "bob")).isEmpty();
  }

  @Test
  void whileItIsBehindNobodyIsLentAJobForATimeThatIsNotKnown() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    assertThat(deal.intents()).hasAtLeastOneElementOfType(DealIntent.Assign.class);
    told(deal, 2_001, OptionalLong.empty());
    assertThat(deal.intents()).doesNotHaveAnyElementsOfTypes(DealIntent.Assign.class);
  }

  @Test
  void aMediatorThatLetsTimeRunOutWhichItWasAwayInIsContradicted() {
    DisputedDeal deal = waitingForReveals();
    PanelMember bob = deal.member("bob");
    assertThat(
            replayed(
                deal,
                new DealEvent.AssignmentExpired(1, bob.assignment(), bob.verifier(), true, BACK)))
        .isPresent();
    assertThat(
            replayed(
                deal,
                new DealEvent.AssignmentExpired(1, bob.assignment(), bob.verifier(), true, 1_990)))
        .isEmpty();
  }

  @Test
  void whoWasNeverAskedToShowItsResultCannotHaveWithheldIt() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString());
    deal.commits("bob", RIGHT);
    PanelMember bob = deal.member("bob");
    assertThat(
            replayed(
                deal,
                new DealEvent.AssignmentExpired(1, bob.assignment(), bob.verifier(), true, 0)))
        .isPresent();
    PanelMember cid = deal.member("cid");
    assertThat(
            replayed(
                deal,
                new DealEvent.AssignmentExpired(1, cid.assignment(), cid.verifier(), false, 0)))
        .isEmpty();
  }

  /** Round 1 had two of three; of a roster of five they are enough if nobody else comes. */
  @Test
  void whoMayComeBackAfterABreakIsWaitedForBeforeTwoAreTakenForAll() {
    DisputedDeal deal = DisputedDeal.withPanelOfFive(RIGHT.toString());
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.abstains("cid", AbstentionReason.MEMORY);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
    assertThat(deal.verdict()).isEmpty();
    back(deal, BACK);
    assertThat(deal.verdict()).as("its nodes were cut off too").isEmpty();
    later(deal, BACK + DisputedDeal.SETTINGS.assembly(), BACK);
    assertThat(deal.verdict()).isPresent();
  }

  @Test
  void aWindowThatIsMadeLongerForAFriendIsContradicted() {
    DisputedDeal deal = waitingForReveals();
    DealEvent due = new DealEvent.RoundProlonged(1, BACK + 30, BACK);
    assertThat(replayed(deal, due)).isEmpty();
    assertThat(replayed(deal, new DealEvent.RoundProlonged(1, BACK + 60, BACK))).isPresent();
    assertThat(replayed(deal, new DealEvent.RoundProlonged(1, 2_030, 2_000))).isPresent();
    assertThat(replayed(deal, new DealEvent.RoundProlonged(1, 2_040, 0))).isPresent();
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", RIGHT);
    assertThat(replayed(deal, due)).as("nobody is waited for").isPresent();
  }

  /** What a replay says of one more fact. */
  private static Optional<DealReplay.Contradiction> replayed(DisputedDeal deal, DealEvent next) {
    DealReplay replay = new DealReplay(DisputedDeal.KEY);
    for (DealEvent fact : deal.facts) {
      assertThat(replay.take(fact, stored(fact), DisputedDeal.SETTINGS)).isEmpty();
    }
    return replay.take(next, stored(next), DisputedDeal.SETTINGS);
  }

  private static Bytes stored(DealEvent fact) {
    return Bytes.of(JournalCodec.encode(fact));
  }
}
