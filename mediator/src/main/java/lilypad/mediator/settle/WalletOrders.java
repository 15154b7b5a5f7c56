package lilypad.mediator.settle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lilypad.mediator.deal.DealPorts;
import lilypad.protocol.Hash32;
import lilypad.protocol.settle.SettlementIntent;
import org.apache.pekko.Done;

/**
 * The way to the wallet for all who want something of it, with every block again. While it has not
 * taken one message, what else it is told gathers, each intent once, and then goes together:
 * however many intents are open and however often they are wanted, one message waits for it, and
 * one more for each that it did not answer in time. Of an intent the last word counts. Used by many
 * threads.
 */
public final class WalletOrders implements DealPorts.Outbox {

  /** How the wallet is reached. */
  public interface Way {
    /** Done when the wallet has journaled what follows; fails if that takes too long. */
    CompletionStage<Done> take(List<WalletActor.Order> orders);
  }

  /** One message is one write of the journal, behind which the wallet's own work waits. */
  private static final int MOST_TOGETHER = 1_000;

  private final Way way;
  private final SequencedMap<Hash32, WalletActor.Order> waiting = new LinkedHashMap<>();
  private boolean busy;

  /** Nothing waits yet. */
  public WalletOrders(Way way) {
    this.way = way;
  }

  @Override
  public void submit(SettlementIntent intent) {
    tell(new WalletActor.Submit(intent));
  }

  @Override
  public void abandon(Hash32 intent, String why) {
    tell(new WalletActor.Abandon(intent, why));
  }

  private void tell(WalletActor.Order order) {
    add(order).ifPresent(this::send);
  }

  /** What is to be sent now. */
  private synchronized Optional<List<WalletActor.Order>> add(WalletActor.Order order) {
    waiting.put(order.about(), order);
    return busy ? Optional.empty() : take();
  }

  /** The oldest that wait; nothing if none does, and then the next one is sent at once. */
  private synchronized Optional<List<WalletActor.Order>> take() {
    List<WalletActor.Order> together = new ArrayList<>();
    while (!waiting.isEmpty() && together.size() < MOST_TOGETHER) {
      together.add(waiting.pollFirstEntry().getValue());
    }
    busy = !together.isEmpty();
    return busy ? Optional.of(together) : Optional.empty();
  }

  /** What did not arrive is said again by whoever wants it. */
  private void send(List<WalletActor.Order> together) {
    // Also a wallet that cannot even be addressed must not hold up what comes after.
    CompletionStage<Done> taken =
        CompletableFuture.completedFuture(together).thenCompose(way::take);
    taken.whenComplete((done, failure) -> take().ifPresent(this::send));
  }
}
