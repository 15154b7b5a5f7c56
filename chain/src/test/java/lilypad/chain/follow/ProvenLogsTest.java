package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.follow.Provability.NotProvable;
import lilypad.chain.follow.Provability.Provable;
import lilypad.chain.follow.VerifySettings.Mode;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.HeaderAnswer;
import lilypad.chain.rpc.ReceiptsAnswer;
import lilypad.chain.rpc.RpcDisproved;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.chain.rpc.RpcRefused;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.block.BlockHeader;
import lilypad.protocol.block.ConsensusReceipt;
import lilypad.protocol.block.LogsBloom;
import lilypad.protocol.block.OrderedTrie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint may keep a log back. It cannot leave it out, add it or alter it. */
class ProvenLogsTest {

  private static final int DEPTH = 4;
  private static final Comparator<ChainLog> BY_BLOCK =
      Comparator.comparingLong(ChainLog::blockNumber);

  private final FakeChain chain = new FakeChain(DEPTH);
  private final List<RpcDisproved> lies = new ArrayList<>();
  private LogFollower reader = follower(new VerifySettings(Mode.BLOOM, 0, 3));

  private LogFollower follower(VerifySettings verify) {
    FollowSettings settings = new FollowSettings(64, 100, new FinalityDepth(2, DEPTH), verify);
    return new LogFollower(chain, Set.of(FakeChain.CONTRACT), settings, lies::add);
  }

  private Follower from(long start) {
    return new Follower(reader, start);
  }

  private void mine(int... logs) {
    for (int count : logs) {
      chain.mine(count);
    }
  }

  private static List<ChainLog> without(List<ChainLog> logs, long block) {
    return logs.stream().filter(log -> log.blockNumber() != block).toList();
  }

  private static ChainLog altered(ChainLog log, Address address, Bytes data) {
    return new ChainLog(
        address,
        log.topics(),
        data,
        log.blockHash(),
        log.blockNumber(),
        log.transactionHash(),
        log.logIndex());
  }

  static BlockHeader with(BlockHeader header, LogsBloom bloom, Hash32 receiptsRoot) {
    return new BlockHeader(
        header.parentHash(),
        header.ommersHash(),
        header.beneficiary(),
        header.stateRoot(),
        header.transactionsRoot(),
        receiptsRoot,
        bloom,
        header.difficulty(),
        header.number(),
        header.gasLimit(),
        header.gasUsed(),
        header.timestamp(),
        header.extraData(),
        header.mixHash(),
        header.nonce(),
        header.baseFeePerGas(),
        header.withdrawalsRoot(),
        header.blobGasUsed(),
        header.excessBlobGas(),
        header.parentBeaconBlockRoot(),
        header.requestsHash());
  }

  @Test
  void anEndpointThatCountsLogsByTransactionIsNotProvedWrongForThat() {
    mine(3, 0, 2, 0, 0, 0, 0);
    chain.tellLogs = told -> told.stream().map(log -> log.at(0)).toList();
    Follower follower = from(1);

    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(5);
    assertThat(lies).isEmpty();
  }

