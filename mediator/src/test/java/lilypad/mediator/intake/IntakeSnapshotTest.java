package lilypad.mediator.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.IntakeSnapshot;
import lilypad.protocol.journal.SnapshotCodec;
import org.junit.jupiter.api.Test;

/** Invariant 5: a state from a snapshot is the state that the facts from the first one give. */
class IntakeSnapshotTest {

  private static final int LIVES = 300;
  private static final int FACTS = 120;

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An intake's facts, each of which may follow on those before it. */
  private static final class Life {

    private final Random random;
    private final List<IntakeEvent> facts = new ArrayList<>();
    private IntakeState state = IntakeState.startAt(0);
    private int forks;

    Life(long seed) {
      random = new Random(seed);
      while (facts.size() < FACTS) {
        IntakeEvent fact = next();
        facts.add(fact);
        state = state.apply(fact);
      }
    }

    private IntakeEvent next() {
      Optional<BlockRef> tip = state.cursor().tip();
      boolean open =
          tip.map(block -> block.number() > state.cursor().finalized()).orElse(false)
              && state.cursor().tail().size() > 1;
      return switch (random.nextInt(12)) {
        case 0, 1, 2 ->
            new IntakeEvent.DeliveryAdvanced(
                state.delivered() + random.nextInt(state.pending().size() + 1));
        case 3 -> open ? retracted(tip.orElseThrow()) : seen(state.cursor().nextNumber());
        case 4 -> advanced();
        case 5 ->
            tip.map(block -> block.number() > state.cursor().finalized()).orElse(false)
                ? seen(state.cursor().nextNumber())
                : range();
        case 6 -> random.nextInt(5) == 0 && tip.isPresent() ? halted(tip.get()) : advanced();
        case 7 ->
            state
                .violation()
                .<IntakeEvent>map(this::accepted)
                .orElseGet(() -> seen(state.cursor().nextNumber()));
        default -> seen(state.cursor().nextNumber());
      };
    }

    private IntakeEvent accepted(IntakeEvent.Standstill why) {
      return switch (why) {
        case IntakeEvent.FinalityViolated violation ->
            accepted(violation.ours(), violation.theirs(), violation.ours().number());
        case IntakeEvent.LogsContradicted contradicted ->
            accepted(contradicted.block(), contradicted.block(), contradicted.block().number() + 1);
        case IntakeEvent.StateContradicted contradicted ->
            accepted(contradicted.since(), contradicted.since(), contradicted.since().number() + 1);
      };
    }

    private IntakeEvent accepted(BlockRef ours, BlockRef theirs, long next) {
      boolean recorded = random.nextBoolean();
      return new IntakeEvent.ChainAccepted(
          recorded ? ours : theirs,
          recorded ? state.cursor().nextNumber() : next,
          recorded ? state.cursor().tip() : Optional.empty());
    }

    private IntakeEvent halted(BlockRef tip) {
      return random.nextBoolean()
          ? new IntakeEvent.FinalityViolated(tip, block(tip.number(), Optional.of(tip)))
          : new IntakeEvent.LogsContradicted(
              tip,
              seen(tip).deals().stream().flatMap(deal -> deal.logs().stream()).toList(),
              List.of());
    }

    private IntakeEvent advanced() {
      long top = state.cursor().nextNumber() - 1;
      long safe = Math.max(state.cursor().safe(), top - random.nextInt(3));
      return new IntakeEvent.FinalityAdvanced(
          safe, Math.max(state.cursor().finalized(), safe - random.nextInt(3)));
    }

    private IntakeEvent retracted(BlockRef tip) {
      return new IntakeEvent.BlockRetracted(
          tip,
          Optional.ofNullable(state.dealsOf().get(tip.hash()))
              .map(IntakeState.SeenBlock::deals)
              .orElse(List.of()));
    }

    private IntakeEvent range() {
      long from = state.cursor().nextNumber();
      long to = from + random.nextInt(4);
      List<IntakeEvent.BlockSeen> blocks = new ArrayList<>();
      for (long number = from; number <= to; number++) {
        blocks.add(seen(block(number, state.cursor().tip())));
      }
      return new IntakeEvent.RangeSeen(from, to, blocks.getLast().block(), blocks);
    }

    private IntakeEvent.BlockSeen seen(long number) {
      return seen(block(number, state.cursor().tip()));
    }

    private BlockRef block(long number, Optional<BlockRef> parent) {
      forks++;
      return new BlockRef(
          number,
          hash("block " + forks),
          parent.map(BlockRef::hash).orElse(Hash32.ZERO),
          1_000 + number);
    }

    private IntakeEvent.BlockSeen seen(BlockRef block) {
      List<IntakeEvent.DealLogs> deals = new ArrayList<>();
      for (int deal = 0; deal < random.nextInt(4); deal++) {
        ChainLog log =
            new ChainLog(
                Address.ZERO,
                List.of(hash("topic")),
                Bytes.EMPTY,
                block.hash(),
                block.number(),
                hash("tx"),
                deal);
        deals.add(new IntakeEvent.DealLogs(new DealId("Qm" + deal), List.of(log)));
      }
      return new IntakeEvent.BlockSeen(block, deals, List.of(), List.of());
    }
  }

  private static IntakeState keptAndReadAgain(IntakeState state) {
    IntakeSnapshot kept = state.kept();
    return IntakeState.of(
        (IntakeSnapshot)
            SnapshotCodec.decode(SnapshotCodec.manifest(kept), SnapshotCodec.encode(kept)));
  }

  @Test
  void aStateFromASnapshotIsTheStateThatAllFactsGive() {
    int pending = 0;
    int retractable = 0;
    int violated = 0;
    for (long seed = 1; seed <= LIVES; seed++) {
      List<IntakeEvent> facts = new Life(seed).facts;
      int kept = new Random(seed).nextInt(facts.size());
      IntakeState replayed = IntakeState.startAt(0);
      for (IntakeEvent fact : facts.subList(0, kept)) {
        replayed = replayed.apply(fact);
      }
      IntakeState resumed = keptAndReadAgain(replayed);
      assertThat(resumed).as("seed %d, kept after %d", seed, kept).isEqualTo(replayed);
      assertThat(List.copyOf(resumed.dealsOf().keySet()))
          .as("seed %d", seed)
          .isEqualTo(List.copyOf(replayed.dealsOf().keySet()));
      pending += resumed.pending().size();
      retractable += resumed.dealsOf().size();
      violated += resumed.violation().isPresent() ? 1 : 0;
      for (IntakeEvent fact : facts.subList(kept, facts.size())) {
        replayed = replayed.apply(fact);
        resumed = resumed.apply(fact);
        assertThat(resumed).as("seed %d, kept after %d", seed, kept).isEqualTo(replayed);
      }
    }
    assertThat(pending).as("deliveries that waited").isGreaterThan(LIVES);
    assertThat(retractable).as("blocks that could go").isGreaterThan(LIVES);
    assertThat(violated).as("violations that stood").isPositive();
  }

  @Test
  void whatWasKeptDoesNotChangeWithTheQueueItCameFrom() {
    Life life = new Life(7);
    IntakeState state = life.state;
    IntakeSnapshot kept = state.kept();
    IntakeSnapshot before =
        (IntakeSnapshot)
            SnapshotCodec.decode(SnapshotCodec.manifest(kept), SnapshotCodec.encode(kept));
    for (int i = 0; i < 5; i++) {
      state = state.apply(life.seen(state.cursor().nextNumber()));
      life.state = state;
    }
    assertThat(kept).isEqualTo(before);
    assertThat(state.pending()).hasSizeGreaterThan(kept.pending().size());
  }
}
