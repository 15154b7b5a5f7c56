package lilypad.mediator.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on the thread of whoever calls {@link #step}, one at a time, in an order that a seed
 * chooses. Before {@link #hold} and after {@link #release} they run on threads of their own: an
 * actor system waits for its parts while it starts and ends.
 */
final class SteppedExecutor extends AbstractExecutorService {

  private final ExecutorService free = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean held;
  private int running;

  @Override
  public synchronized void execute(Runnable task) {
    if (held) {
      waiting.add(task);
    } else {
      running++;
      free.execute(() -> run(task));
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } finally {
      synchronized (this) {
        running--;
        notifyAll();
      }
    }
  }

  /** From now on tasks wait for {@link #step}; what came before is done first. */
  synchronized void hold() throws InterruptedException {
    while (running > 0) {
      wait();
    }
    held = true;
  }

  /** From now on tasks run as they come, and those that waited run now. */
  synchronized void release() {
    held = false;
    List<Runnable> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(this::execute);
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

  /** It outlives the actor systems that use it. */
  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
