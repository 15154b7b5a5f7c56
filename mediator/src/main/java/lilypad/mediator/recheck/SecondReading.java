package lilypad.mediator.recheck;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.follow.SecondLook;
import lilypad.mediator.recheck.RecordedSpan.Recorded;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.intake.IntakeEvent.LogsContradicted;
import lilypad.protocol.recheck.RecheckEvent.RangeRechecked;
import lilypad.protocol.recheck.RecheckState;

/**
 * Compares what is recorded of final blocks with what the chain tells of them now. Waits for disk
 * and node; holds no state.
 */
public final class SecondReading {

  /** The intake's facts. */
  public interface History {
    /**
     * Hands over the facts from a sequence number on, with theirs, until there are no more or
     * {@code each} says that it has enough. Waits for the disk.
     */
    void from(long sequence, BiPredicate<Long, IntakeEvent> each);
  }

  /** What came of it. */
  sealed interface Outcome {

    /** No blocks can be compared now. */
    record Nothing() implements Outcome {}

    /** The chain tells what is recorded. */
    record Same(RangeRechecked fact) implements Outcome {}

    /**
     * It does not.
     *
     * @param first the lowest block that differs
     * @param proven whether that block's hash commits to what is told now
     * @param through the fact that everything up to and with it was compared
     */
    record Different(LogsContradicted first, boolean proven, RangeRechecked through)
        implements Outcome {}

    /** The node cannot tell now what a block holds that seems to differ. */
    record Unclear(String why) implements Outcome {}
  }

  private final LogFollower follower;
  private final History history;
  private final RecheckSettings settings;

  /** Reads through {@code follower}, which nobody else uses. */
  public SecondReading(LogFollower follower, History history, RecheckSettings settings) {
    this.follower = follower;
    this.history = history;
    this.settings = settings;
  }

  /**
   * Compares some more.
   *
   * @throws lilypad.chain.rpc.RpcFault if the node does not answer usably; ask again
   */
  Outcome next(RecheckState state) {
    RecordedSpan span = new RecordedSpan(state, settings.blocks(), settings.below());
    history.from(
        state.resumeAt(),
        (number, event) -> {
          span.happened(number, event);
          return span.wantsMore();
        });
    return span.to() < span.from()
        ? new Outcome.Nothing()
        : follower
            .again(span.from(), span.to())
            .map(told -> compared(span, told))
            .orElseGet(Outcome.Nothing::new);
  }

  private Outcome compared(RecordedSpan span, RangeScanned told) {
    List<Recorded> recorded = span.upTo(told.to());
    Map<BlockRef, List<ChainLog>> seemed = new HashMap<>();
    told.withLogs().forEach(block -> seemed.put(block.block(), block.logs()));
    List<Recorded> differing = new ArrayList<>();
    for (Recorded block : recorded) {
      List<ChainLog> now = Optional.ofNullable(seemed.remove(block.block())).orElse(List.of());
      if (!now.equals(block.logs())) {
        differing.add(block);
      }
    }
    // Of a range only blocks with logs are recorded by hash: what is left has some now.
    told.withLogs().stream()
        .map(BlockExtended::block)
        .filter(seemed::containsKey)
        .forEach(block -> differing.add(new Recorded(block, List.of())));
    differing.sort((a, b) -> Long.compare(a.block().number(), b.block().number()));
    Map<BlockRef, List<ChainLog>> all = new HashMap<>();
    told.withLogs().forEach(block -> all.put(block.block(), block.logs()));
    for (Recorded block : differing) {
      List<ChainLog> now = all.getOrDefault(block.block(), List.of());
      switch (follower.secondLook(block.block(), block.logs(), now)) {
        case SecondLook.Confirmed confirmed -> {}
        case SecondLook.Unclear unclear -> {
          return new Outcome.Unclear(unclear.why());
        }
        case SecondLook.Contradicted contradicted -> {
          return new Outcome.Different(
              new LogsContradicted(block.block(), block.logs(), contradicted.told()),
              contradicted.proven(),
              fact(span, told.from(), block.block().number()));
        }
      }
    }
    return new Outcome.Same(fact(span, told.from(), told.to()));
  }

  private static RangeRechecked fact(RecordedSpan span, long from, long to) {
    int logs = span.upTo(to).stream().mapToInt(block -> block.logs().size()).sum();
    return new RangeRechecked(from, to, logs, span.resumeAbove(to));
  }
}
