package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(
          task -> {
            Thread thread = Thread.ofVirtual().unstarted(task);
            thread.setUncaughtExceptionHandler((failed, expected) -> {});
            return thread;
          });

  /** Who still waits for a turn is not waited for. */
  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void neverMoreThanAllowedRunAtATimeAndAllDoInTheEnd() throws InterruptedException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch all = new CountDownLatch(100);
    Turns turns = new Turns(threads, 3);
    for (int task = 0; task < 100; task++) {
      turns.execute(
          () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            three.countDown();
            try {
              gate.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            now.decrementAndGet();
            all.countDown();
          });
    }
    assertThat(three.await(10, TimeUnit.SECONDS)).isTrue();
    gate.countDown();
    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(most).hasValue(3);
  }

  @Test
  void aTaskThatFailsGivesItsTurnBack() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    Turns turns = new Turns(threads, 1);
    turns.execute(
        () -> {
          throw new IllegalStateException("expected");
        });
    turns.execute(ran::countDown);
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
