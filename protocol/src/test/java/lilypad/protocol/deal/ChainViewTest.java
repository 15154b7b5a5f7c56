package lilypad.protocol.deal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;
import org.junit.jupiter.api.Test;

class ChainViewTest {

  private static final DealId ID = new DealId("QmDeal");
  private static final Address SOMEONE = Address.fromHex("11".repeat(20));

  /** What a log was made from. */
  private record Told(BlockRef block, LilypadEvent event, ChainLog log) {}

  private static BlockRef block(long number, int fork) {
    return new BlockRef(number, hash("block", number, fork), Hash32.ZERO, 1_000 + number);
  }

  private static Hash32 hash(String what, long number, int fork) {
    return Keccak.hash((what + " " + number + " " + fork).getBytes(StandardCharsets.US_ASCII));
  }

  private static Told told(BlockRef block, int index, LilypadEvent event) {
    EncodedEvent encoded = EncodedEvent.of(event);
    return new Told(
        block,
        event,
        new ChainLog(
            SOMEONE,
            encoded.topics(),
            encoded.data(),
            block.hash(),
            block.number(),
            hash("transaction", block.number(), index),
            index));
  }

  private static AgreementState state(Random random) {
    List<AgreementState> all = List.of(AgreementState.values());
    return all.get(random.nextInt(all.size()));
  }

  private static LilypadEvent event(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new LilypadEvent.DealStateChange(ID, state(random));
      case 1 ->
          new LilypadEvent.MediationRequested(
              ID, Address.fromHex("%040x".formatted(random.nextInt(9))));
      case 2 ->
          new LilypadEvent.WatchmanAppointed(
              ID, Address.fromHex("%040x".formatted(random.nextInt(9))), SOMEONE);
      default ->
          new LilypadEvent.Payment(
              ID,
              SOMEONE,
              Wei.of(random.nextInt(9)),
              PaymentReason.MEDIATION_FEE,
              PaymentDirection.PAID_IN);
    };
  }

  /** The view that is kept is the one that the logs have, whatever was retracted on the way. */
  @Test
  void whatIsKnownOfTheChainIsWhatItsLogsSay() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      DealState state = DealState.EMPTY;
      List<Told> canonical = new ArrayList<>();
      for (int step = 1; step < 40; step++) {
        if (random.nextInt(4) == 0 && !canonical.isEmpty()) {
          BlockRef gone = canonical.get(random.nextInt(canonical.size())).block();
          canonical.removeIf(told -> told.block().equals(gone));
          state = state.apply(new DealEvent.LogsRetracted(gone, step));
        } else {
          BlockRef block = block(step, random.nextInt(3));
          for (int index = 0; index <= random.nextInt(3); index++) {
            Told told = told(block, index, event(random));
            canonical.add(told);
            state = state.apply(new DealEvent.LogRecorded(ID, block, told.log(), step));
          }
        }
        assertThat(state.chain()).as("seed %d, step %d", seed, step).isEqualTo(view(canonical));
        assertThat(state.payments())
            .isEqualTo(
                canonical.stream()
                    .map(Told::event)
                    .filter(LilypadEvent.Payment.class::isInstance)
                    .toList());
      }
    }
  }

  private static ChainView view(List<Told> canonical) {
    ChainView view = ChainView.NOTHING;
    for (Told told : canonical) {
      if (told.event() instanceof LilypadEvent.DealStateChange change) {
        view = new ChainView(change.state(), Optional.of(told.block()), view.check(), view.watch());
      } else if (told.event() instanceof LilypadEvent.MediationRequested asked) {
        view =
            new ChainView(
                view.state(),
                view.stateBlock(),
                Optional.of(
                    new CheckRef(
                        told.block(),
                        told.log().transactionHash(),
                        told.log().logIndex(),
                        asked.mediator())),
                view.watch());
      } else if (told.event() instanceof LilypadEvent.WatchmanAppointed appointed) {
        view =
            new ChainView(
                view.state(),
                view.stateBlock(),
                view.check(),
                Optional.of(new Watch(appointed.watchman(), appointed.controller())));
      }
    }
    return view;
  }
}
