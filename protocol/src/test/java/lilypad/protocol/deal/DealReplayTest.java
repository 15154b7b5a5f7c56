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
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
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
    DisputedDeal deal = DisputedDeal.withPanel(WRONG.toString());
    deal.commits("ann", RIGHT);
    deal.commits("bob", RIGHT);
    deal.abstains("cid", AbstentionReason.WALL_CLOCK);
    deal.reveals("ann", RIGHT);
    deal.reveals("bob", RIGHT);
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
                e ->
                    new DealEvent.VerdictReached(
                        Verdict.ACCEPT, e.confidence(), e.rule(), e.tally(), e.at())))
        .hasValueSatisfying(
            c -> {
              assertThat(c.what()).isEqualTo("deal.VerdictReached/1");
              assertThat(c.expected()).contains("REJECT");
              assertThat(c.actual()).contains("ACCEPT");
            });
  }

  @Test
  void anInventedVoteInTheTallyIsShown() {
    assertThat(
            changed(
                DealEvent.VerdictReached.class,
                e ->
                    new DealEvent.VerdictReached(
                        e.verdict(),
                        e.confidence(),
                        e.rule(),
                        new Tally(
                            e.tally().votes().subList(0, 1),
                            e.tally().profile(),
                            e.tally().runtime(),
                            e.tally().closing(),
                            e.tally().parameters()),
                        e.at())))
        .isPresent();
  }

  @Test
  void aPanelThatWasNotDrawnSoIsShown() {
    assertThat(
            changed(
                DealEvent.PanelDrawn.class,
                e ->
                    new DealEvent.PanelDrawn(
                        e.round(),
                        e.members().reversed(),
                        e.candidates(),
                        e.seed(),
                        e.entropy(),
                        e.rule(),
                        e.commitDeadline())))
        .isPresent();
    assertThat(
            changed(
                DealEvent.PanelDrawn.class,
                e ->
                    new DealEvent.PanelDrawn(
                        e.round(),
                        e.members(),
                        List.of(candidate("ann"), candidate("bob"), candidate("eve")),
                        e.seed(),
                        e.entropy(),
                        e.rule(),
                        e.commitDeadline())))
        .isPresent();
    assertThat(
            changed(
                DealEvent.PanelDrawn.class,
                e ->
                    new DealEvent.PanelDrawn(
                        e.round(),
                        e.members(),
                        e.candidates(),
                        hash("a seed of my choice"),
                        e.entropy(),
                        e.rule(),
                        e.commitDeadline())))
        .isPresent();
  }

  private List<Hash32> assignments(DealKey key, int rule) {
    Mediation mediation = DisputedDeal.withPanel(RIGHT.toString()).state.mediation().orElseThrow();
    Mediation asking =
        Mediation.opened(mediation.check(), mediation.reading(), mediation.deadline()).asking(2);
    return PanelDraw.members(
            key, asking, List.of(candidate("ann"), candidate("bob")), rule, hash("entropy"))
        .stream()
        .map(PanelMember::assignment)
        .toList();
  }

  /** Verifiers sign an assignment's name, and nothing else that tells one deal from another. */
  @Test
  void whatAVerifierSignsForOneDealIsSignedForNoOther() {
    DealKey other = new DealKey(hash("another deal"));
    assertThat(assignments(DisputedDeal.KEY, 3))
        .hasSize(2)
        .doesNotContainAnyElementsOf(assignments(other, 3));
    assertThat(assignments(DisputedDeal.KEY, 2)).isEqualTo(assignments(other, 2));
  }

  @Test
  void aPanelByARuleThatThereIsNotIsShown() {
    assertThat(
            changed(
                DealEvent.PanelDrawn.class,
                e ->
                    new DealEvent.PanelDrawn(
                        e.round(),
                        e.members(),
                        e.candidates(),
                        e.seed(),
                        e.entropy(),
                        99,
                        e.commitDeadline())))
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
    DealSettings settings = DisputedDeal.SETTINGS;
    DealSettings stated =
        new DealSettings(
            settings.mediator(),
            settings.profile(),
            settings.route(),
            settings.domain(),
            new Tally.Parameters(4, 900, 999, 9),
            settings.panel(),
            settings.smallestPanel(),
            settings.assembly(),
            settings.commitWindow(),
            settings.revealWindow(),
            settings.margin(),
            settings.moneyLevel());
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
