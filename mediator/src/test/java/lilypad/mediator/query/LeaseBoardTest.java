package lilypad.mediator.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.journal.BoardsSnapshot.Lent;
import lilypad.protocol.roster.VerifierEvent;
import org.junit.jupiter.api.Test;

class LeaseBoardTest {

  private static final DealKey DEAL = new DealKey(hash("deal"));
  private static final DealKey OTHER = new DealKey(hash("other"));

  private final LeaseBoard board = new LeaseBoard();
  private final Set<Hash32> over = new HashSet<>();
  private int asked;

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private void lend(String assignment, DealKey deal) {
    board.served(Address.ZERO, new VerifierEvent.AssignmentLeased(hash(assignment), 1, deal));
  }

  private List<Hash32> left() {
    return board
        .leftOpen(
            lent -> {
              asked++;
              return over.contains(lent.key().assignment());
            })
        .stream()
        .map(Lent::key)
        .map(key -> key.assignment())
        .toList();
  }

  @Test
  void thousandsThatAreWaitedForAreLookedAtOnceAndThenOnlyThoseOfADealWithNews() {
    for (int i = 0; i < 10_000; i++) {
      lend("lease " + i, new DealKey(hash("deal " + i)));
    }
    assertThat(left()).isEmpty();
    assertThat(asked).isEqualTo(10_000);
    assertThat(left()).isEmpty();
    board.happened(new DealKey(hash("deal 7")));
    board.happened(OTHER);
    assertThat(left()).isEmpty();
    assertThat(asked).isEqualTo(10_001);
  }

  @Test
  void oneThatIsOverIsToldWithEachBlockUntilItsRecordShowsIt() {
    lend("one", DEAL);
    lend("two", DEAL);
    assertThat(left()).isEmpty();
    over.add(hash("one"));
    board.happened(DEAL);
    assertThat(left()).containsExactly(hash("one"));
    assertThat(left()).containsExactly(hash("one"));
    board.served(
        Address.ZERO,
        new VerifierEvent.AssignmentConcluded(hash("one"), 1, VerifierEvent.Conclusion.CANCELLED));
    board.happened(DEAL);
    assertThat(left()).isEmpty();
    over.add(hash("two"));
    board.happened(DEAL);
    assertThat(left()).containsExactly(hash("two"));
  }

  @Test
  void whatWasOpenBeforeARestartIsLookedAtAfterIt() {
    lend("one", DEAL);
    LeaseBoard again = new LeaseBoard();
    again.resume(board.open());
    assertThat(again.leftOpen(lent -> true)).hasSize(1);
  }

  @Test
  void whatHappensWhileItIsLookedAtIsNews() {
    lend("one", DEAL);
    assertThat(
            board.leftOpen(
                lent -> {
                  board.happened(DEAL);
                  return false;
                }))
        .isEmpty();
    over.add(hash("one"));
    assertThat(left()).containsExactly(hash("one"));
  }
}
