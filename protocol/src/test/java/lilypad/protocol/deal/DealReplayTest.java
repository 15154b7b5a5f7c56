package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.candidate;
import static lilypad.protocol.deal.DisputedDeal.hash;
import static lilypad.protocol.deal.DisputedDeal.log;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.DealReplay.Contradiction;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Ballot;
import lilypad.protocol.rules.BeaconRule;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Odds;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.ReputationRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Sortition;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.WeightedSortition;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.SettlementTiming;
import org.junit.jupiter.api.Test;

/**
 * A mediator that lies in its own record. That an honest one's facts come out again is asserted by
 * {@link DisputedDeal} in every test of the rules.
 */
class DealReplayTest {

  /** Two votes against one, an enlarged panel, a rejection, settled and closed. */
  private static List<DealEvent> facts() {
    DisputedDeal deal = DisputedDeal.withPanelOfFive(WRONG.toString());
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.abstains("cid", AbstentionReason.WALL_CLOCK);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
    deal.head(15, deal.round().end());
    SettlementIntent intent = deal.settlement();
    deal.head(20, 2_060);
    deal.hears(new SettlementReport.Broadcast(intent.id(), hash("transaction")));
    var end = block(21, "a", 2_070);
    deal.logs(
        end,
        List.of(
            log(
                end,
                0,
                new LilypadEvent.DealStateChange(
                    DisputedDeal.ID, AgreementState.MEDIATION_REJECTED))));
    deal.head(30, 2_100);
    return List.copyOf(deal.facts);
  }

  private static List<Contradiction> replay(List<DealEvent> facts, DealSettings settings) {
    DealReplay replay = new DealReplay(DisputedDeal.KEY);
    List<Contradiction> found = new ArrayList<>();
    for (DealEvent fact : facts) {
      replay.take(fact, Bytes.of(JournalCodec.encode(fact)), settings).ifPresent(found::add);
    }
    return found;
  }

  private static <E extends DealEvent> Optional<Contradiction> changed(
      Class<E> kind, UnaryOperator<E> change) {
    List<DealEvent> facts = new ArrayList<>(facts());
    int at = at(facts, kind);
    facts.set(at, change.apply(kind.cast(facts.get(at))));
    return replay(facts, DisputedDeal.SETTINGS).stream().findFirst();
  }

  private static int at(List<DealEvent> facts, Class<? extends DealEvent> kind) {
    for (int i = 0; i < facts.size(); i++) {
      if (kind.isInstance(facts.get(i))) {
        return i;
      }
    }
    throw new AssertionError("no " + kind.getSimpleName() + " in " + facts);
  }

  @Test
  void theHonestRecordHasEverythingThatIsTamperedWithBelow() {
    assertThat(facts())
        .hasAtLeastOneElementOfType(DealEvent.MediationClosed.class)
        .hasAtLeastOneElementOfType(DealEvent.SettlementWeighed.class)
        .hasAtLeastOneElementOfType(DealEvent.AbstentionRecorded.class);
    assertThat(replay(facts(), DisputedDeal.SETTINGS)).isEmpty();
  }

  @Test
  void aVerdictThatItsVotesDoNotGiveIsShown() {
    assertThat(
            changed(
                DealEvent.VerdictReached.class,
                e -> new DealEvent.VerdictReached(Verdict.ACCEPT, e.grounds(), e.at())))
        .hasValueSatisfying(
            c -> {
              assertThat(c.what()).isEqualTo("deal.VerdictReached/3");
              assertThat(c.expected()).contains("REJECT");
              assertThat(c.actual()).contains("ACCEPT");
            });
  }

  private static Optional<Contradiction> polled(UnaryOperator<Poll> change) {
    return changed(
        DealEvent.VerdictReached.class,
        e -> {
          Grounds.Polled told = (Grounds.Polled) e.grounds();
          return new DealEvent.VerdictReached(
              e.verdict(),
              new Grounds.Polled(told.sureness(), told.rule(), change.apply(told.poll())),
              e.at());
        });
  }

  private static Poll with(Poll poll, List<Ballot> ballots, long totalWeight) {
    return new Poll(
        ballots,
        poll.profile(),
        poll.runtime(),
        totalWeight,
        poll.present(),
        poll.closing(),
        poll.referee(),
        poll.parameters());
  }

  @Test
  void aPollThatLeavesVotesOutIsShown() {
    assertThat(polled(poll -> with(poll, poll.ballots().subList(0, 1), poll.totalWeight())))
        .isPresent();
  }

