package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.BlockRetracted;
import lilypad.chain.follow.FollowStep.FinalityAdvanced;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import org.junit.jupiter.api.Test;

class LogFollowerTest {

  private static final int DEPTH = 4;

  private final FakeChain chain = new FakeChain(DEPTH);

  private Follower follower(long start, int range) {
    FollowSettings settings = new FollowSettings(16, range, new FinalityDepth(2, DEPTH));
    return new Follower(new LogFollower(chain, Set.of(FakeChain.CONTRACT), settings), start);
  }

  private void mine(int blocks) {
    for (int i = 0; i < blocks; i++) {
      chain.mine(1);
    }
  }

  @Test
  void finalBlocksComeAsARangeAndTheOthersOneByOne() {
    mine(10);
    Follower follower = follower(1, 100);

    List<FollowStep> steps = follower.catchUp();

    assertThat(steps.getFirst()).isInstanceOf(RangeScanned.class);
    assertThat(((RangeScanned) steps.getFirst()).to()).isEqualTo(6);
    assertThat(steps.stream().filter(BlockExtended.class::isInstance)).hasSize(4);
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1));
    assertThat(follower.catchUp()).isEmpty();
  }

  @Test
  void aRangeOfExactlyOneBlockIsRead() {
    mine(5);
    Follower follower = follower(1, 100);

    assertThat(follower.catchUp().getFirst())
        .isInstanceOfSatisfying(
            RangeScanned.class,
            range -> {
              assertThat(range.from()).isEqualTo(1);
              assertThat(range.to()).isEqualTo(1);
              assertThat(range.withLogs()).hasSize(1);
            });
  }

  @Test
  void aRefusedRangeIsHalvedDownToOneBlockAndNoneIsSkipped() {
    mine(20);
    chain.mostBlocks = 1;
    Follower follower = follower(0, 100);

    follower.catchUp();

    assertThat(follower.scanned).isEqualTo(17);
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(0));
  }

  @Test
  void aBlockThatTheNodeRefusesStopsTheFollowerInsteadOfBeingSkipped() {
    mine(20);
    chain.mostBlocks = 0;
    chain.provable = false;
    chain.tellLogs =
        told -> {
          throw new RpcRefused("eth_getLogs", -32005, "computer says no", Bytes.EMPTY);
        };

    assertThatThrownBy(() -> follower(0, 100).next()).isInstanceOf(RpcRefused.class);
  }

  @Test
  void whoHasReadAllThatTheNodeHadWhenItWasAskedBeforeIsThere() {
    chain.provable = false;
    chain.lateWithLogs = true;
    mine(5);
    Follower follower = follower(0, 100);

    follower.next().forEach(follower::record);
    assertThat(follower.reach()).as("it has one more").isEqualTo(LogFollower.Reach.SHORT);
    follower.next().forEach(follower::record);
    assertThat(follower.reach()).as("and has it still").isEqualTo(LogFollower.Reach.SHORT);
    chain.mine(1);
    follower.next().forEach(follower::record);
    assertThat(follower.reach()).isEqualTo(LogFollower.Reach.HEAD);
    chain.lateWithLogs = false;
    follower.next().forEach(follower::record);
    assertThat(follower.reach()).isEqualTo(LogFollower.Reach.HEAD);
  }

  @Test
  void aBlockReplacedAtEqualHeightIsRetractedAndReadAgain() {
    mine(6);
    Follower follower = follower(1, 100);
    follower.catchUp();
    BlockRef old = chain.canonical().getLast();
    chain.drop(1);
    chain.mine(2);

    List<FollowStep> steps = follower.catchUp();

    assertThat(steps)
        .containsExactly(
            new BlockRetracted(old),
            new BlockExtended(
                chain.canonical().getLast(), chain.logsOf(chain.canonical().getLast())));
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1));
  }

  @Test
  void retractionsComeNewestFirst() {
    mine(8);
    Follower follower = follower(1, 100);
    follower.catchUp();
    List<BlockRef> old = chain.canonical();
    chain.drop(3);
    mine(5);

    assertThat(follower.next().subList(0, 3))
        .containsExactly(
            new BlockRetracted(old.get(8)),
            new BlockRetracted(old.get(7)),
            new BlockRetracted(old.get(6)));
  }

  @Test
  void aHeadThatSilentlyShrankIsWaitedForUntilItGrowsOnAnotherBranch() {
    mine(8);
    Follower follower = follower(1, 100);
    follower.catchUp();
    chain.drop(2);

    assertThat(follower.catchUp()).isEmpty();

    mine(1);
    follower.catchUp();
    assertThat(follower.retracted).isEqualTo(2);
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1));
  }

  @Test
  void aLaggingNodeCausesNoRetraction() {
    mine(8);
    Follower follower = follower(1, 100);
    follower.catchUp();
    chain.show(chain.canonical().subList(0, 4));

    assertThat(follower.catchUp()).isEmpty();
  }

  @Test
  void aNodeWithoutFinalityTagsIsFollowedByDepth() {
    chain.tags = false;
    mine(10);
    Follower follower = follower(1, 100);

    assertThat(follower.catchUp()).last().isEqualTo(new FinalityAdvanced(8, 6));
  }

  @Test
  void aReplacedFinalBlockIsAViolationThatNamesBoth() {
    mine(10);
    Follower follower = follower(1, 100);
    follower.catchUp();
    BlockRef ours = chain.canonical().get(6);
    chain.breakFinality(6);
    mine(10);

    assertThatThrownBy(follower::next)
        .isInstanceOfSatisfying(
            FinalityViolation.class,
            violation -> {
              assertThat(violation.ours()).isEqualTo(ours);
              assertThat(violation.theirs()).isEqualTo(chain.canonical().get(6));
            });
  }

  @Test
  void whatWasReadBeforeAFaultIsKeptAndAFaultThatLastsIsThrown() {
    mine(10);
    Follower follower = follower(1, 100);
    chain.beforeAnswer = () -> chain.down = chain.receiptsAsked > 7; // the probe's, six, block 7's

    List<FollowStep> steps = follower.next();

    assertThat(steps).hasSize(2).noneMatch(FinalityAdvanced.class::isInstance);
    steps.forEach(follower::record);
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1).subList(0, 7));
    assertThatThrownBy(follower::next).isInstanceOf(RpcUnavailable.class);
  }

  @Test
  void theVeryFirstBlockMayBeReplacedToo() {
    mine(3);
    Follower follower = follower(3, 100);
    follower.catchUp();
    chain.drop(2);
    mine(3);

    follower.catchUp();

    assertThat(follower.retracted).isEqualTo(1);
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(3));
  }

  @Test
  void aStepThatDoesNotFollowIsRefusedByTheCursor() {
    mine(3);
    List<BlockRef> blocks = chain.canonical();
    FollowCursor cursor =
        FollowCursor.startAt(1).apply(new BlockExtended(blocks.get(1), List.of()));

    for (BlockRef block : List.of(blocks.get(1), blocks.get(3))) {
      assertThatThrownBy(() -> cursor.apply(new BlockExtended(block, List.of())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected block 2");
    }
  }
}
