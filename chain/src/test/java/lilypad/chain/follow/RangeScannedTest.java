package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import org.junit.jupiter.api.Test;

class RangeScannedTest {

  private static BlockRef block(long number) {
    return new BlockRef(number, hash(number), hash(number - 1), number);
  }

  private static Hash32 hash(long number) {
    return Keccak.hash(String.valueOf(number).getBytes(StandardCharsets.UTF_8));
  }

  private static BlockExtended with(long number, int logs) {
    return new BlockExtended(
        block(number),
        IntStream.range(0, logs)
            .mapToObj(
                i ->
                    new ChainLog(
                        Address.ZERO, List.of(), Bytes.EMPTY, hash(number), number, hash(-i), i))
            .toList());
  }

  @Test
  void partsHaveAllBlocksOnceAndEachBeginsWhereTheOneBeforeEnds() {
    RangeScanned range =
        new RangeScanned(
            10, 29, block(29), List.of(with(11, 1), with(12, 3), with(15, 9), with(20, 1)));
    assertThat(range.parts(4))
        .containsExactly(
            new RangeScanned(10, 12, block(12), List.of(with(11, 1), with(12, 3))),
            new RangeScanned(13, 15, block(15), List.of(with(15, 9))),
            new RangeScanned(16, 29, block(29), List.of(with(20, 1))));
  }

  @Test
  void aRangeOfFewLogsOrWithTheLastOnesInItsLastBlockStaysWhole() {
    RangeScanned few = new RangeScanned(1, 9, block(9), List.of(with(3, 1), with(4, 2)));
    RangeScanned last = new RangeScanned(1, 9, block(9), List.of(with(3, 1), with(9, 7)));
    assertThat(few.parts(4)).containsExactly(few);
    assertThat(last.parts(4)).containsExactly(last);
  }
}
