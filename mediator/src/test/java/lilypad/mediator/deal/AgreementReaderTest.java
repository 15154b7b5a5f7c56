package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import lilypad.mediator.ScriptedChain;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
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
}
