package lilypad.mediator.recheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.recheck.RecheckEvent.StateChange;
import lilypad.protocol.recheck.RecheckState;
import org.junit.jupiter.api.Test;

class RecordedSpanTest {

  /** What a log can announce. */
  private static final List<AgreementState> CHANGED =
      Stream.of(AgreementState.values())
          .filter(state -> state != AgreementState.DEAL_NEGOTIATING)
          .toList();

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static BlockRef block(String fork, long number) {
    return new BlockRef(number, hash(fork + number), hash(fork + (number - 1)), 1_000 + number);
  }

  private static ChainLog log(BlockRef block, int index) {
    return new ChainLog(
        Address.ZERO, List.of(), Bytes.EMPTY, block.hash(), block.number(), hash("tx"), index);
  }

  /** A block with a log of the contracts and, before and after it, two of a deal. */
  private static IntakeEvent.BlockSeen seen(BlockRef block) {
    return new IntakeEvent.BlockSeen(
        block,
        List.of(
            new IntakeEvent.DealLogs(new DealId("QmDeal"), List.of(log(block, 0), log(block, 2)))),
        List.of(log(block, 1)),
        List.of(new IntakeEvent.LogAnomaly(log(block, 3), "an event", "none")));
  }

  private static RecordedSpan span(
      RecheckState state, int most, long below, List<IntakeEvent> facts) {
    RecordedSpan span = new RecordedSpan(state, most, below);
    for (long number = state.resumeAt(); number <= facts.size() && span.wantsMore(); number++) {
      span.happened(number, facts.get((int) number - 1));
    }
    return span;
  }

  @Test
  void aBlocksLogsStandInItsOwnOrder() {
    BlockRef block = block("a", 0);
    RecordedSpan span =
        span(
            RecheckState.NOTHING,
            10,
            0,
            List.of(seen(block), new IntakeEvent.FinalityAdvanced(0, 0)));
    assertThat(span.to()).isZero();
    assertThat(span.upTo(0))
        .containsExactly(
            new RecordedSpan.Recorded(
                block, List.of(log(block, 0), log(block, 1), log(block, 2), log(block, 3))));
  }

  @Test
  void aRetractedBlockIsNotComparedNorOneThatIsNotFinal() {
    RecordedSpan span =
        span(
            RecheckState.NOTHING,
            10,
            0,
            List.of(
                seen(block("a", 0)),
                seen(block("a", 1)),
                new IntakeEvent.BlockRetracted(block("a", 1), List.of()),
                seen(block("b", 1)),
                seen(block("b", 2)),
                new IntakeEvent.FinalityAdvanced(2, 1)));
    assertThat(span.to()).isEqualTo(1);
    assertThat(span.upTo(1))
        .extracting(RecordedSpan.Recorded::block)
        .containsExactly(block("a", 0), block("b", 1));
  }

  @Test
  void theNewestFinalBlocksAreLeftForLater() {
    List<IntakeEvent> facts =
        List.of(seen(block("a", 0)), seen(block("a", 1)), new IntakeEvent.FinalityAdvanced(1, 1));
    assertThat(span(RecheckState.NOTHING, 10, 1, facts).to()).isZero();
    RecordedSpan tooNew = span(RecheckState.NOTHING, 10, 2, facts);
    assertThat(tooNew.to()).isLessThan(tooNew.from());
  }

  @Test
  void theRecordMayBeginAboveTheFirstBlock() {
    RecordedSpan span =
        span(
            RecheckState.NOTHING,
            10,
            0,
            List.of(new IntakeEvent.RangeSeen(50, 60, block("a", 60), List.of())));
    assertThat(span.from()).isEqualTo(50);
    assertThat(span.to()).isEqualTo(59);
  }

  @Test
  void whatAnOperatorHadReadAgainIsComparedAgain() {
    List<IntakeEvent> facts =
        List.of(
            new IntakeEvent.RangeSeen(0, 9, block("a", 9), List.of()),
            new IntakeEvent.ChainAccepted(block("a", 5), 5, Optional.of(block("a", 4))),
            new IntakeEvent.RangeSeen(5, 9, block("a", 9), List.of(seen(block("a", 5)))));
    RecordedSpan span = span(new RecheckState(10, 2, Map.of()), 10, 0, facts);
    assertThat(span.from()).isEqualTo(5);
    assertThat(span.to()).isEqualTo(9);
    assertThat(span.upTo(5)).extracting(RecordedSpan.Recorded::block).contains(block("a", 5));
  }

  private static IntakeEvent.BlockSeen changing(BlockRef block, DealId deal, AgreementState state) {
    EncodedEvent event = EncodedEvent.of(new LilypadEvent.DealStateChange(deal, state));
    ChainLog log =
        new ChainLog(
            Address.ZERO,
            event.topics(),
            event.data(),
            block.hash(),
            block.number(),
            hash("tx"),
            0);
    return new IntakeEvent.BlockSeen(
        block, List.of(new IntakeEvent.DealLogs(deal, List.of(log))), List.of(), List.of());
  }

