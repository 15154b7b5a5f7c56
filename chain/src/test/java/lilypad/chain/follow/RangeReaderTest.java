package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import lilypad.chain.follow.FakeChain.RangeLimit;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever range a node takes and however it says so: what is read are exactly the blocks asked
 * for, without a gap or an overlap, and all their logs.
 */
class RangeReaderTest {

  private static final int WORLDS = 120;

  /** A watched contract without logs. */
  private static final Address OTHER = Address.fromHex("00000000000000000000000000000000000000e2");

  private final FakeChain chain = new FakeChain(0);
  private final LogReading believed =
      new LogReading.Believed(chain, Set.of(FakeChain.CONTRACT, OTHER));
  private final List<Long> asked = new ArrayList<>();

  private void mine(int blocks, int logs) {
    for (int i = 0; i < blocks; i++) {
      chain.mine(logs);
    }
  }

  /** The node answers by this limit; how many blocks it was asked for is kept. */
  private void limit(RangeLimit limit) {
    chain.limit =
        (from, to, found) -> {
          asked.add(to - from + 1);
          return limit.answer(from, to, found);
        };
  }

  private static RpcFault refusal(String words) {
    return new RpcRefused("eth_getLogs", -32005, words, Bytes.EMPTY);
  }

  private static RpcFault timeOut() {
    return new RpcUnavailable("fake", "no whole answer within PT20S", new TimeoutException());
  }

  private RangeReader reader(long most) {
    return new RangeReader(chain, Set.of(FakeChain.CONTRACT, OTHER), most, 2);
  }

