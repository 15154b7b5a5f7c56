package lilypad.mediator.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.mediator.SmallPanels;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.CheckRef;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;

class DealBoardTest {

  private static final Address STORAGE = Address.ZERO;
  private static final Address US = Address.fromHex("0x00000000000000000000000000000000000000aa");

  private final Map<DealKey, List<DealEvent>> journal = new HashMap<>();
  private final List<DealKey> lookedUp = new ArrayList<>();
  private final DealBoard board =
      new DealBoard(
          SmallPanels.of(US, STORAGE, STORAGE),
          (deal, from, to) -> {
            lookedUp.add(deal);
            List<DealEvent> all = journal.getOrDefault(deal, List.of());
            return List.copyOf(all.subList((int) from - 1, (int) Math.min(all.size(), to)));
          },
          2);
  private long blocks;

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static DealKey key(String deal) {
    return DealKey.of(31_337, STORAGE, new DealId(deal));
  }

  private List<DealEvent> facts(String deal) {
    return journal.computeIfAbsent(key(deal), k -> new ArrayList<>());
  }

  /** A fact is in the journal before the board hears of it. */
  private void happens(String deal, DealEvent fact) {
    List<DealEvent> facts = facts(deal);
    facts.add(fact);
    board.happened(key(deal), facts.size(), fact);
  }

  /** What a deal's actor comes to by its facts so far. */
  private DealState replayed(String deal) {
    DealState state = DealState.EMPTY;
    for (DealEvent fact : facts(deal)) {
      state = state.apply(fact);
    }
    return state;
  }

  private DealState held(String deal) {
    return board.find(key(deal)).orElseThrow().state();
  }

  private BlockRef logged(String deal, LilypadEvent event) {
    blocks++;
    BlockRef block = new BlockRef(blocks, hash("b" + blocks), hash("b" + (blocks - 1)), blocks);
    EncodedEvent encoded = EncodedEvent.of(event);
    happens(
        deal,
        new DealEvent.LogRecorded(
            new DealId(deal),
            block,
            new ChainLog(
                STORAGE,
                encoded.topics(),
                encoded.data(),
                block.hash(),
                block.number(),
                hash("tx" + blocks),
                0)));
    return block;
  }

  private BlockRef changes(String deal, AgreementState state) {
    return logged(deal, new LilypadEvent.DealStateChange(new DealId(deal), state));
  }

  private AgreementState state(String deal) {
    return board.find(key(deal)).orElseThrow().state().chain().state();
  }

  private List<DealKey> held() {
    return board.all().stream().map(DealBoard.Story::key).toList();
  }

  @Test
  void ofDealsThatAreOverAndWereNeverOursTheNewestAreHeldAndTheOthersReadFromTheJournal() {
    for (String deal : List.of("one", "two", "three", "four")) {
      changes(deal, AgreementState.DEAL_AGREED);
      changes(deal, AgreementState.RESULTS_ACCEPTED);
    }
    assertThat(held()).containsExactlyInAnyOrder(key("three"), key("four"));
    assertThat(board.known()).isEqualTo(4);
    assertThat(lookedUp).isEmpty();
    assertThat(state("one")).isEqualTo(AgreementState.RESULTS_ACCEPTED);
    assertThat(lookedUp).containsExactly(key("one"));
    assertThat(board.find(key("five"))).isEmpty();
  }

  @Test
  void aDealThatMayStillChangeOrWaitsForUsIsHeldHoweverMuchComesAfterIt() {
    changes("ours", AgreementState.RESULTS_CHECKED);
    logged("ours", new LilypadEvent.MediationRequested(new DealId("ours"), US));
    changes("others", AgreementState.RESULTS_SUBMITTED);
    for (String deal : List.of("one", "two", "three")) {
      changes(deal, AgreementState.RESULTS_ACCEPTED);
    }
    assertThat(held())
        .containsExactlyInAnyOrder(key("ours"), key("others"), key("two"), key("three"));
    assertThat(board.open()).containsExactly(key("ours"));
    BlockRef head = new BlockRef(blocks, hash("b" + blocks), hash("b" + (blocks - 1)), blocks);
    assertThat(board.awake(new ChainClock(head, 0, 0)))
        .as("without a verdict it may have something to do with every block")
        .containsExactly(key("ours"));
  }

