package lilypad.deploy.devnet;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for things that other processes do, and gives up early when one of the processes is gone.
 *
 * @param unexpectedEnd tells which process ended that should live
 * @param patience how long one thing may take
 * @param between how long from one look to the next
 */
public record Waiting(
    Supplier<Optional<String>> unexpectedEnd, Duration patience, Duration between) {

  private static final Duration BETWEEN = Duration.ofMillis(50);

  /** Looks as often as one who waits alone may. */
  public Waiting(Supplier<Optional<String>> unexpectedEnd, Duration patience) {
    this(unexpectedEnd, patience, BETWEEN);
  }

  /** What was waited for did not come. */
  public static final class Overdue extends RuntimeException {

    Overdue(String what) {
      super(what);
    }
  }

  /**
   * Asks until there is an answer.
   *
   * @param what is waited for, in words
   * @throws Overdue if none comes in time, or a process ends that should live
   */
  public <T> T forValue(String what, Supplier<Optional<T>> question) {
    long end = System.nanoTime() + patience.toNanos();
    Optional<T> answer = question.get();
    while (answer.isEmpty()) {
      unexpectedEnd
          .get()
          .ifPresent(
              gone -> {
                throw new Overdue("while waiting for " + what + ", " + gone);
              });
      if (System.nanoTime() - end > 0) {
        throw new Overdue("expected " + what + " within " + patience.toSeconds() + " s");
      }
      pause(what);
      answer = question.get();
    }
    return answer.get();
  }

  /** As {@link #forValue}, until something holds. */
  public void until(String what, BooleanSupplier condition) {
    forValue(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  private void pause(String what) {
    try {
      Thread.sleep(between);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Overdue("interrupted while waiting for " + what);
    }
  }
}
