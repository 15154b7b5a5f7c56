package lilypad.mediator.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import lilypad.mediator.intake.RecordedBlocks.Recorded;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.intake.IntakeEvent;
import org.junit.jupiter.api.Test;

class RecordedBlocksTest {

  private static final DealId DEAL = new DealId("QmDeal");

  private final RecordedBlocks recorded = new RecordedBlocks(4);

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static BlockRef block(String fork, int number) {
    return new BlockRef(number, hash(fork + number), hash(fork + (number - 1)), number);
  }

  private static IntakeEvent.BlockSeen seen(BlockRef block) {
    return new IntakeEvent.BlockSeen(
        block, List.of(new IntakeEvent.DealLogs(DEAL, List.of())), List.of(), List.of());
  }

  @Test
  void ofARangeTheBlocksWithLogsAndTheLastCount() {
    recorded.happened(new IntakeEvent.RangeSeen(0, 9, block("a", 9), List.of(seen(block("a", 4)))));
    recorded.happened(
        new IntakeEvent.RangeSeen(10, 12, block("a", 12), List.of(seen(block("a", 12)))));
    assertThat(recorded.newestFirst())
        .containsExactly(
            new Recorded(block("a", 12), List.of(DEAL)),
            new Recorded(block("a", 9), List.of()),
            new Recorded(block("a", 4), List.of(DEAL)));
  }

  @Test
  void whatWasRetractedOrLeftWithAnotherChainCountsNoMore() {
    for (int i = 0; i < 4; i++) {
      recorded.happened(seen(block("a", i)));
    }
    recorded.happened(new IntakeEvent.BlockRetracted(block("a", 3), List.of(DEAL)));
    recorded.happened(new IntakeEvent.ChainAccepted(block("b", 2), 2, Optional.of(block("a", 1))));
    recorded.happened(new IntakeEvent.BlockRetracted(block("a", 2), List.of(DEAL)));
    recorded.happened(seen(block("b", 2)));
    assertThat(recorded.newestFirst())
        .extracting(Recorded::block)
        .containsExactly(block("b", 2), block("a", 1), block("a", 0));
    assertThat(recorded.cut()).isFalse();
  }

  @Test
  void onlyTheNewestAreKeptAndItIsSaidThatOlderOnesWere() {
    for (int i = 0; i < 6; i++) {
      recorded.happened(seen(block("a", i)));
    }
    assertThat(recorded.newestFirst())
        .hasSize(4)
        .first()
        .isEqualTo(new Recorded(block("a", 5), List.of(DEAL)));
    assertThat(recorded.cut()).isTrue();
  }
}
