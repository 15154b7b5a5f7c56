package lilypad.persistence.audit;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;

/**
 * What was final and is no more: an operator accepted another chain than the recorded one, and the
 * intake took back the blocks above the last common one. A deal that was over by them goes on.
 */
final class Turns {

  private final Set<Hash32> takenBack = new HashSet<>();

  /** The lowest height that the last acceptance had read again; none before the first. */
  private OptionalLong from = OptionalLong.empty();

  private long finalized;

  void seen(IntakeEvent event) {
    switch (event) {
      case IntakeEvent.ChainAccepted accepted -> from = OptionalLong.of(accepted.next());
      case IntakeEvent.BlockRetracted gone -> {
        long number = gone.block().number();
        if (from.isPresent() && from.getAsLong() <= number && number <= finalized) {
          takenBack.add(gone.block().hash());
        }
      }
      case IntakeEvent.FinalityAdvanced advanced ->
          finalized = Math.max(finalized, advanced.finalized());
      case IntakeEvent.BlockSeen e -> {}
      case IntakeEvent.RangeSeen e -> {}
      case IntakeEvent.DeliveryAdvanced e -> {}
      case IntakeEvent.CaughtUp e -> {}
      case IntakeEvent.FinalityViolated e -> {}
      case IntakeEvent.LogsContradicted e -> {}
      case IntakeEvent.StateContradicted e -> {}
    }
  }

  /** Whether a deal learns of it. */
  boolean isOne(DealEvent event) {
    return event instanceof DealEvent.LogsRetracted gone && takenBack.contains(gone.block().hash());
  }
}