  @Test
  void aFinalBlockOfMoreLogsThanTheNodeTellsAtOnceIsProvenFromItsReceipts() {
    mine(1, 10_000, 1, 0, 0, 0, 0);
    chain.tellLogs =
        told -> {
          if (told.size() >= 10_000) {
            throw new RpcRefused("eth_getLogs", -32005, "too many results", Bytes.EMPTY);
          }
          return told;
        };
    Follower follower = from(1);

    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(10_002);
    assertThat(lies).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void logsLeftOutOfARangeArePutBackAndTheEndpointIsNamed(int batch) {
    reader = follower(new VerifySettings(Mode.BLOOM, 0, batch));
    mine(1, 0, 2, 0, 0, 3, 0, 0, 0, 0);
    chain.tellLogs = told -> without(told, 3);
    Follower follower = from(1);

    List<FollowStep> steps = follower.catchUp();

    assertThat(((RangeScanned) steps.getFirst()).to()).isEqualTo(6);
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(6);
    assertThat(lies)
        .singleElement()
        .satisfies(
            lie -> {
              assertThat(lie.endpoint()).isEqualTo("fake");
              assertThat(lie.block()).isEqualTo(chain.canonical().get(3));
              assertThat(lie.expected())
                  .isEqualTo("2 logs, the next one at 0 of " + FakeChain.CONTRACT + " [] 0x00");
              assertThat(lie.got()).isEqualTo("0 logs, no more after 0");
            });
  }

  @Test
  void aLogAlteredOrAddedInARangeIsReplacedByWhatTheBlockSays() {
    mine(1, 0, 2, 0, 0, 3, 0, 0, 0, 0);
    chain.tellLogs =
        told -> {
          List<ChainLog> wrong = new ArrayList<>();
          told.forEach(log -> wrong.add(altered(log, log.address(), Bytes.fromHex("ff"))));
          BlockRef empty = chain.canonical().get(2);
          wrong.add(
              1,
              new ChainLog(
                  FakeChain.CONTRACT, List.of(), Bytes.EMPTY, empty.hash(), 2, Hash32.ZERO, 0));
          return wrong;
        };
    Follower follower = from(1);

    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1));
    assertThat(lies.stream().map(lie -> lie.block().number()).distinct())
        .containsExactly(1L, 2L, 3L, 6L);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "BLOOM", "FULL"})
  void aRecentBlocksLogsAreTakenFromItsReceiptsWithoutAskingForLogs(Mode mode) {
    reader = follower(new VerifySettings(mode, 100, 3));
    mine(1, 0, 2);
    Follower follower = from(1);

    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(3);
    assertThat(chain.logsAsked).isZero();
    assertThat(reader.provability()).containsInstanceOf(Provable.class);
  }

  @Test
  void receiptsWithoutALogAreDisprovedAndTheBlockWaitsForHonestOnes() {
    mine(1, 0);
    Follower follower = from(1);
    follower.catchUp();
    mine(2);
    chain.tellReceipts = told -> told.subList(1, told.size());

    assertThatThrownBy(follower::next)
        .isInstanceOfSatisfying(
            RpcDisproved.class,
            lie -> {
              assertThat(lie.block()).isEqualTo(chain.canonical().get(3));
              assertThat(lie.expected()).startsWith("receipts with the root 0x");
              assertThat(lie).hasMessageContaining("fake says of block 3 ");
            });
    assertThat(lies).hasSize(1);

    chain.tellReceipts = told -> told;
    follower.catchUp();
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1));
  }

  @Test
  void aLieBehindWhatWasReadIsToldWithWhatWasRead() {
    mine(1, 0);
    Follower follower = from(1);
    follower.catchUp();
    mine(1, 2);
    Hash32 last = chain.header(chain.canonical().get(4)).receiptsRoot();
    chain.tellReceipts =
        told -> ConsensusReceipt.root(consensus(told)).equals(last) ? List.of() : told;

    List<FollowStep> steps = follower.next();

    assertThat(steps).hasSize(1);
    assertThat(lies)
        .singleElement()
        .satisfies(lie -> assertThat(lie.block()).isEqualTo(chain.canonical().get(4)));
    steps.forEach(follower::record);
    assertThatThrownBy(follower::next).isInstanceOf(RpcDisproved.class);
  }

  private static List<ConsensusReceipt> consensus(List<ReceiptsAnswer.Mined> mined) {
    return new ReceiptsAnswer.Found(mined).consensus();
  }

  @ParameterizedTest
  @CsvSource({"NONE, 8", "BLOOM, 3"})
  void oneCallIsBoundedByItsRequests(Mode mode, int ranges) {
    mine(new int[30]);
    FollowSettings settings =
        new FollowSettings(8, 2, new FinalityDepth(2, DEPTH), new VerifySettings(mode, 0, 1));
    reader = new LogFollower(chain, Set.of(FakeChain.CONTRACT), settings);

    assertThat(from(1).next().stream().filter(RangeScanned.class::isInstance)).hasSize(ranges);
  }

  @Test
  void aHeaderWhoseBloomOrRootWasEmptiedIsDisproved() {
    mine(1, 0);
    Follower follower = from(1);
    follower.catchUp();
    mine(2);
    BlockHeader right = chain.header(chain.canonical().get(3));
    for (BlockHeader wrong :
        List.of(
            with(right, LogsBloom.EMPTY, right.receiptsRoot()),
            with(right, LogsBloom.EMPTY, OrderedTrie.EMPTY_ROOT))) {
      chain.tellHeader =
          told ->
              new HeaderAnswer.Found(told.claimed(), wrong, told.transactions(), Set.of("slot"));

      assertThatThrownBy(follower::next)
          .isInstanceOf(RpcDisproved.class)
          .hasMessageContaining("expected " + chain.canonical().get(3));
    }
    assertThat(follower.cursor().nextNumber()).isEqualTo(3);
  }

  @Test
  void aHeaderInARangeWhoseBloomWasEmptiedIsDisproved() {
    mine(1, 0, 2, 0, 0, 0, 0, 0, 0);
    chain.tellHeader =
        told ->
            told.header().number() == 3
                ? new HeaderAnswer.Found(
                    told.claimed(),
                    with(told.header(), LogsBloom.EMPTY, OrderedTrie.EMPTY_ROOT),
                    List.of(),
                    Set.of())
                : told;

    assertThatThrownBy(() -> from(1).next())
        .isInstanceOf(RpcDisproved.class)
        .hasMessageContaining("got " + chain.canonical().get(3).hash());
  }

  @Test
  void logsOfABlockThatIsNotInTheChainAreNotTaken() {
    mine(1, 0, 2);
    BlockRef replaced = chain.canonical().get(3);
    List<ChainLog> itsLogs = chain.logsOf(replaced);
    chain.drop(1);
    mine(0, 1, 0, 0, 0, 0);
    chain.tellBlock = told -> told.number() == 3 ? replaced : told;
    chain.tellLogs =
        told -> Stream.concat(told.stream(), itsLogs.stream()).sorted(BY_BLOCK).toList();
    Follower follower = from(1);

    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(2);
    assertThat(lies).singleElement().satisfies(lie -> assertThat(lie.block()).isEqualTo(replaced));
  }

  @Test
  void headersOfARangeThatDoNotLinkAreNotTaken() {
    reader = follower(new VerifySettings(Mode.BLOOM, 0, 10));
    mine(0, 0, 1);
    BlockRef replaced = chain.canonical().get(3);
    HeaderAnswer.Found other = (HeaderAnswer.Found) chain.headers(3, 3).getFirst();
    chain.drop(1);
    mine(1, 0, 0, 0, 0, 0);
    chain.tellHeader = told -> told.header().number() == 3 ? other : told;

    assertThatThrownBy(() -> from(1).next())
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining("expected block 4 on top of " + replaced.hash());
  }

  @Test
  void aFinalBlockThatTheNodeLacksIsSaidAndNotSkipped() {
    mine(1, 0, 2, 0, 0, 3, 0, 0, 0, 0);
    chain.lacksReceiptsOf = 3;
    Follower follower = from(1);

    assertThatThrownBy(follower::next)
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining("receipts of the final blocks 1 to 6");

    chain.lacksReceiptsOf = -1;
    follower.catchUp();
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "ff", "01"})
  void whereBloomsAreAlwaysEmptyOrFullOrNonsenseNoBlockIsSkipped(String bits) {
    chain.bloom = honest -> new LogsBloom(Bytes.fromHex(bits.repeat(256)));
    mine(1, 0, 2, 0, 0, 3, 0, 1, 0, 0, 0, 2);
    Follower follower = from(1);

    follower.catchUp();
    mine(0, 0, 1);
    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(10);
    assertThat(lies).isEmpty();
  }

  @Test
  void anHonestBloomSparesTheReceiptsOfBlocksThatItExcludesAndAnEmptyOneDoesNot() {
    mine(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    Follower follower = from(1);
    follower.catchUp();
    int before = chain.receiptsAsked;
    mine(0, 0, 0, 0, 0, 0);

    follower.catchUp();

    long ofStrangers = // a bloom with a stranger's log; two other blocks have none and an empty one
        chain.canonical().stream()
            .skip(11)
            .filter(block -> !chain.header(block).logsBloom().equals(LogsBloom.EMPTY))
            .count();
    assertThat(ofStrangers).isEqualTo(2);
    assertThat(chain.receiptsAsked).isEqualTo(before + 2);
    mine(1);
    follower.catchUp();
    assertThat(chain.receiptsAsked).isEqualTo(before + 3);
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(2);
  }

  @Test
  void aChainWhoseBloomsBecomeEmptyLosesNothing() {
    mine(1, 0, 1, 0, 0);
    Follower follower = from(1);
    follower.catchUp();
    chain.bloom = honest -> LogsBloom.EMPTY;
    mine(1, 0, 2);

    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(5);
  }

  @Test
  void withoutTrustInBloomsTheReceiptsOfEveryBlockWithAnyAreRead() {
    reader = follower(new VerifySettings(Mode.FULL, 0, 3));
    mine(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    from(1).catchUp();
    long withReceipts =
        chain.canonical().stream().skip(1).filter(block -> chain.receiptsOf(block) > 0).count();

    assertThat(withReceipts).isGreaterThan(4);
    assertThat(chain.receiptsAsked).isEqualTo((int) withReceipts + 1); // the probe's
  }

  @Test
  void whereBlocksCannotBeRecomputedAutoBelievesAndSaysWhy() {
    reader = follower(new VerifySettings(Mode.AUTO, 100, 3));
    mine(1, 0, 2, 0, 0, 3);
    chain.tellHeader =
        told ->
            new HeaderAnswer.Found(
                told.claimed(),
                with(told.header(), LogsBloom.EMPTY, told.header().receiptsRoot()),
                told.transactions(),
                Set.of("tipset"));
    Follower follower = from(1);

    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1)).hasSize(6);
    assertThat(reader.provability())
        .containsInstanceOf(NotProvable.class)
        .hasValueSatisfying(
            found ->
                assertThat(((NotProvable) found).why())
                    .contains("The header of block 6 ", "fields unknown here: [tipset]"));
    assertThat(chain.receiptsAsked).isZero();
  }

  @Test
  void anEndpointWithoutReceiptsOrWithoutHeadersIsBelievedByAutoAlone() {
    mine(1, 0, 2);
    chain.servesReceipts = false;
    assertThatThrownBy(() -> from(1).next())
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining("lilypad.chain.follow.verify")
        .hasMessageContaining("method not found");

    reader = follower(new VerifySettings(Mode.AUTO, 100, 3));
    from(1).catchUp();
    assertThat(reader.provability()).containsInstanceOf(NotProvable.class);

    chain.provable = false;
    reader = follower(new VerifySettings(Mode.AUTO, 100, 3));
    Follower follower = from(1);
    follower.catchUp();
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1));
    assertThat(reader.provability())
        .contains(new NotProvable("this chain", "It tells no headers."));
  }

  @Test
  void aNodeThatRefusesForAMomentIsNotTakenForOneThatCannot() {
    reader = follower(new VerifySettings(Mode.AUTO, 100, 3));
    mine(1, 0, 2);
    chain.tellReceipts =
        told -> {
          throw new RpcRefused("eth_getBlockReceipts", -32005, "slow down", Bytes.EMPTY);
        };
    assertThatThrownBy(() -> from(1).next()).isInstanceOf(RpcRefused.class);
    assertThat(reader.provability()).isEqualTo(Optional.empty());

    chain.tellReceipts = told -> told;
    from(1).catchUp();
    assertThat(reader.provability()).containsInstanceOf(Provable.class);
  }

  @Test
  void aLieInAFirstAnswerDoesNotMakeAutoBelieve() {
    reader = follower(new VerifySettings(Mode.AUTO, 100, 3));
    mine(1, 0, 2);
    int[] answers = {0};
    chain.tellReceipts = told -> answers[0]++ < 2 ? List.of() : told;

    from(1).catchUp();

    assertThat(reader.provability()).containsInstanceOf(Provable.class);
  }

  @Test
  void anEndpointThatIsBelievedIsAskedAgainAndThenProvesItsBlocks() {
    reader = follower(new VerifySettings(Mode.AUTO, 100, 3));
    mine(1);
    chain.servesReceipts = false;
    Follower follower = from(1);
    follower.catchUp();
    assertThat(reader.provability()).containsInstanceOf(NotProvable.class);
    chain.servesReceipts = true;

    for (int pass = 0; pass < 100; pass++) {
      follower.catchUp();
    }
    mine(2);
    int before = chain.logsAsked;
    follower.catchUp();

    assertThat(reader.provability()).containsInstanceOf(Provable.class);
    assertThat(chain.logsAsked).isEqualTo(before);
    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1));
  }

  @Test
  void anEndpointThatProvedItsBlocksOnceIsNotBelievedLater() {
    reader = follower(new VerifySettings(Mode.AUTO, 100, 3));
    mine(1, 0);
    Follower follower = from(1);
    follower.catchUp();
    mine(1);
    chain.servesReceipts = false;

    assertThatThrownBy(follower::next).isInstanceOf(RpcRefused.class);
    assertThat(follower.cursor().nextNumber()).isEqualTo(3);
  }

  @Test
  void ofRangesBelowTheDepthOnlyWhatIsToldIsCheckedWithAuto() {
    reader = follower(new VerifySettings(Mode.AUTO, 1, 3));
    mine(1, 0, 2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0);
    chain.mostBlocks = 6;
    chain.tellLogs =
        told ->
            without(told, 1).stream()
                .map(log -> altered(log, log.address(), Bytes.fromHex("ff")))
                .toList();
    Follower follower = from(1);

    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(without(chain.canonicalLogs(1), 1));
    assertThat(lies.stream().map(lie -> lie.block().number())).containsExactly(3L, 6L);
  }

  @Test
  void withoutVerificationNothingIsRecomputed() {
    reader = follower(new VerifySettings(Mode.NONE, 0, 3));
    mine(1, 0, 2, 0, 0, 3);
    Follower follower = from(1);

    follower.catchUp();

    assertThat(follower.logs()).isEqualTo(chain.canonicalLogs(1));
    assertThat(chain.headersAsked + chain.receiptsAsked).isZero();
    assertThat(reader.provability()).isEmpty();
  }

  @Test
  void logsKeepTheirPositionAmongThoseOfOtherContracts() {
    mine(3);
    Follower follower = from(1);

    follower.catchUp();

    assertThat(follower.logs().stream().map(ChainLog::logIndex)).containsExactly(0, 2, 4);
  }
}
