package lilypad.mediator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import lilypad.persistence.embedded.DiskRoom;
import lilypad.protocol.CannotGoOn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LivesTest {

  private static final long LEAST = 100 << 20;

  @TempDir Path folder;

  private final AtomicLong free = new AtomicLong();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  private DiskRoom room() {
    return new DiskRoom(folder, LEAST, free::get);
  }

  private Lives lives(CountDownLatch waiting) {
    return new Lives(
        room(),
        words -> {
          told.add(words);
          waiting.countDown();
        });
  }

  private Lives.Life life(String name, Lives.End end) {
    return new Lives.Life() {
      @Override
      public Lives.End live() {
        return end;
      }

      @Override
      public void close() {
        closed.add(name);
      }
    };
  }

  @Test
  void oneThatEndedForWantOfRoomIsFollowedByTheNextWhenThereIsRoom() throws InterruptedException {
    free.set(LEAST);
    CountDownLatch waiting = new CountDownLatch(1);
    Lives lives = lives(waiting);
    Deque<Lives.Life> next =
        new ArrayDeque<>(
            List.of(life("first", Lives.End.ROOMLESS), life("second", Lives.End.TOLD)));

    CompletableFuture<Lives.End> end =
        CompletableFuture.supplyAsync(() -> lives.live(next::removeFirst));
    waiting.await();
    assertThat(closed).as("what the next one needs is given up").containsExactly("first");
    assertThat(next).hasSize(1);
    free.set(2 * LEAST);

    assertThat(end.join()).isEqualTo(Lives.End.TOLD);
    assertThat(told)
        .containsExactly(
            "waiting for 200 MiB free on the disk of " + folder + "; goes on by itself");
  }

  @Test
  void aDiskThatIsFullAtTheStartIsWaitedForToo() throws InterruptedException {
    free.set(LEAST - 1);
    CountDownLatch waiting = new CountDownLatch(2);
    Lives lives = lives(waiting);

    CompletableFuture<Lives.End> end =
        CompletableFuture.supplyAsync(
            () ->
                lives.live(
                    () -> {
                      room().require();
                      return life("first", Lives.End.TOLD);
                    }));
    waiting.await();
    free.set(2 * LEAST);

    assertThat(end.join()).isEqualTo(Lives.End.TOLD);
    assertThat(told.getFirst()).contains("is full: expected at least 100 MiB free");
  }

  @Test
  void oneThatFailedIsNotFollowed() {
    Lives lives = lives(new CountDownLatch(1));

    assertThat(lives.live(() -> life("first", Lives.End.FAILED))).isEqualTo(Lives.End.FAILED);
    assertThat(told).isEmpty();
  }

  @Test
  void closedWhileItWaitsItEnds() throws InterruptedException {
    free.set(0);
    CountDownLatch waiting = new CountDownLatch(1);
    Lives lives = lives(waiting);

    CompletableFuture<Lives.End> end =
        CompletableFuture.supplyAsync(() -> lives.live(() -> life("first", Lives.End.ROOMLESS)));
    waiting.await();
    lives.close();

    assertThat(end.join()).isEqualTo(Lives.End.TOLD);
  }

  @Test
  void oneThatCannotGoOnIsClosedWithAllOfThem() {
    Lives lives = lives(new CountDownLatch(1));
    Lives.Life refusing =
        new Lives.Life() {
          @Override
          public Lives.End live() {
            throw new CannotGoOn("No chain", "Start one");
          }

          @Override
          public void close() {
            closed.add("first");
          }
        };

    assertThatThrownBy(() -> lives.live(() -> refusing)).isInstanceOf(CannotGoOn.class);
    lives.close();

    assertThat(closed).containsExactly("first");
  }
}
