package lilypad.mediator.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import lilypad.mediator.settle.WalletActor.Abandon;
import lilypad.mediator.settle.WalletActor.Order;
import lilypad.mediator.settle.WalletActor.Submit;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.settle.SettlementIntent;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

/** Everything is wanted again with every block, and the wallet is slow. */
class WalletOrdersTest {

  private record Message(List<Order> orders, CompletableFuture<Done> taken) {}

  private final List<Message> messages = new ArrayList<>();
  private final WalletOrders orders =
      new WalletOrders(
          told -> {
            Message message = new Message(told, new CompletableFuture<>());
            messages.add(message);
            return message.taken();
          });

  private static SettlementIntent intent(int n) {
    return new SettlementIntent(
        Hash32.of(ByteBuffer.allocate(32).putInt(28, n).array()),
        new DealKey(Hash32.ZERO),
        Address.ZERO,
        Bytes.fromHex("0x824518aa"));
  }

  private static List<Order> wanted(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(n -> (Order) new Submit(intent(n))).toList();
  }

  private void taken(int message) {
    messages.get(message).taken().complete(Done.getInstance());
  }

  @Test
  void howeverOftenAnIntentIsWantedItWaitsOnceAndOneMessageAtATime() {
    orders.submit(intent(1));
    for (int block = 0; block < 100; block++) {
      for (int n = 1; n <= 50; n++) {
        orders.submit(intent(n));
      }
    }
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst().orders()).isEqualTo(wanted(1, 1));
    taken(0);
    assertThat(messages).hasSize(2);
    assertThat(messages.getLast().orders()).isEqualTo(wanted(1, 50));
    taken(1);
    assertThat(messages).hasSize(2);
    orders.submit(intent(3));
    assertThat(messages.getLast().orders()).isEqualTo(wanted(3, 3));
  }

  @Test
  void ofAnIntentTheLastWordCounts() {
    orders.submit(intent(1));
    orders.submit(intent(2));
    orders.submit(intent(3));
    orders.abandon(intent(2).id(), "the chain says TIMEOUT");
    orders.abandon(intent(3).id(), "another claim");
    orders.submit(intent(3));
    taken(0);
    assertThat(messages.getLast().orders())
        .containsExactly(
            new Abandon(intent(2).id(), "the chain says TIMEOUT"), new Submit(intent(3)));
  }

  @Test
  void whatDidNotArriveHoldsNothingUp() {
    orders.submit(intent(1));
    orders.submit(intent(2));
    messages.getFirst().taken().completeExceptionally(new IllegalStateException("no answer"));
    assertThat(messages.getLast().orders()).isEqualTo(wanted(2, 2));
    taken(1);
    orders.submit(intent(1));
    assertThat(messages.getLast().orders()).isEqualTo(wanted(1, 1));
  }

  @Test
  void aWalletThatCannotBeAddressedHoldsNothingUp() {
    List<List<Order>> taken = new ArrayList<>();
    WalletOrders early =
        new WalletOrders(
            told -> {
              taken.add(told);
              if (taken.size() == 1) {
                throw new IllegalStateException("expected the shards to be started");
              }
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    early.submit(intent(1));
    early.submit(intent(2));
    assertThat(taken).containsExactly(wanted(1, 1), wanted(2, 2));
  }

  @Test
  void moreThanOneWriteShouldHoldGoesInSeveralInTheirOrder() {
    orders.submit(intent(1));
    for (int n = 2; n <= 1_502; n++) {
      orders.submit(intent(n));
    }
    taken(0);
    taken(1);
    taken(2);
    assertThat(messages).hasSize(3);
    assertThat(messages.get(1).orders()).isEqualTo(wanted(2, 1_001));
    assertThat(messages.get(2).orders()).isEqualTo(wanted(1_002, 1_502));
  }
}
