package lilypad.mediator.simulation;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's scheduler for {@link SteppedSystem}, named in its configuration: time stands still until
 * {@link #pass}, and what is due at one moment comes in the order in which it was asked for.
 */
public final class SteppedScheduler implements Scheduler {

  /** When something is due, in nanoseconds since the start, and in which order. */
  private record Due(long at, long order) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  private final TreeMap<Due, Runnable> waiting = new TreeMap<>();
  private long now;
  private long asked;

  /** As Pekko calls it. */
  public SteppedScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

  /** Time goes on so far; what is due meanwhile is handed to those who run it. */
  void pass(Duration duration) {
    long until;
    synchronized (this) {
      until = now + duration.toNanos();
    }
    while (true) {
      Runnable next;
      synchronized (this) {
        Map.Entry<Due, Runnable> first = waiting.firstEntry();
        if (first == null || first.getKey().at() > until) {
          now = until;
          return;
        }
        waiting.remove(first.getKey());
        now = first.getKey().at();
        next = first.getValue();
      }
      next.run();
    }
  }

  private synchronized void at(long delay, Runnable task) {
    waiting.put(new Due(now + delay, asked++), task);
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext runs) {
    Ticket ticket = new Ticket();
    at(delay.toNanos(), () -> ticket.use(() -> runs.execute(task), true));
    return ticket;
  }

  @Override
  @SuppressWarnings("deprecation") // what repeats comes to it in the end
  public Cancellable schedule(
      FiniteDuration first, FiniteDuration interval, Runnable task, ExecutionContext runs) {
    Ticket ticket = new Ticket();
    repeat(ticket, first.toNanos(), interval.toNanos(), () -> runs.execute(task));
    return ticket;
  }

  private void repeat(Ticket ticket, long delay, long interval, Runnable task) {
    at(
        delay,
        () -> {
          ticket.use(task, false);
          if (!ticket.isCancelled()) {
            repeat(ticket, interval, interval, task);
          }
        });
  }

  @Override
  public double maxFrequency() {
    return 1_000;
  }

  /** Something that was asked for, unless it is not wanted any more or was done. */
  private static final class Ticket implements Cancellable {

    private final AtomicBoolean spent = new AtomicBoolean();
    private final AtomicBoolean cancelled = new AtomicBoolean();

    void use(Runnable task, boolean once) {
      if (!spent.get()) {
        spent.set(once);
        task.run();
      }
    }

    @Override
    public boolean cancel() {
      boolean inTime = spent.compareAndSet(false, true);
      cancelled.compareAndSet(false, inTime);
      return inTime;
    }

    @Override
    public boolean isCancelled() {
      return cancelled.get();
    }
  }
}