  @Test
  void aVoteThatCountsForMoreThanItsVoterIsShown() {
    assertThat(
            polled(
                poll ->
                    with(
                        poll,
                        poll.ballots().stream()
                            .map(
                                b ->
                                    new Ballot(
                                        b.vote(),
                                        b.runtimeDigest(),
                                        Odds.of(1000),
                                        b.weight(),
                                        b.evidence()))
                            .toList(),
                        poll.totalWeight())))
        .isPresent();
    assertThat(polled(poll -> with(poll, poll.ballots(), 1))).isPresent();
  }

  private static DealEvent.PanelDrawn drawn(
      DealEvent.PanelDrawn e,
      List<PanelMember> members,
      List<Candidate> candidates,
      Hash32 seed,
      int rule,
      Optional<Drawing> drawing) {
    return new DealEvent.PanelDrawn(
        e.round(), members, candidates, seed, e.entropy(), rule, e.commitDeadline(), drawing);
  }

  @Test
  void aPanelThatWasNotDrawnSoIsShown() {
    assertThat(
            changed(
                DealEvent.PanelDrawn.class,
                e ->
                    drawn(
                        e,
                        e.members().reversed(),
                        e.candidates(),
                        e.seed(),
                        e.rule(),
                        e.drawing())))
        .isPresent();
    assertThat(
            changed(
                DealEvent.PanelDrawn.class,
                e ->
                    drawn(
                        e,
                        e.members(),
                        List.of(candidate("ann"), candidate("bob"), candidate("eve")),
                        e.seed(),
                        e.rule(),
                        e.drawing())))
        .isPresent();
    assertThat(
            changed(
                DealEvent.PanelDrawn.class,
                e ->
                    drawn(
                        e,
                        e.members(),
                        e.candidates(),
                        hash("a seed of my choice"),
                        e.rule(),
                        e.drawing())))
        .isPresent();
  }

  private static Optional<Contradiction> drawnBy(UnaryOperator<Drawing> change) {
    return changed(
        DealEvent.PanelDrawn.class,
        e -> drawn(e, e.members(), e.candidates(), e.seed(), e.rule(), e.drawing().map(change)));
  }

  @Test
  void aBeaconOfTheMediatorsChoiceIsShown() {
    assertThat(drawnBy(d -> new Drawing(d.beacon(), hash("mine"), d.rosterWeight(), d.at())))
        .isPresent();
    assertThat(
            drawnBy(
                d -> new Drawing(block(17, "a", 2_100), d.prevrandao(), d.rosterWeight(), d.at())))
        .isPresent();
    assertThat(drawnBy(d -> d)).as("the beacon it was").isEmpty();
  }

  @Test
  void aPanelWhoseMembersCountForAnythingElseThanTheirRecordIsShown() {
    assertThat(
            changed(
                DealEvent.PanelDrawn.class,
                e ->
                    drawn(
                        e,
                        e.members().stream()
                            .map(
                                m ->
                                    new PanelMember(
                                        m.assignment(),
                                        m.verifier(),
                                        m.operator(),
                                        m.runtimeDigest(),
                                        new Voice(1, Odds.of(1000))))
                            .toList(),
                        e.candidates(),
                        e.seed(),
                        e.rule(),
                        e.drawing())))
        .isPresent();
  }

