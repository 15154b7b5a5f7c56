package lilypad.mediator.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on the thread of whoever calls {@link #step}, one at a time, in an order that a seed
 * chooses. Until {@link #hold} it runs each at once, in the order in which they come, on the
 * threads that bring them: an actor system waits for its own parts while it starts and ends.
 */
final class SteppedExecutor extends AbstractExecutorService {

  private final List<Runnable> waiting = new ArrayList<>();
  private final Deque<Runnable> unheld = new ArrayDeque<>();
  private boolean held;
  private boolean draining;
  private boolean shut;

  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      if (held) {
        waiting.add(task);
        return;
      }
      unheld.add(task);
      if (draining) {
        return;
      }
      draining = true;
    }
    drain();
  }

  private void drain() {
    while (true) {
      Runnable next;
      synchronized (this) {
        if (unheld.isEmpty()) {
          draining = false;
          return;
        }
        next = unheld.removeFirst();
      }
      next.run();
    }
  }

  /** From now on tasks wait for {@link #step}. */
  synchronized void hold() {
    held = true;
  }

  /** From now on tasks run as they come; those that waited run now. */
  void release() {
    synchronized (this) {
      held = false;
      unheld.addAll(waiting);
      waiting.clear();
      if (draining) {
        return;
      }
      draining = true;
    }
    drain();
  }

  /**
   * Runs one of the waiting tasks.
   *
   * @return whether there was one
   */
  boolean step(Random random) {
    Runnable next;
    synchronized (this) {
      if (waiting.isEmpty()) {
        return false;
      }
      next = waiting.remove(random.nextInt(waiting.size()));
    }
    next.run();
    return true;
  }

  @Override
  public synchronized void shutdown() {
    shut = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public synchronized boolean isShutdown() {
    return shut;
  }

  @Override
  public synchronized boolean isTerminated() {
    return shut;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