  @Test
  void whatItsActorHoldsOfADealIsHeldHereTooWhicheverComesThereFirst() {
    changes("ours", AgreementState.DEAL_AGREED);
    DealState afterOne = replayed("ours");
    board.reached(key("ours"), 1, afterOne);
    assertThat(held("ours")).as("the board was first").isSameAs(afterOne);

    List<DealEvent> facts = facts("ours");
    DealEvent second = new DealEvent.LogsRetracted(new BlockRef(9, hash("b9"), hash("b8"), 9));
    facts.add(second);
    DealState afterTwo = replayed("ours");
    board.reached(key("ours"), 2, afterTwo);
    assertThat(held("ours")).as("the fact has not come here yet").isSameAs(afterOne);
    board.happened(key("ours"), 2, second);
    assertThat(held("ours")).as("the actor was first").isSameAs(afterTwo);
    assertThat(board.find(key("ours")).orElseThrow().facts()).isEqualTo(2);
  }

  @Test
  void aDealThatRestsHereIsToldTheTimeWhereItsActorHoldsMore() {
    changes("ours", AgreementState.RESULTS_CHECKED);
    BlockRef at = logged("ours", new LilypadEvent.MediationRequested(new DealId("ours"), US));
    happens(
        "ours",
        new DealEvent.MediationOpened(
            new CheckRef(at, hash("tx" + blocks), 0, US),
            new AgreementReading(at, Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY),
            300));
    Tally nobody =
        new Tally(
            List.of(),
            Profile.DETERMINISTIC,
            Optional.of(hash("runtime")),
            false,
            Tally.Parameters.DEFAULT);
    happens(
        "ours",
        new DealEvent.VerdictReached(Verdict.INCONCLUSIVE, new Grounds.Tallied(0, 1, nobody), 200));
    ChainClock clock = new ChainClock(at, 0, 0);
    assertThat(board.open()).containsExactly(key("ours"));
    assertThat(board.awake(clock)).as("its verdict stands").isEmpty();

    EncodedEvent timedOut =
        EncodedEvent.of(
            new LilypadEvent.DealStateChange(
                new DealId("ours"), AgreementState.TIMEOUT_MEDIATE_RESULTS));
    BlockRef end = new BlockRef(9, hash("b9"), hash("b8"), 9);
    ChainLog log =
        new ChainLog(STORAGE, timedOut.topics(), timedOut.data(), end.hash(), 9, hash("tx9"), 0);
    DealEvent ended = new DealEvent.LogRecorded(new DealId("ours"), end, log);
    facts("ours").add(ended);
    board.reached(key("ours"), facts("ours").size(), replayed("ours"));
    assertThat(board.awake(clock)).as("the fact has not come here").containsExactly(key("ours"));
    board.happened(key("ours"), facts("ours").size(), ended);
    assertThat(board.awake(clock)).containsExactly(key("ours"));
  }

  @Test
  void whatAnActorHoldsIsNotTakenWhereTheFactsSayOtherwiseOrMoreHaveCome() {
    changes("ours", AgreementState.DEAL_AGREED);
    DealState afterOne = held("ours");
    board.reached(key("ours"), 1, DealState.EMPTY);
    assertThat(held("ours")).isSameAs(afterOne);

    changes("ours", AgreementState.RESULTS_SUBMITTED);
    DealState afterTwo = held("ours");
    board.reached(key("ours"), 1, afterOne);
    assertThat(held("ours")).isSameAs(afterTwo);
    board.reached(key("ours"), 3, afterTwo);
    assertThat(held("ours")).isSameAs(afterTwo);
  }

  @Test
  void aDealThatWasLetGoGoesOnFromItsFactsWhenMoreHappensToIt() {
    changes("one", AgreementState.DEAL_AGREED);
    BlockRef last = changes("one", AgreementState.RESULTS_ACCEPTED);
    changes("two", AgreementState.RESULTS_ACCEPTED);
    changes("three", AgreementState.RESULTS_ACCEPTED);
    assertThat(held()).doesNotContain(key("one"));

    happens("one", new DealEvent.LogsRetracted(last));

    assertThat(held()).contains(key("one"));
    assertThat(state("one")).isEqualTo(AgreementState.DEAL_AGREED);
    assertThat(board.find(key("one")).orElseThrow().retracted()).containsExactly(last.hash());
    assertThat(board.find(key("one")).orElseThrow().state().logs()).hasSize(1);
    assertThat(board.known()).isEqualTo(3);
  }
}
