package lilypad.mediator.deal;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Runs tasks on another executor, at most so many at a time; the others wait for their turn, in
 * their order. A block may bring a thousand checks: asked all at once, a node or a solver answers
 * nobody in time.
 */
public final class Turns implements Executor {

  private final Executor executor;
  private final Semaphore turns;

  /**
   * @param executor has a thread for each task, also for those that wait
   * @param most tasks that run at a time
   */
  public Turns(Executor executor, int most) {
    this.executor = executor;
    this.turns = new Semaphore(most, true);
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(
        () -> {
          try {
            turns.acquire();
          } catch (InterruptedException e) {
            // The mediator stops: nobody waits for it any more.
            Thread.currentThread().interrupt();
            return;
          }
          try {
            task.run();
          } finally {
            turns.release();
          }
        });
  }
}
