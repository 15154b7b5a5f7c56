package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.ID;
import static lilypad.protocol.deal.DisputedDeal.KEY;
import static lilypad.protocol.deal.DisputedDeal.MEDIATOR;
import static lilypad.protocol.deal.DisputedDeal.MEMBERS;
import static lilypad.protocol.deal.DisputedDeal.PRICING;
import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.TIMEOUTS;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.address;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.hash;
import static lilypad.protocol.deal.DisputedDeal.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.RecordedAgreement;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.SamplingRule;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Watching;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.story.DealExplanation;
import lilypad.protocol.story.DealStory;
import lilypad.protocol.story.RecordedFact;
import lilypad.protocol.story.RuledFact;
import org.junit.jupiter.api.Test;

/** A mediator that the client appointed as its watchman, and a claim that nobody challenged. */
class WatchmanTest {

  private static final Address CONTROLLER = address("controller");
  private static final BlockRef AGREED = block(8, "a", 1_990);
  private static final BlockRef CLAIM = block(10, "a", 2_000);

  /** The client's last second. */
  private static final long JUDGED = 2_100;

  private static final DealSettings CHECKING =
      DisputedDeal.SETTINGS.by(
          Rulebook.Polling.DEFAULT.sampling(SamplingRule.share(Probability.ONE, 3_600)));

  private static ChainLog state(BlockRef block, AgreementState state) {
    return log(block, 0, new LilypadEvent.DealStateChange(ID, state));
  }

  private static ChainLog appointment(Address watchman) {
    return log(AGREED, 1, new LilypadEvent.WatchmanAppointed(ID, watchman, CONTROLLER));
  }

  private static AgreementReading reading(DisputedDeal deal, BlockRef claim) {
    return new AgreementReading(
        claim,
        RecordedAgreement.deal(ID, MEMBERS, TIMEOUTS, PRICING),
        RecordedAgreement.submitted(claim.timestamp()),
        RecordedAgreement.result(ID, RecordedAgreement.utf8(deal.claim)));
  }

  private static DisputedDeal chosen(DisputedDeal deal, BlockRef claim) {
    deal.tell(
        new DealCommand.ClaimFound(
            reading(deal, claim),
            new DealCommand.BeaconBlock(
                block(claim.number() + 1, "a", claim.timestamp() + 1), hash("prevrandao"))));
    return deal;
  }

  private static DisputedDeal claimed(Address watchman, String claim, DealSettings settings) {
    DisputedDeal deal = new DisputedDeal(settings);
    deal.claim = claim;
    deal.logs(AGREED, List.of(state(AGREED, AgreementState.DEAL_AGREED), appointment(watchman)));
    deal.logs(CLAIM, List.of(state(CLAIM, AgreementState.RESULTS_SUBMITTED)));
    return chosen(deal.head(12, 2_002), CLAIM);
  }

  /** A silent check with three verifiers, who have not answered yet. */
  private static DisputedDeal underWay(Address watchman, String claim) {
    return claimed(watchman, claim, CHECKING)
        .described(Profile.DETERMINISTIC)
        .candidates("ann", "bob", "cid");
  }

