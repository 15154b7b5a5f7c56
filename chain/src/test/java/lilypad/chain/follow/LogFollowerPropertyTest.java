package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lilypad.chain.follow.VerifySettings.Mode;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.HeaderAnswer;
import lilypad.chain.rpc.RpcFault;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.block.LogsBloom;
import lilypad.protocol.block.OrderedTrie;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a chain above its final blocks and a lagging, refusing node do, at any moment between
 * two answers, and whenever the journal crashes: what was recorded equals the canonical chain's
 * logs, each once. Where blocks must prove themselves, the node may lie as well.
 */
class LogFollowerPropertyTest {

  private static final int WORLDS = 100;
  private static final int TURNS = 60;

  @ParameterizedTest
  @ValueSource(longs = {1, 20260101, 777})
  void recordedLogsEqualTheCanonicalChainWhateverHappens(long seed) {
    Totals totals = new Totals();
    for (int world = 0; world < WORLDS; world++) {
      long worldSeed = seed * 1_000_003 + world;
      play(new Random(worldSeed), "seed " + worldSeed, totals);
    }
    assertThat(totals.retracted).as("reorgs that were seen").isGreaterThan(WORLDS);
    assertThat(totals.scanned).as("ranges that were read").isGreaterThan(WORLDS);
    assertThat(totals.faults).as("answers that failed").isGreaterThan(WORLDS);
    assertThat(totals.lies).as("lies that were disproved").isGreaterThan(WORLDS);
  }

  private static final class Totals {
    int retracted;
    int scanned;
    int faults;
    int lies;
  }

  private static void play(Random random, String seed, Totals totals) {
    long depth = 1L + random.nextInt(6);
    FakeChain chain = new FakeChain(depth);
    chain.tags = random.nextBoolean();
    chain.mostBlocks = 1 + random.nextInt(6);
    chain.mostLogs = random.nextInt(4);
    long start = random.nextInt(4);
    mine(chain, random, random.nextInt(30));
    List<List<BlockRef>> views = new ArrayList<>();
    Mode mode = List.of(Mode.values()).get(random.nextInt(Mode.values().length));
    switch (random.nextInt(8)) {
      case 0 -> chain.bloom = honest -> LogsBloom.EMPTY;
      case 1 -> chain.bloom = honest -> new LogsBloom(Bytes.fromHex("ff".repeat(256)));
      default -> {
        // most chains' blooms are honest
      }
    }
    if (mode == Mode.BLOOM || mode == Mode.FULL) {
      lie(chain, random);
    }
    chain.beforeAnswer = () -> disturb(chain, random, views);
    FollowSettings settings =
        new FollowSettings(
            1 + random.nextInt(8),
            1 + random.nextInt(9),
            new FinalityDepth(random.nextInt((int) depth + 1), depth),
            new VerifySettings(mode, random.nextInt(20), 1 + random.nextInt(5)));
    Follower follower =
        new Follower(
            new LogFollower(chain, Set.of(FakeChain.CONTRACT), settings, evidence -> totals.lies++),
            start);
    for (int turn = 0; turn < TURNS; turn++) {
      totals.faults += turn(follower, random);
    }
    chain.beforeAnswer = () -> {};
    chain.tellLogs = told -> told;
    chain.tellHeader = told -> told;
    chain.tellReceipts = told -> told;
    chain.down = false;
    mine(chain, random, (int) (follower.cursor().nextNumber() + 20) - chain.canonical().size());
    chain.catchUp();
    follower.catchUp();
    assertThat(follower.logs()).as(seed).isEqualTo(chain.canonicalLogs(start));
    assertThat(follower.cursor().tip()).as(seed).contains(chain.canonical().getLast());
    totals.retracted += follower.retracted;
    totals.scanned += follower.scanned;
  }

  /** One call, of whose steps a crash may leave only the first ones recorded. */
  private static int turn(Follower follower, Random random) {
    List<FollowStep> steps;
    try {
      steps = follower.next();
    } catch (RpcFault e) {
      return 1;
    }
    int recorded = random.nextInt(4) == 0 ? random.nextInt(steps.size() + 1) : steps.size();
    steps.subList(0, recorded).forEach(follower::record);
    return 0;
  }

  private static void disturb(FakeChain chain, Random random, List<List<BlockRef>> views) {
    chain.down = random.nextInt(100) == 0;
    switch (random.nextInt(40)) {
      case 0, 1, 2 -> mine(chain, random, 1);
      case 3 -> mine(chain, random, random.nextInt(12));
      case 4 -> {
        int gone = random.nextInt(6);
        chain.drop(gone);
        mine(chain, random, gone);
      }
      case 5 -> {
        chain.drop(random.nextInt(6));
        mine(chain, random, random.nextInt(8));
      }
      case 6 -> chain.drop(random.nextInt(4));
      case 7 -> views.add(chain.canonical());
      case 8 -> {
        if (!views.isEmpty()) {
          chain.show(views.get(random.nextInt(views.size())));
        }
      }
      case 9, 10 -> chain.catchUp();
      case 11 -> {
        List<BlockRef> all = chain.canonical();
        chain.show(all.subList(0, Math.max(1, all.size() - random.nextInt(5))));
      }
      default -> {
        // most answers come undisturbed
      }
    }
  }

  /** Leaves out, alters and empties what the node tells, now and then. */
  private static void lie(FakeChain chain, Random random) {
    chain.tellLogs = told -> random.nextInt(3) == 0 ? some(told, random) : told;
    chain.tellReceipts = told -> random.nextInt(10) == 0 ? some(told, random) : told;
    chain.tellHeader =
        told ->
            random.nextInt(30) == 0
                ? new HeaderAnswer.Found(
                    told.claimed(),
                    ProvenLogsTest.with(told.header(), LogsBloom.EMPTY, OrderedTrie.EMPTY_ROOT),
                    List.of(),
                    Set.of())
                : told;
  }

  private static <T> List<T> some(List<T> told, Random random) {
    return told.stream().filter(one -> random.nextBoolean()).toList();
  }

  private static void mine(FakeChain chain, Random random, int blocks) {
    for (int i = 0; i < blocks; i++) {
      chain.mine(random.nextInt(3) == 0 ? random.nextInt(4) : 0);
    }
  }
}
