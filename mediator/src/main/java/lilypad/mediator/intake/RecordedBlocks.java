package lilypad.mediator.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.intake.IntakeEvent;

/**
 * The recorded blocks that still count, final ones too, and the deals with logs in each: read off
 * the journal where the state no longer tells. Of a range only the blocks with logs and the last
 * one are known by hash. Keeps the newest ones up to a bound.
 */
final class RecordedBlocks {

  /** A recorded block and whose logs it holds. */
  record Recorded(BlockRef block, List<DealId> deals) {
    Recorded {
      deals = List.copyOf(deals);
    }
  }

  private final Deque<Recorded> counting = new ArrayDeque<>();
  private final int most;
  private boolean cut;

  /** Keeps up to {@code most} blocks. */
  RecordedBlocks(int most) {
    this.most = most;
  }

  void happened(IntakeEvent event) {
    switch (event) {
      case IntakeEvent.BlockSeen seen -> add(seen);
      case IntakeEvent.RangeSeen range -> {
        range.blocks().forEach(this::add);
        boolean told =
            !range.blocks().isEmpty() && range.blocks().getLast().block().equals(range.last());
        if (!told) {
          add(new Recorded(range.last(), List.of()));
        }
      }
      case IntakeEvent.BlockRetracted retracted -> {
        if (!counting.isEmpty() && counting.getLast().block().equals(retracted.block())) {
          counting.removeLast();
        }
      }
      case IntakeEvent.ChainAccepted accepted -> {
        while (!counting.isEmpty() && counting.getLast().block().number() >= accepted.next()) {
          counting.removeLast();
        }
      }
      case IntakeEvent.FinalityAdvanced advanced -> {}
      case IntakeEvent.DeliveryAdvanced advanced -> {}
      case IntakeEvent.CaughtUp caught -> {}
      case IntakeEvent.FinalityViolated violated -> {}
      case IntakeEvent.LogsContradicted contradicted -> {}
      case IntakeEvent.StateContradicted contradicted -> {}
    }
  }

  private void add(IntakeEvent.BlockSeen seen) {
    add(new Recorded(seen.block(), seen.deals().stream().map(IntakeEvent.DealLogs::deal).toList()));
  }

  private void add(Recorded block) {
    counting.addLast(block);
    if (counting.size() > most) {
      counting.removeFirst();
      cut = true;
    }
  }

  /** Whether older blocks were left out. */
  boolean cut() {
    return cut;
  }

  List<Recorded> newestFirst() {
    return new ArrayList<>(counting).reversed();
  }
}