  /** A silent check that found the claim wrong. */
  private static DisputedDeal caught() {
    return underWay(MEDIATOR, WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
  }

  private static List<DealEvent.WatchDecided> decisions(DisputedDeal deal) {
    return deal.facts.stream()
        .filter(DealEvent.WatchDecided.class::isInstance)
        .map(DealEvent.WatchDecided.class::cast)
        .toList();
  }

  private static List<SettlementIntent> asked(DisputedDeal deal) {
    return deal.intents().stream()
        .filter(DealIntent.Ask.class::isInstance)
        .map(intent -> ((DealIntent.Ask) intent).intent())
        .toList();
  }

  private static SettlementIntent request(DisputedDeal deal) {
    return decisions(deal).getLast().check().orElseThrow();
  }

  /** The check on chain, made by this transaction. */
  private static void checked(DisputedDeal deal, BlockRef block, Hash32 transaction) {
    deal.secondsToTheCheck = block.timestamp() - CLAIM.timestamp();
    deal.logs(
        block,
        DisputedDeal.checkLogs(block, MEDIATOR).stream()
            .map(
                log ->
                    new ChainLog(
                        log.address(),
                        log.topics(),
                        log.data(),
                        log.blockHash(),
                        log.blockNumber(),
                        transaction,
                        log.logIndex()))
            .toList());
  }

  @Test
  void aWatchmanAsksForACheckOfAWrongClaimInTheClientsPlace() {
    DisputedDeal deal = caught();
    assertThat(decisions(deal))
        .singleElement()
        .satisfies(
            decided -> {
              assertThat(decided.claim()).isEqualTo(CLAIM);
              assertThat(decided.decision().reason()).isEqualTo(Watching.Reason.WRONG);
              assertThat(decided.decision().rule()).isEqualTo(Watching.VERSION);
              assertThat(decided.decision().inputs().required()).isEqualTo(Probability.of("0.94"));
              assertThat(decided.decision().inputs().deadline()).isEqualTo(JUDGED);
            });
    assertThat(asked(deal))
        .singleElement()
        .satisfies(
            intent -> {
              assertThat(intent.deal()).isEqualTo(KEY);
              assertThat(intent.to()).isEqualTo(CONTROLLER);
              assertThat(LilypadCall.decode(intent.data()))
                  .isEqualTo(
                      new LilypadCall.WatchedCheckResult(
                          ID,
                          deal.state.mediation().orElseThrow().reading().claimHash(),
                          BigInteger.valueOf(CLAIM.timestamp())));
            });
    assertThat(deal.facts).last().isInstanceOf(DealEvent.WatchDecided.class);
    assertThat(deal.rules.open(deal.state)).as("the wallet's turn").isTrue();
    deal.head(13, 2_020).head(14, 2_030);
    assertThat(decisions(deal)).as("once").hasSize(1);
    assertThat(asked(deal)).as("as long as nobody asked").hasSize(1);
  }

  @Test
  void whoIsNoWatchmanDecidesNothing() {
    for (Address other : List.of(address("another mediator"), Address.ZERO)) {
      DisputedDeal deal = underWay(other, WRONG.toString()).all(RIGHT, "ann", "bob", "cid");
      assertThat(deal.state.warning()).as("it warns all the same").isPresent();
      assertThat(decisions(deal)).isEmpty();
      assertThat(asked(deal)).isEmpty();
      assertThat(deal.rules.open(deal.state)).isFalse();
    }
  }

  @Test
  void anAppointmentThatLeftTheChainIsNone() {
    DisputedDeal deal = underWay(MEDIATOR, WRONG.toString());
    deal.tell(new DealCommand.RetractBlock(AGREED));
    deal.all(RIGHT, "ann", "bob", "cid");
    assertThat(deal.state.warning()).isPresent();
    assertThat(decisions(deal)).isEmpty();
  }

  @Test
  void ofARightClaimItIsRecordedThatNoCheckIsAskedFor() {
    DisputedDeal deal = underWay(MEDIATOR, RIGHT.toString()).all(RIGHT, "ann", "bob", "cid");
    assertThat(decisions(deal))
        .singleElement()
        .satisfies(
            decided -> {
              assertThat(decided.decision().reason()).isEqualTo(Watching.Reason.NOT_REJECTED);
              assertThat(decided.check()).isEmpty();
            });
    assertThat(asked(deal)).isEmpty();
    assertThat(deal.rules.open(deal.state)).isFalse();
  }

  @Test
  void withoutAnAnswerNoCheckIsAskedFor() {
    DisputedDeal deal = underWay(MEDIATOR, WRONG.toString());
    deal.commits("ann", RIGHT);
    deal.head(40, JUDGED - 20);
    assertThat(deal.verdict().map(DealEvent.VerdictReached::verdict))
        .contains(Verdict.INCONCLUSIVE);
    assertThat(decisions(deal))
        .extracting(decided -> decided.decision().reason())
        .containsExactly(Watching.Reason.NOT_REJECTED);
    assertThat(asked(deal)).isEmpty();
  }

  @Test
  void aClaimThatIsKnownToBeRightIsNotHeldAgainstTheProvider() {
    DisputedDeal deal = claimed(MEDIATOR, RIGHT.toString(), CHECKING);
    deal.tell(
        new DealCommand.JobFound(
            ID.text(),
            MEMBERS,
            PRICING,
            DisputedDeal.job(Profile.DETERMINISTIC),
            Optional.of(RIGHT.digest())));
    deal.candidates("ann", "bob", "cid").all(WRONG, "ann", "bob", "cid");
    assertThat(deal.verdict().map(DealEvent.VerdictReached::verdict)).contains(Verdict.REJECT);
    assertThat(decisions(deal))
        .extracting(decided -> decided.decision().reason())
        .containsExactly(Watching.Reason.KNOWN_RIGHT);
    assertThat(asked(deal)).isEmpty();
  }

  @Test
  void whenTheTimeIsOverTheRequestIsNotMadeAnyMore() {
    DisputedDeal deal = caught();
    deal.head(40, JUDGED - 1);
    assertThat(asked(deal)).as("the last second but one").hasSize(1);
    deal.head(41, JUDGED);
    assertThat(asked(deal)).as("it could not be mined in time").isEmpty();
    assertThat(deal.rules.asks(deal.state, deal.clock, request(deal).id())).isFalse();
    assertThat(deal.rules.open(deal.state)).as("until the wallet has given it up").isTrue();
    deal.hears(new SettlementReport.Refused(request(deal).id(), "late", Refusal.ABANDONED));
    assertThat(deal.rules.open(deal.state)).isFalse();
  }

  @Test
  void aRequestThatTheContractRefusesIsTriedWhileThereIsTimeAndNothingIsLost() {
    DisputedDeal deal = caught();
    Hash32 intent = request(deal).id();
    deal.hears(new SettlementReport.Refused(intent, "no fee", Refusal.FEE_SHORT));
    assertThat(asked(deal)).hasSize(1);
    int facts = deal.facts.size();
    deal.hears(new SettlementReport.Refused(intent, "no fee, again", Refusal.FEE_SHORT));
    assertThat(deal.facts).as("the same refusal is one fact").hasSize(facts);
  }

  @Test
  void whereTheClientAsksAtTheSameMomentOursIsNotWantedAndItsCheckRuns() {
    DisputedDeal deal = caught();
    Hash32 intent = request(deal).id();
    deal.hears(new SettlementReport.Broadcast(intent, hash("ours")));
    BlockRef check = block(20, "a", 2_050);
    checked(deal, check, hash("the client's"));
    assertThat(asked(deal)).isEmpty();
    assertThat(deal.rules.asks(deal.state, deal.clock, intent)).isFalse();
    deal.hears(
        new SettlementReport.Refused(
            intent, "ResultsSubmitted", Refusal.of(Bytes.EMPTY, "ResultsSubmitted")));
    assertThat(
            deal.state
                .sampled()
                .flatMap(SampledClaim::watching)
                .flatMap(SampledClaim.Watching::last))
        .contains(new SettlementReport.Refused(intent, "ResultsSubmitted", Refusal.CHECK_CLOSED));
    deal.read(check);
    assertThat(deal.state.mediation().orElseThrow().isSilent()).isFalse();
    assertThat(decisions(deal)).hasSize(1);
  }

  @Test
  void afterOurOwnRequestTheCheckRunsAnewWithAPanelOfItsOwn() {
    DisputedDeal deal = caught();
    Hash32 intent = request(deal).id();
    List<Hash32> before = assignments(deal);
    deal.hears(new SettlementReport.Broadcast(intent, hash("ours")));
    BlockRef check = block(20, "a", 2_050);
    checked(deal, check, hash("ours"));
    assertThat(deal.rules.asks(deal.state, deal.clock, intent))
        .as("what is on chain is its effect: the wallet goes on")
        .isTrue();
    deal.read(check);
    assertThat(deal.state.mediation().orElseThrow().verdict()).isEmpty();
    deal.hears(new SettlementReport.Mined(intent, hash("ours"), check.hash(), 20, true));
    deal.hears(new SettlementReport.Final(intent, hash("ours"), check.hash(), 20, true));
    deal.described(Profile.DETERMINISTIC).candidates("ann", "bob", "cid");
    assertThat(assignments(deal)).hasSize(3).doesNotContainAnyElementsOf(before);
    deal.all(RIGHT, "ann", "bob", "cid").head(21, 2_060);
    assertThat(deal.intents()).hasAtLeastOneElementOfType(DealIntent.Settle.class);
    assertThat(deal.settlement().id()).isNotEqualTo(intent);
    assertThat(replay(deal.facts)).isEmpty();
  }

  /** A panel that is wrong in the silent check, and right in the one that moves money. */
  @Test
  void noVoteOfTheSilentCheckCountsInTheOneThatWasAskedFor() {
    DisputedDeal deal = underWay(MEDIATOR, RIGHT.toString()).all(WRONG, "ann", "bob", "cid");
    BlockRef check = block(20, "a", 2_050);
    checked(deal, check, hash("ours"));
    deal.read(check).described(Profile.DETERMINISTIC).candidates("dan", "eve", "fay");
    deal.all(RIGHT, "dan", "eve", "fay");
    assertThat(deal.verdict().map(DealEvent.VerdictReached::verdict)).contains(Verdict.ACCEPT);
    assertThat(deal.verdict().orElseThrow().grounds().votes()).hasSize(3);
  }

  private static List<Hash32> assignments(DisputedDeal deal) {
    return deal.round().seats().stream().map(seat -> seat.member().assignment()).toList();
  }

  @Test
  void aReorganisationThatTakesTheClaimAwayTakesTheRequestAway() {
    DisputedDeal deal = caught();
    SettlementIntent first = request(deal);
    deal.tell(new DealCommand.RetractBlock(CLAIM));
    assertThat(asked(deal)).isEmpty();
    assertThat(deal.rules.asks(deal.state, deal.clock, first.id())).isFalse();
    BlockRef again = block(14, "b", 2_020);
    deal.logs(again, List.of(state(again, AgreementState.RESULTS_SUBMITTED))).head(16, 2_022);
    assertThat(asked(deal)).as("the same claim in another block is looked at anew").isEmpty();
    deal.tell(
        new DealCommand.ClaimFound(
            reading(deal, again),
            new DealCommand.BeaconBlock(block(15, "b", 2_021), hash("other"))));
    deal.described(Profile.DETERMINISTIC).candidates("ann", "bob", "cid");
    deal.all(RIGHT, "ann", "bob", "cid");
    assertThat(asked(deal))
        .singleElement()
        .satisfies(intent -> assertThat(intent.id()).isNotEqualTo(first.id()));
    deal.hears(new SettlementReport.Broadcast(first.id(), hash("of the first")));
    assertThat(
            deal.state
                .sampled()
                .flatMap(SampledClaim::watching)
                .flatMap(SampledClaim.Watching::last))
        .as("a report of the first says nothing of the second")
        .isEmpty();
  }

  @Test
  void aReorganisationThatTakesTheClientsCheckAwayBringsTheRequestBack() {
    DisputedDeal deal = caught();
    BlockRef check = block(20, "a", 2_050);
    checked(deal, check, hash("the client's"));
    assertThat(asked(deal)).isEmpty();
    deal.hears(new SettlementReport.Refused(request(deal).id(), "asked", Refusal.ABANDONED));
    deal.tell(new DealCommand.RetractBlock(check));
    assertThat(asked(deal)).containsExactly(request(deal));
  }

  @Test
  void whileTheClaimMayStillBeReplacedNothingIsHandedToTheWallet() {
    DisputedDeal deal = caught();
    deal.clock = new ChainClock(block(13, "a", 2_003), CLAIM.number() - 1, 8);
    assertThat(asked(deal)).isEmpty();
    deal.clock = new ChainClock(block(13, "a", 2_003), CLAIM.number(), 8);
    assertThat(asked(deal)).hasSize(1);
  }

  @Test
  void theDecisionComesBehindThePayOfTheSilentCheck() {
    DealSettings paying =
        CHECKING.paying(new Pay.Terms(Probability.of("0.5"), Wei.of(7), Wei.ofWhole(4)));
    DisputedDeal deal =
        claimed(MEDIATOR, WRONG.toString(), paying)
            .described(Profile.DETERMINISTIC)
            .candidates("ann", "bob", "cid")
            .all(RIGHT, "ann", "bob", "cid");
    assertThat(deal.facts.subList(deal.facts.size() - 3, deal.facts.size()))
        .extracting(JournalCodec::manifest)
        .containsExactly("deal.VerdictReached/3", "deal.PayEarned/1", "deal.WatchDecided/1");
    assertThat(replay(deal.facts, paying)).isEmpty();
  }

  @Test
  void theAuditorDecidesOnceMore() {
    DisputedDeal deal = caught();
    deal.head(13, 2_020);
    assertThat(replay(deal.facts)).isEmpty();
    Watching.Decision honest = decisions(deal).getFirst().decision();
    Optional<SettlementIntent> request = Optional.of(request(deal));
    assertThat(
            tampered(
                deal,
                e ->
                    new DealEvent.WatchDecided(
                        CLAIM,
                        new Watching.Decision(1, honest.inputs(), Watching.Reason.TOO_LATE),
                        Optional.empty())))
        .as("one that is said to be late")
        .hasSize(1);
    assertThat(tampered(deal, e -> new DealEvent.WatchDecided(AGREED, honest, request)))
        .as("of another block")
        .hasSize(1);
    assertThat(
            tampered(
                deal,
                e ->
                    new DealEvent.WatchDecided(
                        CLAIM,
                        honest,
                        Optional.of(
                            SettlementIntent.check(
                                KEY, hash("claim"), 1, CONTROLLER, request(deal).data())))))
        .as("another request")
        .hasSize(1);
    assertThat(
            tampered(
                deal,
                e ->
                    new DealEvent.WatchDecided(
                        CLAIM, Watching.decide(at(honest.inputs(), 1_000)), request)))
        .as("before the verdict")
        .hasSize(1);
    long deadline = honest.inputs().deadline();
    assertThat(
            tampered(
                deal,
                e ->
                    new DealEvent.WatchDecided(
                        CLAIM, Watching.decide(at(honest.inputs(), deadline)), Optional.empty())))
        .as("put off until it is too late")
        .hasSize(1);
  }

  private static Watching.Inputs at(Watching.Inputs inputs, long time) {
    return new Watching.Inputs(
        inputs.verdict(),
        inputs.sureness(),
        inputs.required(),
        inputs.knownRight(),
        time,
        inputs.deadline());
  }

  @Test
  void aDecisionThatIsLeftOutOrMadeByNoWatchmanIsShown() {
    DisputedDeal deal = caught();
    deal.head(13, 2_020);
    BlockRef check = block(20, "a", 2_050);
    checked(deal, check, hash("the client's"));
    List<DealEvent> without = new ArrayList<>(deal.facts);
    without.removeIf(DealEvent.WatchDecided.class::isInstance);
    assertThat(replay(without)).isNotEmpty();
    List<DealEvent> unappointed = new ArrayList<>(deal.facts);
    unappointed.remove(1);
    assertThat(replay(unappointed)).isNotEmpty();
    List<DealEvent> twice = new ArrayList<>(deal.facts);
    twice.add(twice.indexOf(decisions(deal).getFirst()), decisions(deal).getFirst());
    assertThat(replay(twice)).isNotEmpty();
  }

  @Test
  void aDecisionThatIsDueByALogAndLeftOutIsShownToo() {
    DisputedDeal deal = underWay(MEDIATOR, WRONG.toString());
    deal.tell(new DealCommand.RetractBlock(AGREED));
    deal.all(RIGHT, "ann", "bob", "cid");
    assertThat(decisions(deal)).isEmpty();
    deal.tell(new DealCommand.RecordLogs(ID, AGREED, List.of(appointment(MEDIATOR))));
    assertThat(deal.facts).last().isInstanceOf(DealEvent.WatchDecided.class);
    deal.tell(
        new DealCommand.Compared(
            deal.claim,
            new DealEvent.DifferenceUnknown(RIGHT.digest(), Obstacle.CLAIM_NOT_SERVED, "")));
    assertThat(deal.facts).last().isInstanceOf(DealEvent.DifferenceUnknown.class);
    List<DealEvent> without = new ArrayList<>(deal.facts);
    without.removeIf(DealEvent.WatchDecided.class::isInstance);
    DealReplay replay = new DealReplay(KEY);
    for (DealEvent fact : without) {
      assertThat(replay.take(fact, Bytes.of(JournalCodec.encode(fact)), CHECKING)).isEmpty();
    }
    assertThat(replay.missing())
        .hasValueSatisfying(wrong -> assertThat(wrong.what()).isEqualTo("deal.WatchDecided/1"));
  }

  @Test
  void aDecisionWithoutItsRequestCannotBeMade() {
    Watching.Decision asks = decisions(caught()).getFirst().decision();
    assertThatThrownBy(() -> new DealEvent.WatchDecided(CLAIM, asks, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("WRONG and none");
  }

  @Test
  void theStoryTellsWhoWasAppointedWhatWasDecidedAndWhoAsked() {
    DisputedDeal deal = caught();
    deal.hears(new SettlementReport.Broadcast(request(deal).id(), hash("ours")));
    checked(deal, block(20, "a", 2_050), hash("ours"));
    assertThat(
            DealStory.of(KEY, deal.facts.stream().map(f -> new RecordedFact(0, f)).toList())
                .lines()
                .stream()
                .map(DealStory.Line::text))
        .anySatisfy(line -> assertThat(line).contains("the client appoints mediator"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "the client made us its watchman, and by rule 1 we ask for a check in its"
                            + " place: the silent check says REJECT with"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .isEqualTo("block 20: we ask for a check, as the client's watchman"));
  }

  @Test
  void anExplanationSaysWhyTheWatchmanAskedAndThatItDid() {
    DisputedDeal deal = caught();
    deal.hears(new SettlementReport.Broadcast(request(deal).id(), hash("ours")));
    BlockRef check = block(20, "a", 2_050);
    checked(deal, check, hash("ours"));
    deal.read(check).described(Profile.DETERMINISTIC).candidates("ann", "bob", "cid");
    deal.all(RIGHT, "ann", "bob", "cid");
    List<String> lines =
        DealExplanation.of(
                KEY,
                deal.facts.stream()
                    .map(f -> new RuledFact(new RecordedFact(0, f), Optional.of(CHECKING)))
                    .toList())
            .lines();
    assertThat(lines)
        .contains("THEN: WHY THE CLIENT'S WATCHMAN ASKS FOR A CHECK", "rule        watchman 1")
        .anySatisfy(
            line -> assertThat(line).startsWith("cause").contains("we, the client's watchman,"))
        .noneMatch(line -> line.startsWith("CONTRADICTED"));
  }

  private static List<DealReplay.Contradiction> replay(List<DealEvent> facts) {
    return replay(facts, CHECKING);
  }

  private static List<DealReplay.Contradiction> replay(
      List<DealEvent> facts, DealSettings settings) {
    DealReplay replay = new DealReplay(KEY);
    List<DealReplay.Contradiction> found = new ArrayList<>();
    for (DealEvent fact : facts) {
      replay.take(fact, Bytes.of(JournalCodec.encode(fact)), settings).ifPresent(found::add);
    }
    return found;
  }

  private static List<DealReplay.Contradiction> tampered(
      DisputedDeal deal, Function<DealEvent.WatchDecided, DealEvent> change) {
    return replay(
        deal.facts.stream()
            .map(fact -> fact instanceof DealEvent.WatchDecided e ? change.apply(e) : fact)
            .toList());
  }
}