  /** What builds before weights and records wrote. */
  @Test
  void aRecordThatWasTalliedIsReplayedByItsOwnRules() {
    DealSettings tallying =
        DisputedDeal.SETTINGS.by(new Rulebook.Tallying(Tally.Parameters.DEFAULT));
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString(), tallying);
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.abstains("cid", AbstentionReason.MEMORY);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
    assertThat(deal.verdict())
        .hasValueSatisfying(
            e -> {
              assertThat(e.verdict()).isEqualTo(Verdict.ACCEPT);
              assertThat(e.grounds()).isInstanceOf(Grounds.Tallied.class);
            });
    assertThat(deal.facts).extracting(JournalCodec::manifest).contains("deal.PanelDrawn/1");
    assertThat(replay(deal.facts, tallying)).isEmpty();
    assertThat(replay(deal.facts, DisputedDeal.SETTINGS)).isNotEmpty();
  }

  private static List<DealEvent> without(Class<?>... kinds) {
    return facts().stream()
        .filter(fact -> List.of(kinds).stream().noneMatch(kind -> kind.isInstance(fact)))
        .toList();
  }

  @Test
  void aVerdictThatNobodyWantsToPostIsShown() {
    assertThat(
            replay(
                without(
                    DealEvent.SettlementRequested.class,
                    DealEvent.SettlementWeighed.class,
                    DealEvent.SettlementProgressed.class),
                DisputedDeal.SETTINGS))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.what()).isEqualTo("deal.SettlementRequested/1");
              assertThat(c.actual()).startsWith("none before LogRecorded");
            });
  }

  @Test
  void aVerdictThatWaitsForWhatTheChainTellsNextIsShown() {
    DisputedDeal deal = DisputedDeal.withPanel(RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    List<DealEvent> facts = new ArrayList<>(deal.facts);
    int verdict = at(facts, DealEvent.VerdictReached.class);
    var later = block(12, "a", 2_010);
    facts.add(
        verdict,
        new DealEvent.LogRecorded(
            DisputedDeal.ID,
            later,
            log(
                later,
                0,
                new LilypadEvent.DealStateChange(DisputedDeal.ID, AgreementState.RESULTS_CHECKED)),
            0));
    assertThat(replay(deal.facts, DisputedDeal.SETTINGS)).isEmpty();
    assertThat(replay(facts, DisputedDeal.SETTINGS).getFirst().actual())
        .startsWith("none before LogRecorded");
  }

  @Test
  void whatIsMissingAtTheEndIsShown() {
    List<DealEvent> facts =
        DisputedDeal.withPanel(WRONG.toString()).all(RIGHT, "ann", "bob", "cid").facts;
    for (Class<? extends DealEvent> kind :
        List.of(
            DealEvent.RevealsOpened.class,
            DealEvent.VerdictReached.class,
            DealEvent.SettlementRequested.class)) {
      DealReplay replay = new DealReplay(DisputedDeal.KEY);
      for (DealEvent fact : facts.subList(0, at(facts, kind))) {
        assertThat(replay.take(fact, Bytes.of(JournalCodec.encode(fact)), DisputedDeal.SETTINGS))
            .isEmpty();
      }
      assertThat(replay.missing())
          .as(kind.getSimpleName())
          .hasValueSatisfying(c -> assertThat(c.expected()).startsWith(kind.getSimpleName()));
    }
  }

  private List<Hash32> assignments(DealKey key, int rule) {
    Mediation mediation = DisputedDeal.withPanel(RIGHT.toString()).state.mediation().orElseThrow();
    Mediation asking =
        Mediation.opened(
                mediation.challenge().orElseThrow(), mediation.reading(), mediation.deadline())
            .asking(2);
    PanelDraw draw = new PanelDraw(key, asking);
    List<Candidate> candidates = List.of(candidate("ann"), candidate("bob"));
    DealEvent.PanelDrawn drawn =
        rule > Sortition.VERSION
            ? draw.weighted(
                candidates,
                new Drawing(block(11, "a", 2_001), hash("prevrandao"), 2, 2_001),
                Rulebook.Polling.DEFAULT,
                hash("entropy"),
                2_060)
            : draw.alike(candidates, rule, hash("entropy"), 2_060);
    return drawn.members().stream().map(PanelMember::assignment).toList();
  }

  /** Verifiers sign an assignment's name, and nothing else that tells one deal from another. */
  @Test
  void whatAVerifierSignsForOneDealIsSignedForNoOther() {
    DealKey other = new DealKey(hash("another deal"));
    assertThat(assignments(DisputedDeal.KEY, 3))
        .hasSize(2)
        .doesNotContainAnyElementsOf(assignments(other, 3));
    assertThat(assignments(DisputedDeal.KEY, WeightedSortition.VERSION))
        .hasSize(2)
        .doesNotContainAnyElementsOf(assignments(other, WeightedSortition.VERSION));
    assertThat(assignments(DisputedDeal.KEY, 2)).isEqualTo(assignments(other, 2));
  }

  @Test
  void aPanelByARuleThatThereIsNotIsShown() {
    assertThat(
            changed(
                DealEvent.PanelDrawn.class,
                e -> drawn(e, e.members(), e.candidates(), e.seed(), 99, e.drawing())))
        .isPresent();
  }

  @Test
  void aRevealThatDoesNotOpenItsCommitmentIsShown() {
    assertThat(
            changed(
                DealEvent.ResultRevealed.class,
                e ->
                    new DealEvent.ResultRevealed(
                        e.round(),
                        e.assignment(),
                        e.verifier(),
                        WRONG.digest(),
                        e.executionRoot(),
                        e.salt(),
                        e.signature(),
                        e.runMillis())))
        .hasValueSatisfying(c -> assertThat(c.expected()).contains("committed to"));
  }

  @Test
  void aVoteOfSomebodyWhoDoesNotSitIsShown() {
    assertThat(
            changed(
                DealEvent.CommitmentRecorded.class,
                e ->
                    new DealEvent.CommitmentRecorded(
                        e.round(),
                        e.assignment(),
                        DisputedDeal.address("stranger"),
                        e.commitment(),
                        e.signature())))
        .hasValueSatisfying(c -> assertThat(c.what()).isEqualTo("deal.CommitmentRecorded/1"));
  }

  @Test
  void anotherCallThanTheVerdictsIsShown() {
    assertThat(
            changed(
                DealEvent.SettlementRequested.class,
                e ->
                    new DealEvent.SettlementRequested(
                        new SettlementIntent(
                            e.intent().id(),
                            e.intent().deal(),
                            e.intent().to(),
                            Bytes.fromHex("0x00")))))
        .isPresent();
  }

  @Test
  void moneyThatMovedTooSoonIsShown() {
    assertThat(
            changed(
                DealEvent.SettlementWeighed.class,
                e ->
                    new DealEvent.SettlementWeighed(
                        e.intent(),
                        e.check(),
                        FinalityLevel.LATEST,
                        e.required(),
                        SettlementTiming.SURE,
                        e.at())))
        .hasValueSatisfying(c -> assertThat(c.what()).isEqualTo("a verdict's timing"));
    assertThat(
            changed(
                DealEvent.SettlementWeighed.class,
                e ->
                    new DealEvent.SettlementWeighed(
                        e.intent(),
                        e.check(),
                        FinalityLevel.LATEST,
                        FinalityLevel.LATEST,
                        e.timing(),
                        e.at())))
        .hasValueSatisfying(c -> assertThat(c.what()).isEqualTo("the level asked for"));
  }

  @Test
  void anEndThatTheChainDidNotTellIsShown() {
    assertThat(
            changed(
                DealEvent.MediationClosed.class,
                e -> new DealEvent.MediationClosed(AgreementState.MEDIATION_ACCEPTED, e.block())))
        .isPresent();
  }

  @Test
  void aLogThatIsRecordedTwiceOrOfAnotherDealIsShown() {
    List<DealEvent> facts = new ArrayList<>(facts());
    facts.add(1, facts.getFirst());
    assertThat(replay(facts, DisputedDeal.SETTINGS))
        .first()
        .satisfies(c -> assertThat(c.expected()).isEqualTo("each log once"));
    DealReplay other = new DealReplay(new DealKey(hash("another")));
    DealEvent first = facts().getFirst();
    assertThat(other.take(first, Bytes.of(JournalCodec.encode(first)), DisputedDeal.SETTINGS))
        .isPresent();
  }

  @Test
  void otherNumbersThanTheStatedOnesAreShown() {
    Poll.Parameters numbers = Poll.Parameters.DEFAULT;
    DealSettings stated =
        DisputedDeal.SETTINGS.by(
            new Rulebook.Polling(
                new Poll.Parameters(
                    numbers.rule(),
                    numbers.panel(),
                    numbers.quorum(),
                    numbers.largest(),
                    numbers.asked(),
                    numbers.acceptError(),
                    Probability.of("0.001"),
                    numbers.colluding(),
                    numbers.echoing()),
                BeaconRule.DEFAULT,
                ReputationRule.DEFAULT));
    assertThat(replay(facts(), stated)).isNotEmpty();
  }

  @Test
  void everyFactThatIsLeftOutOfTheMediationIsMissed() {
    List<DealEvent> whole = facts();
    for (int i = 0; i < whole.size(); i++) {
      List<DealEvent> facts = new ArrayList<>(whole);
      DealEvent without = facts.remove(i);
      boolean missed = !replay(facts, DisputedDeal.SETTINGS).isEmpty();
      boolean last = i == whole.size() - 1;
      boolean note =
          without instanceof DealEvent.SettlementWeighed
              || without instanceof DealEvent.SettlementProgressed;
      assertThat(missed).as("without %s", without).isEqualTo(!last && !note);
    }
  }
}
