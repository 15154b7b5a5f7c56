package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.mediator.ScriptedChain;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.DealCommand;
import org.junit.jupiter.api.Test;

class AgreementReaderTest {

  private final ScriptedChain chain = new ScriptedChain();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final AgreementReader reader = new AgreementReader(chain, Address.ZERO, waiting::addLast);

  private CompletableFuture<DealCommand.BeaconBlock> beacon(long height) {
    return reader.beacon(height).toCompletableFuture();
  }

  private void readAll() {
    while (!waiting.isEmpty()) {
      waiting.removeFirst().run();
    }
  }

  @Test
  void dealsThatAskForOneBeaconAtATimeShareOneReading() {
    BlockRef one = chain.mine("a");
    BlockRef two = chain.mine("a");
    CompletableFuture<DealCommand.BeaconBlock> first = beacon(one.number());
    CompletableFuture<DealCommand.BeaconBlock> same = beacon(one.number());
    CompletableFuture<DealCommand.BeaconBlock> other = beacon(two.number());
    readAll();

    assertThat(chain.headsAsked()).isEqualTo(2);
    assertThat(first.join().block()).isEqualTo(one);
    assertThat(same.join().block()).isEqualTo(one);
    assertThat(other.join().block()).isEqualTo(two);
  }

  /** The block may have been replaced since. */
  @Test
  void whatWasReadBeforeIsReadAgain() {
    BlockRef before = chain.mine("a");
    CompletableFuture<DealCommand.BeaconBlock> first = beacon(before.number());
    readAll();
    chain.drop(1);
    BlockRef after = chain.mine("b");
    CompletableFuture<DealCommand.BeaconBlock> second = beacon(after.number());
    readAll();

    assertThat(first.join().block()).isEqualTo(before);
    assertThat(second.join().block()).isEqualTo(after);
  }

  @Test
  void aReadingThatFailedIsTriedAgain() {
    CompletableFuture<DealCommand.BeaconBlock> early = beacon(1);
    readAll();
    assertThatThrownBy(early::join).hasMessageContaining("expected block 1");

    BlockRef now = chain.mine("a");
    CompletableFuture<DealCommand.BeaconBlock> later = beacon(1);
    readAll();
    assertThat(later.join().block()).isEqualTo(now);
  }

  /** Calls in each request. */
  private final List<Integer> requests = new ArrayList<>();

  /** Each call is answered by itself; a request with one about this deal is not. */
  private void answersAllBut(DealId poisoned) {
    chain.answersReads(
        datas -> {
          requests.add(datas.size());
          if (datas.contains(new LilypadCall.GetResult(poisoned).encode())) {
            throw new RpcMalformed("an answer that fits", "one that is too long");
          }
          return datas.stream().<ReadOutcome>map(ReadOutcome.Answered::new).toList();
        });
  }

  private static DealId id(int number) {
    return new DealId("deal " + number);
  }

  private List<CompletableFuture<AgreementReading>> agreements(BlockRef at, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(number -> reader.agreement(id(number), at).toCompletableFuture())
        .toList();
  }

  private static void isOf(AgreementReading reading, int number, BlockRef at) {
    assertThat(reading)
        .isEqualTo(
            new AgreementReading(
                at,
                new LilypadCall.GetDeal(id(number)).encode(),
                new LilypadCall.GetAgreement(id(number)).encode(),
                new LilypadCall.GetResult(id(number)).encode()));
  }

  @Test
  void checksOfABlockAreReadTogetherAndEachGetsItsOwnAnswer() {
    answersAllBut(id(-1));
    BlockRef one = chain.mine("a");
    BlockRef two = chain.mine("a");
    List<CompletableFuture<AgreementReading>> first = agreements(one, 0, 12);
    List<CompletableFuture<AgreementReading>> second = agreements(two, 12, 14);
    assertThat(waiting).as("who waits does not cost a request each").hasSize(6);
    readAll();

    assertThat(requests).containsExactly(30, 6, 6);
    for (int number = 0; number < 12; number++) {
      isOf(first.get(number).join(), number, one);
    }
    isOf(second.get(0).join(), 12, two);
    isOf(second.get(1).join(), 13, two);

    CompletableFuture<AgreementReading> later = agreements(two, 14, 15).getFirst();
    readAll();
    isOf(later.join(), 14, two);
  }

  @Test
  void anAgreementThatCannotBeReadStandsInNobodysWay() {
    answersAllBut(id(1));
    BlockRef at = chain.mine("a");
    List<CompletableFuture<AgreementReading>> all = agreements(at, 0, 3);
    readAll();

    isOf(all.get(0).join(), 0, at);
    assertThatThrownBy(all.get(1)::join).hasMessageContaining("one that is too long");
    isOf(all.get(2).join(), 2, at);
  }

  private void failsEachTime(RpcFault fault) {
    chain.answersReads(
        datas -> {
          requests.add(datas.size());
          throw fault;
        });
  }

  @Test
  void whereNoAnswerComesAtAllNobodyIsAskedForAlone() {
    List<RpcFault> outages =
        List.of(
            new RpcUnavailable("http://node", "no whole answer within PT5S"),
            new RpcRefused("a batch", -32005, "rate limit exceeded", Bytes.EMPTY));
    for (RpcFault outage : outages) {
      requests.clear();
      failsEachTime(outage);
      BlockRef at = chain.mine("a");
      List<CompletableFuture<AgreementReading>> all = agreements(at, 0, 10);
      readAll();

      assertThat(requests).containsExactly(30);
      assertThat(all)
          .allSatisfy(
              one -> assertThatThrownBy(one::join).hasRootCauseMessage(outage.getMessage()));
    }

    answersAllBut(id(-1));
    BlockRef at = chain.mine("a");
    List<CompletableFuture<AgreementReading>> later = agreements(at, 0, 2);
    readAll();
    isOf(later.get(0).join(), 0, at);
    isOf(later.get(1).join(), 1, at);
  }

  @Test
  void whereTheNodeRefusesWhatIsAskedEachIsAskedForAlone() {
    failsEachTime(new RpcRefused("a batch", -32600, "batch too large", Bytes.EMPTY));
    BlockRef at = chain.mine("a");
    agreements(at, 0, 2);
    readAll();
    assertThat(requests).containsExactly(6, 3, 3);
  }
}
