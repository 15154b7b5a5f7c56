package lilypad.mediator.query;

import java.util.List;
import java.util.function.LongSupplier;
import lilypad.protocol.DealKey;
import lilypad.protocol.deal.ChainClock;

/**
 * Who is told the time with a new block: every open deal now and then, so that none forgets it or
 * leaves memory for good, and in between those that may do something at that time. Used by one
 * thread at a time.
 */
public final class Rounds {

  /** Who could be told. */
  public interface Deals {
    /** Those that wait for something. */
    List<DealKey> open();

    /** Of these, those that may do something when they are told this time. */
    List<DealKey> awake(ChainClock clock);
  }

  private final Deals deals;
  private final long everybodyNanos;
  private final LongSupplier nanos;
  private long last;
  private boolean begun;

  /**
   * @param everybodyNanos after so much time all are told
   * @param nanos a clock that only goes forward
   */
  public Rounds(Deals deals, long everybodyNanos, LongSupplier nanos) {
    this.deals = deals;
    this.everybodyNanos = everybodyNanos;
    this.nanos = nanos;
  }

  /** Who is to be told this time. */
  public synchronized List<DealKey> next(ChainClock clock) {
    long now = nanos.getAsLong();
    if (!begun || now - last >= everybodyNanos) {
      begun = true;
      last = now;
      return deals.open();
    }
    return deals.awake(clock);
  }

  /** Nobody may rely on what was told before: with the next time all are told. */
  public synchronized void again() {
    begun = false;
  }
}
