package lilypad.deploy.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** Tells a person who waits how far something got, every few seconds. */
final class Ticker {

  private static final long EVERY = Duration.ofSeconds(5).toNanos();

  private final PrintWriter err;
  private final String name;
  private long next = System.nanoTime() + EVERY;

  Ticker(PrintWriter err, String name) {
    this.err = err;
    this.name = name;
  }

  void at(long done, long of) {
    tell("%,d of %,d events".formatted(done, of));
  }

  void at(long done) {
    tell("%,d events".formatted(done));
  }

  void words(String how) {
    tell(how);
  }

  void rows(long done) {
    tell("%,d rows".formatted(done));
  }

  private void tell(String how) {
    if (System.nanoTime() - next >= 0) {
      next = System.nanoTime() + EVERY;
      err.println("lilypad: " + name + ": " + how);
      err.flush();
    }
  }
}
