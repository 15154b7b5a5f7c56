package lilypad.mediator.intake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.follow.FollowCursor;
import lilypad.chain.follow.FollowStep;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.IntakeSnapshot;

/**
 * What was seen of the chain and what of it still has to reach the deals.
 *
 * @param cursor where the follower stands
 * @param dealsOf the deals with logs in each block that may still be retracted
 * @param pending deliveries that were not acknowledged, oldest first
 * @param delivered how many were
 * @param violation the contradiction to a final block that no operator has looked at yet
 */
record IntakeState(
    FollowCursor cursor,
    Map<Hash32, SeenBlock> dealsOf,
    DeliveryQueue pending,
    long delivered,
    Optional<IntakeEvent.Standstill> violation) {

  /** A block above finality and whose logs it holds. */
  record SeenBlock(long number, List<DealId> deals) {}

  /** What a deal is owed. */
  sealed interface Delivery {
    DealId deal();

    BlockRef block();

    /** Logs of the deal in a block. */
    record Logs(DealId deal, BlockRef block, List<ChainLog> logs) implements Delivery {}

    /** A block is gone. */
    record Retraction(DealId deal, BlockRef block) implements Delivery {}
  }

  IntakeState {
    dealsOf = Collections.unmodifiableMap(dealsOf);
  }

  static IntakeState startAt(long block) {
    return new IntakeState(
        FollowCursor.startAt(block), Map.of(), DeliveryQueue.empty(), 0, Optional.empty());
  }

  /** As it was kept. */
  static IntakeState of(IntakeSnapshot kept) {
    Map<Hash32, SeenBlock> blocks = new LinkedHashMap<>();
    kept.blocks()
        .forEach(block -> blocks.put(block.hash(), new SeenBlock(block.number(), block.deals())));
    return new IntakeState(
        new FollowCursor(kept.tail(), kept.nextNumber(), kept.safe(), kept.finalized()),
        blocks,
        DeliveryQueue.empty().and(kept.pending().stream().map(IntakeState::delivery).toList()),
        kept.delivered(),
        kept.violation());
  }

  private static Delivery delivery(IntakeSnapshot.Owed owed) {
    return switch (owed) {
      case IntakeSnapshot.Owed.Logs logs ->
          new Delivery.Logs(logs.deal(), logs.block(), logs.logs());
      case IntakeSnapshot.Owed.Retraction gone ->
          new Delivery.Retraction(gone.deal(), gone.block());
    };
  }

  /** What has to be kept of it; shares no memory with the queue, which another thread must not. */
  IntakeSnapshot kept() {
    return new IntakeSnapshot(
        cursor.tail(),
        cursor.nextNumber(),
        cursor.safe(),
        cursor.finalized(),
        dealsOf.entrySet().stream()
            .map(
                seen ->
                    new IntakeSnapshot.SeenBlock(
                        seen.getKey(), seen.getValue().number(), seen.getValue().deals()))
            .toList(),
        pending.stream().map(IntakeState::owed).toList(),
        delivered,
        violation);
  }

  private static IntakeSnapshot.Owed owed(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Logs logs ->
          new IntakeSnapshot.Owed.Logs(logs.deal(), logs.block(), logs.logs());
      case Delivery.Retraction gone ->
          new IntakeSnapshot.Owed.Retraction(gone.deal(), gone.block());
    };
  }

  IntakeState apply(IntakeEvent event) {
    return switch (event) {
      case IntakeEvent.BlockSeen seen ->
          seen(seen, true).follow(new FollowStep.BlockExtended(seen.block(), List.of()));
      case IntakeEvent.RangeSeen range -> {
        IntakeState all = this;
        for (IntakeEvent.BlockSeen block : range.blocks()) {
          all = all.seen(block, false);
        }
        yield all.follow(
            new FollowStep.RangeScanned(range.from(), range.to(), range.last(), List.of()));
      }
      case IntakeEvent.BlockRetracted retracted ->
          // Of an accepted chain the cursor has left the block already.
          retracted.block().number() < cursor.nextNumber()
              ? retracted(retracted).follow(new FollowStep.BlockRetracted(retracted.block()))
              : retracted(retracted);
      case IntakeEvent.FinalityAdvanced advanced ->
          finalTo(advanced.finalized())
              .follow(new FollowStep.FinalityAdvanced(advanced.safe(), advanced.finalized()));
      case IntakeEvent.DeliveryAdvanced advanced ->
          new IntakeState(
              cursor,
              dealsOf,
              pending.without(
                  Math.toIntExact(Math.min(advanced.delivered() - delivered, pending.size()))),
              advanced.delivered(),
              violation);
      case IntakeEvent.CaughtUp caught -> this;
      case IntakeEvent.FinalityViolated violated -> halted(violated);
      case IntakeEvent.LogsContradicted contradicted -> halted(contradicted);
      case IntakeEvent.StateContradicted contradicted -> halted(contradicted);
      case IntakeEvent.ChainAccepted accepted -> accepted(accepted);
    };
  }

  private IntakeState halted(IntakeEvent.Standstill why) {
    return new IntakeState(cursor, dealsOf, pending, delivered, Optional.of(why));
  }

  private IntakeState follow(FollowStep step) {
    return new IntakeState(cursor.apply(step), dealsOf, pending, delivered, violation);
  }

  private IntakeState accepted(IntakeEvent.ChainAccepted accepted) {
    if (accepted.next() >= cursor.nextNumber()) {
      return new IntakeState(cursor, dealsOf, pending, delivered, Optional.empty());
    }
    Map<Hash32, SeenBlock> blocks = new LinkedHashMap<>(dealsOf);
    blocks.values().removeIf(block -> block.number() >= accepted.next());
    return new IntakeState(
        cursor.rewound(accepted.common(), accepted.next()),
        blocks,
        pending,
        delivered,
        Optional.empty());
  }

  private IntakeState seen(IntakeEvent.BlockSeen seen, boolean retractable) {
    if (seen.deals().isEmpty()) {
      return this;
    }
    List<Delivery> more = new ArrayList<>();
    List<DealId> deals = new ArrayList<>();
    for (IntakeEvent.DealLogs logs : seen.deals()) {
      more.add(new Delivery.Logs(logs.deal(), seen.block(), logs.logs()));
      deals.add(logs.deal());
    }
    if (!retractable) {
      return new IntakeState(cursor, dealsOf, pending.and(more), delivered, violation);
    }
    Map<Hash32, SeenBlock> blocks = new LinkedHashMap<>(dealsOf);
    blocks.put(seen.block().hash(), new SeenBlock(seen.block().number(), List.copyOf(deals)));
    return new IntakeState(cursor, blocks, pending.and(more), delivered, violation);
  }

  private IntakeState retracted(IntakeEvent.BlockRetracted retracted) {
    List<Delivery.Retraction> more =
        retracted.deals().stream()
            .map(deal -> new Delivery.Retraction(deal, retracted.block()))
            .toList();
    Map<Hash32, SeenBlock> blocks = new LinkedHashMap<>(dealsOf);
    blocks.remove(retracted.block().hash());
    return new IntakeState(cursor, blocks, pending.and(more), delivered, violation);
  }

  private IntakeState finalTo(long finalized) {
    Map<Hash32, SeenBlock> blocks = new LinkedHashMap<>(dealsOf);
    blocks.values().removeIf(block -> block.number() <= finalized);
    return new IntakeState(cursor, blocks, pending, delivered, violation);
  }
}
