package lilypad.mediator.recheck;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.follow.SecondLook;
import lilypad.mediator.recheck.RecordedSpan.Recorded;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.intake.IntakeEvent.LogsContradicted;
import lilypad.protocol.intake.IntakeEvent.StateContradicted;
import lilypad.protocol.recheck.RecheckEvent.RangeRechecked;
import lilypad.protocol.recheck.RecheckEvent.StateChange;
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

  /**
   * A look.
   *
   * @param untold why blocks that are to be compared cannot be: agreements are compared meanwhile
   */
  record Look(Optional<String> untold, Outcome outcome) {}

  /** What came of it. */
  sealed interface Outcome {

    /** Nothing can be compared now. */
    record Nothing() implements Outcome {}

    /**
     * Agreements stand where it is recorded, as far as the node tells.
     *
     * @param last the one that was asked for last
     * @param asked all that were asked for
     * @param untold those of them that the node tells nothing usable of, with what it was asked
     * @param all every agreement that is compared in its turn
     */
    record Standing(DealId last, Set<DealId> asked, Map<DealId, String> untold, Set<DealId> all)
        implements Outcome {}

    /** The contract tells that an agreement stands elsewhere. */
    record Moved(StateContradicted first) implements Outcome {}

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
  private final AgreementStates states;
  private final RecheckSettings settings;

  /** Reads through {@code follower}, which nobody else uses. */
  public SecondReading(
      LogFollower follower, History history, AgreementStates states, RecheckSettings settings) {
    this.follower = follower;
    this.history = history;
    this.states = states;
    this.settings = settings;
  }

  /**
   * Compares some more blocks, or else some agreements.
   *
   * @param after the deal whose agreement was compared last
   * @throws lilypad.chain.rpc.RpcFault if the node does not answer usably; ask again
   */
  Look next(RecheckState state, Optional<DealId> after) {
    RecordedSpan span = new RecordedSpan(state, settings.blocks(), settings.below());
    history.from(
        state.resumeAt(),
        (number, event) -> {
          span.happened(number, event);
          return span.wantsMore();
        });
    boolean due = span.from() <= span.to();
    Optional<Outcome> blocks =
        due
            ? follower.again(span.from(), span.to()).map(told -> compared(span, told))
            : Optional.empty();
    return new Look(
        due && blocks.isEmpty() ? Optional.of(untold(span)) : Optional.empty(),
        blocks
            .or(() -> span.tip().flatMap(tip -> agreements(span.standing(), tip, after)))
            .orElseGet(Outcome.Nothing::new));
  }

  private static String untold(RecordedSpan span) {
    return "blocks %d to %d are recorded as final, and the node does not tell them as such"
        .formatted(span.from(), span.to());
  }

  /**
   * Compares where agreements stand at the newest recorded block: whatever moves one is a log, also
   * where the logs of a block cannot be proved to be all.
   */
  private Optional<Outcome> agreements(
      Collection<StateChange> standing, BlockRef tip, Optional<DealId> after) {
    NavigableMap<String, StateChange> all = new TreeMap<>();
    standing.forEach(change -> all.put(change.deal().text(), change));
    String last = after.map(DealId::text).orElse("");
    List<StateChange> next =
        Stream.concat(
                all.tailMap(last, false).values().stream(),
                all.headMap(last, true).values().stream())
            .limit(settings.agreements())
            .toList();
    Map<DealId, String> untold = new LinkedHashMap<>();
    for (StateChange change : next) {
      Optional<AgreementState> told = states.of(change.deal(), tip);
      if (told.isEmpty()) {
        // It holds up none of the others.
        untold.put(
            change.deal(),
            "the node does not tell where " + change.deal() + " stood at block " + tip);
      } else if (told.get() != change.state()) {
        return Optional.of(
            new Outcome.Moved(
                new StateContradicted(
                    tip, change.deal(), change.state(), told.get(), change.block())));
      }
    }
    return next.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Outcome.Standing(next.getLast().deal(), deals(next), untold, deals(all.values())));
  }

  private static Set<DealId> deals(Collection<StateChange> changes) {
    return changes.stream().map(StateChange::deal).collect(Collectors.toSet());
  }

  private Outcome compared(RecordedSpan span, RangeScanned told) {
    Map<BlockRef, List<ChainLog>> now =
        told.withLogs().stream()
            .collect(Collectors.toMap(BlockExtended::block, BlockExtended::logs));
    List<Recorded> recorded = span.upTo(told.to());
    Set<BlockRef> known = recorded.stream().map(Recorded::block).collect(Collectors.toSet());
    // Of a range only blocks with logs are recorded by hash: any other has none on record.
    Stream<Recorded> unrecorded =
        now.keySet().stream()
            .filter(block -> !known.contains(block))
            .map(block -> new Recorded(block, List.of()));
    List<Recorded> differing =
        Stream.concat(recorded.stream(), unrecorded)
            .filter(
                block ->
                    !ChainLog.areSame(block.logs(), now.getOrDefault(block.block(), List.of())))
            .sorted(Comparator.comparingLong(block -> block.block().number()))
            .toList();
    for (Recorded block : differing) {
      List<ChainLog> seemed = now.getOrDefault(block.block(), List.of());
      switch (follower.secondLook(block.block(), block.logs(), seemed)) {
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
    return new RangeRechecked(from, to, logs, span.resumeAbove(to), span.changes(to));
  }
}