  /**
   * In steps of any size, unfinished deals stand where their last change that counts says. Where an
   * operator had blocks read again, a deal that changed in them may be left out until it changes
   * again; none ever stands elsewhere.
   */
  @Test
  void inStepsOfAnySizeDealsStandWhereTheirLastFinalChangeSays() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<IntakeEvent> facts = new ArrayList<>();
      List<StateChange> chain = new ArrayList<>();
      long finalized = -1;
      boolean again = seed % 2 == 1;
      for (int i = 0; i < 80; i++) {
        long height = chain.size() - 1L;
        int what = random.nextInt(6);
        if (what == 0 && height > finalized) {
          finalized += 1 + random.nextLong(height - finalized);
          facts.add(new IntakeEvent.FinalityAdvanced(finalized, finalized));
        } else if (what == 1 && height > finalized) {
          facts.add(new IntakeEvent.BlockRetracted(chain.removeLast().block(), List.of()));
        } else if (what == 2 && again && random.nextInt(4) == 0 && height >= 0) {
          long next = random.nextLong(height + 1);
          Optional<BlockRef> common =
              next == 0 ? Optional.empty() : Optional.of(chain.get((int) next - 1).block());
          facts.add(new IntakeEvent.ChainAccepted(chain.get((int) next).block(), next, common));
          chain.subList((int) next, chain.size()).clear();
          finalized = Math.min(finalized, next - 1);
        } else {
          BlockRef block = block("f" + i + "-", height + 1);
          DealId deal = new DealId("Qm" + random.nextInt(5));
          AgreementState state = CHANGED.get(random.nextInt(CHANGED.size()));
          chain.add(new StateChange(deal, state, block));
          facts.add(changing(block, deal, state));
        }
      }
      Map<DealId, StateChange> expected = new HashMap<>();
      for (StateChange change : chain) {
        expected.put(change.deal(), change);
      }
      long last = finalized;
      expected
          .values()
          .removeIf(change -> change.state().terminal() || change.block().number() > last);
      RecheckState state = RecheckState.NOTHING;
      RecordedSpan span = span(state, 1_000, 0, facts);
      while (true) {
        if (span.tip().isPresent()) {
          assertThat(span.tip()).as("seed " + seed).contains(chain.getLast().block());
          assertThat(expected.values()).as("seed " + seed).containsAll(span.standing());
          assertThat(again || span.standing().size() == expected.size())
              .as("seed " + seed)
              .isTrue();
        }
        span = span(state, 1 + random.nextInt(7), 0, facts);
        if (span.to() < span.from()) {
          break;
        }
        long to = span.to();
        state =
            state.apply(
                new RecheckEvent.RangeRechecked(
                    span.from(), to, 0, span.resumeAbove(to), span.changes(to)));
      }
      Map<DealId, StateChange> ended = new HashMap<>();
      for (StateChange change : chain.subList(0, (int) finalized + 1)) {
        ended.put(change.deal(), change);
      }
      ended.values().removeIf(change -> change.state().terminal());
      if (!again) {
        assertThat(state.unfinished().values())
            .as("seed " + seed)
            .containsExactlyInAnyOrderElementsOf(ended.values());
      }
    }
  }

  /** Whatever is recorded, in steps of any size each final block is compared once, as it counts. */
  @Test
  void inStepsOfAnySizeEachFinalBlockIsComparedOnceAsItCounts() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<IntakeEvent> facts = new ArrayList<>();
      List<BlockRef> chain = new ArrayList<>();
      long finalized = -1;
      for (int i = 0; i < 120; i++) {
        long height = chain.size() - 1L;
        switch (random.nextInt(6)) {
          case 0 -> {
            if (height > finalized) {
              finalized += 1 + random.nextLong(height - finalized);
              facts.add(new IntakeEvent.FinalityAdvanced(finalized, finalized));
            }
          }
          case 1 -> {
            if (height > finalized) {
              facts.add(new IntakeEvent.BlockRetracted(chain.removeLast(), List.of()));
            }
          }
          case 2 -> {
            if (height == finalized) {
              long to = height + 1 + random.nextInt(8);
              List<IntakeEvent.BlockSeen> inside = new ArrayList<>();
              for (long number = height + 1; number <= to; number++) {
                BlockRef block = block("f" + i + "-", number);
                chain.add(block);
                if (random.nextBoolean()) {
                  inside.add(seen(block));
                }
              }
              facts.add(new IntakeEvent.RangeSeen(height + 1, to, chain.getLast(), inside));
              finalized = to;
            }
          }
          default -> {
            BlockRef block = block("f" + i + "-", height + 1);
            chain.add(block);
            facts.add(seen(block));
          }
        }
      }
      List<Long> compared = new ArrayList<>();
      RecheckState state = RecheckState.NOTHING;
      while (true) {
        RecordedSpan span = span(state, 1 + random.nextInt(7), 0, facts);
        if (span.to() < span.from()) {
          break;
        }
        long to = span.to();
        LongStream.rangeClosed(span.from(), to).forEach(compared::add);
        assertThat(span.upTo(to))
            .as("seed " + seed)
            .extracting(RecordedSpan.Recorded::block)
            .allMatch(block -> chain.get((int) block.number()).equals(block));
        assertThat(span.upTo(to))
            .extracting(recorded -> recorded.block().number())
            .isSorted()
            .allMatch(number -> number >= span.from());
        state =
            state.apply(
                new RecheckEvent.RangeRechecked(
                    span.from(), to, 0, span.resumeAbove(to), span.changes(to)));
      }
      assertThat(compared)
          .as("seed " + seed)
          .isEqualTo(LongStream.rangeClosed(0, finalized).boxed().toList());
    }
  }
}