  /** Reads all from {@code from} to the head and checks that nothing is missing or twice. */
  private void readsAll(RangeReader reader, long from, String world) {
    long head = chain.canonical().getLast().number();
    List<ChainLog> logs = new ArrayList<>();
    long next = from;
    while (next <= head) {
      RangeScanned range =
          reader.read(chain.canonical().get((int) next), head, believed).orElseThrow();
      assertThat(range.from()).as(world).isEqualTo(next);
      assertThat(range.to()).as(world).isBetween(next, head);
      assertThat(range.last()).as(world).isEqualTo(chain.canonical().get((int) range.to()));
      range.withLogs().forEach(block -> logs.addAll(block.logs()));
      next = range.to() + 1;
    }
    assertThat(logs).as(world).isEqualTo(chain.canonicalLogs(from));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4_711})
  void theRangesReadAreExactlyTheBlocksAskedForWhateverTheNodesLimitsAre(long seed) {
    long ranges = 0;
    for (int world = 0; world < WORLDS; world++) {
      long worldSeed = seed * 1_000_003 + world;
      Random random = new Random(worldSeed * 0x9e37_79b9_7f4a_7c15L);
      RangeReaderTest played = new RangeReaderTest();
      for (int i = random.nextInt(150); i >= 0; i--) {
        played.chain.mine(random.nextInt(3) == 0 ? random.nextInt(5) : 0);
      }
      played.limit(randomLimit(random));
      long head = played.chain.canonical().getLast().number();
      played.readsAll(
          played.reader(1L + random.nextInt(200)),
          random.nextInt((int) head + 1),
          "seed " + worldSeed);
      ranges += played.asked.size();
    }
    assertThat(ranges).as("questions asked").isGreaterThan(5L * WORLDS);
  }

  private static RangeLimit randomLimit(Random random) {
    int most = 1 + random.nextInt(40);
    int logs = 4 + random.nextInt(8);
    int kind = random.nextInt(9);
    return (from, to, found) -> {
      boolean tooLong = to - from + 1 > most;
      boolean tooMany = found.size() > logs;
      String refusal =
          switch (kind) {
            case 0 -> tooLong ? "eth_getLogs is limited to a " + most + " range" : "";
            // The same words, but the last block is not counted.
            case 1 -> to - from > most ? "exceed maximum block range: " + most : "";
            case 2 -> tooLong ? "block range is too wide" : "";
            case 3 -> tooMany ? "query returned more than " + logs + " results" : "";
            case 4 ->
                tooLong
                    ? "this block range should work: [0x%x, 0x%x]".formatted(from + most - 1, from)
                    : "";
            case 5 ->
                tooMany
                    ? "query exceeds max results, retry with the range %d-%d".formatted(from, from)
                    : "";
            // Advice that helps nobody.
            case 6 -> tooLong ? "Try with this block range [0x0, 0xffffffffffffffff]" : "";
            case 7 -> tooLong ? "please limit the query to at most 0 blocks" : "";
            default -> "";
          };
      if (!refusal.isEmpty()) {
        throw refusal(refusal);
      }
      if (kind == 8 && tooLong) {
        throw timeOut();
      }
      return found;
    };
  }

  @Test
  void anAnswerThatIsCutOffAtARoundNumberIsNotBelieved() {
    for (int logs : new int[] {4_000, 0, 3_999, 4_000, 2_001, 1, 0, 6_000, 6_000, 6_000, 6_000}) {
      chain.mine(logs);
    }
    for (int round : List.of(10_000, 20_000)) {
      limit((from, to, found) -> found.subList(0, Math.min(round, found.size())));
      readsAll(reader(100), 0, "cut off at " + round);
    }
    assertThat(asked).contains(12L, 6L, 1L);
  }

  @Test
  void oneBlockOfARoundNumberOfLogsIsAskedForByItsHash() {
    chain.mine(10_500);
    limit((from, to, found) -> found.subList(0, Math.min(10_000, found.size())));

    readsAll(reader(100), 0, "limits for ranges only");
  }

  @Test
  void oneBlockThatHasARoundNumberOfLogsIsReadIfItsReceiptsHaveAsMany() {
    for (int round : List.of(10_000, 20_000)) {
      chain.mine(round);
    }

    readsAll(reader(1), 0, "no limit at all");
  }

  @Test
  void aRoundNumberThatTheContractsHaveOneByOneIsAll() {
    chain.emitter = i -> i % 2 == 0 ? FakeChain.CONTRACT : OTHER;
    chain.servesReceipts = false;
    chain.mine(10_000);

    readsAll(reader(100), 0, "a limit that is just kept");
  }

  @Test
  void oneBlockOfWhichTheNodeRefusesToTellAllIsReadFromItsReceipts() {
    chain.mine(10_001);
    chain.tellLogs =
        told -> {
          if (told.size() > 10_000) {
            throw refusal("query returned more than 10000 results");
          }
          return told;
        };

    readsAll(reader(100), 0, "refused by range and by hash");
  }

  @Test
  void oneBlockThatIsCutOffByItsHashTooIsReadFromItsReceipts() {
    chain.mine(10_500);
    chain.tellLogs = told -> told.subList(0, Math.min(10_000, told.size()));

    readsAll(reader(100), 0, "cut off by range and by hash");
  }

  @Test
  void oneBlockOfARoundNumberOfLogsThatNothingConfirmsStopsTheReader() {
    chain.mine(20_000);
    chain.servesReceipts = false;

    assertThatThrownBy(() -> readsAll(reader(100), 1, "a limit for all"))
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining("20000, where nodes cut off");
  }

  @Test
  void aRefusalThatIsNotAboutTheRangeIsThrownAtOnce() {
    mine(20, 1);
    for (String words :
        List.of("header not found", "rate limit exceeded", "invalid block range params")) {
      asked.clear();
      limit(
          (from, to, found) -> {
            throw refusal(words);
          });
      RangeReader reader = reader(16);
      assertThatThrownBy(() -> reader.read(chain.canonical().getFirst(), 20, believed))
          .isInstanceOf(RpcRefused.class)
          .hasMessageContaining(words);
      assertThatThrownBy(() -> reader.read(chain.canonical().getFirst(), 20, believed))
          .isInstanceOf(RpcRefused.class);
      assertThat(asked).as(words).containsExactly(16L, 16L);
    }
  }

  @Test
  void wordsThatNobodyKnowsAreThrownAndTheNextQuestionIsSmaller() {
    mine(20, 1);
    limit(
        (from, to, found) -> {
          throw refusal("computer says no");
        });
    RangeReader reader = reader(16);
    for (int i = 0; i < 6; i++) {
      assertThatThrownBy(() -> reader.read(chain.canonical().getFirst(), 20, believed))
          .isInstanceOf(RpcRefused.class);
    }
    assertThat(asked).containsExactly(16L, 8L, 4L, 2L, 1L, 1L);
  }

  @Test
  void aTimeOutHalvesDownToOneBlockAndIsThrownThere() {
    mine(20, 1);
    limit(
        (from, to, found) -> {
          throw timeOut();
        });

    assertThatThrownBy(() -> reader(16).read(chain.canonical().getFirst(), 20, believed))
        .isInstanceOf(RpcUnavailable.class);
    assertThat(asked).containsExactly(16L, 8L, 4L, 2L, 1L);
  }

  @Test
  void theSizeThatWorksIsRememberedAndAdviceIsTaken() {
    mine(200, 1);
    limit(
        (from, to, found) -> {
          if (to - from + 1 > 10) {
            throw refusal("eth_getLogs is limited to a 10 range");
          }
          return found;
        });

    readsAll(reader(100), 0, "ten blocks at most");

    // Advised ten, takes nine: some nodes do not count the last block.
    assertThat(asked.subList(0, 3)).containsExactly(100L, 9L, 10L);
    assertThat(asked.stream().filter(blocks -> blocks > 10).count()).isLessThanOrEqualTo(3);
  }

  @Test
  void aSizeThatWasRefusedOnceIsTriedAgainAfterManySuccesses() {
    mine(2_000, 0);
    limit(
        (from, to, found) -> {
          if (from < 500 && to - from + 1 > 8) {
            throw refusal("query returned more than 10000 results");
          }
          return found;
        });

    readsAll(reader(64), 0, "dense blocks first");

    assertThat(asked.get(1)).isEqualTo(32);
    assertThat(asked).last().satisfies(last -> assertThat(last).isLessThanOrEqualTo(64));
    assertThat(asked.subList(asked.size() - 10, asked.size()))
        .as("grown again where the blocks are thin")
        .contains(64L);
    assertThat(asked.size()).isLessThan(200);
  }
}
