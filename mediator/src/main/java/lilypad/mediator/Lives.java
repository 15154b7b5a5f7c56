package lilypad.mediator;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lilypad.persistence.embedded.DiskRoom;
import lilypad.persistence.embedded.JournalFault;

/**
 * The lives of a service, one after another: where one ended because its journal's disk was full,
 * the next begins when there is room again. All else that ends one ends them all.
 */
final class Lives implements AutoCloseable {

  /** Why a life ended. */
  enum End {
    /** It was told to. */
    TOLD,
    /** Going on could have cost somebody money. */
    FAILED,
    /** The journal's disk is full. */
    ROOMLESS
  }

  /** A service that runs. */
  interface Life extends AutoCloseable {
    /** Runs until it has ended. */
    End live();

    /** Ends it, and gives up what it holds. */
    @Override
    void close();
  }

  private static final int LOOKED_EVERY_SECONDS = 1;
  private static final int TOLD_EVERY_SECONDS = 60;

  private final DiskRoom room;
  private final Consumer<String> told;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Optional<Life> present = Optional.empty();

  /**
   * None yet.
   *
   * @param told hears what is waited for
   */
  Lives(DiskRoom room, Consumer<String> told) {
    this.room = room;
    this.told = told;
  }

  /** Lives until a life ends for another reason than a full disk. */
  End live(Supplier<Life> birth) {
    End end = next(birth);
    while (end == End.ROOMLESS) {
      end = awaitRoom() ? next(birth) : End.TOLD;
    }
    return end;
  }

  private End next(Supplier<Life> birth) {
    Life life;
    try {
      life = birth.get();
    } catch (JournalFault.DiskFull e) {
      told.accept(String.valueOf(e.getMessage()));
      return End.ROOMLESS;
    }
    if (!began(life)) {
      life.close();
      return End.TOLD;
    }
    End end = life.live();
    if (end == End.ROOMLESS) {
      over().ifPresent(Life::close);
    }
    return end;
  }

  private synchronized boolean began(Life life) {
    boolean open = closed.getCount() > 0;
    present = open ? Optional.of(life) : Optional.empty();
    return open;
  }

  private synchronized Optional<Life> over() {
    Optional<Life> life = present;
    present = Optional.empty();
    return life;
  }

  /** Waits for room; false if it was closed meanwhile. */
  private boolean awaitRoom() {
    String wanted = "waiting for " + room.wanted() + "; goes on by itself";
    try {
      for (int second = 0; !room.isBack(); second += LOOKED_EVERY_SECONDS) {
        if (second % TOLD_EVERY_SECONDS == 0) {
          told.accept(wanted);
        }
        if (closed.await(LOOKED_EVERY_SECONDS, TimeUnit.SECONDS)) {
          return false;
        }
      }
      return closed.getCount() > 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends the present life, and there is no next one. */
  @Override
  public void close() {
    closed.countDown();
    over().ifPresent(Life::close);
  }
}
