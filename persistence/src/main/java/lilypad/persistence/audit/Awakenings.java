package lilypad.persistence.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import lilypad.protocol.deal.DealReplay;
import lilypad.protocol.intake.IntakeEvent;

/**
 * When the mediator was up to date with the chain after it had been away, as the intake tells it.
 * What a deal decided about somebody's time names the newest of them that it was told; it may be
 * written behind a newer one.
 */
final class Awakenings {

  /** How far back what a deal was told may lie. */
  private static final int MOST = 16;

  private final Deque<Long> times = new ArrayDeque<>();

  void caughtUp(IntakeEvent.CaughtUp fact) {
    times.addLast(fact.head().timestamp());
    if (times.size() > MOST) {
      times.removeFirst();
    }
  }

  /**
   * What a decision about somebody's time says since when the mediator was there.
   *
   * @param awake 0 before the first break that the record tells of
   */
  Optional<DealReplay.Contradiction> decided(long awake) {
    boolean known = times.isEmpty() ? awake == 0 : times.contains(awake);
    return known
        ? Optional.empty()
        : Optional.of(
            new DealReplay.Contradiction(
                "since when the mediator was there",
                times.isEmpty() ? "0" : "one of " + times,
                String.valueOf(awake)));
  }
}
