package lilypad.chain.doorbell;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Rings for each {@code newHeads} notification of a node's WebSocket. A socket that refuses, closes
 * or falls silent is given up and opened again, after a pause that doubles up to a bound. What it
 * misses meanwhile is found by asking.
 */
public final class HeadsDoorbell implements Doorbell {

  private final DoorbellSettings settings;
  private final Runnable rings;
  private final DoorbellLog log;
  private final HttpClient client;
  private final AtomicReference<@Nullable AnnouncedHead> announced = new AtomicReference<>();
  private final AtomicBoolean rung = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread keeper = Thread.ofVirtual().name("doorbell").unstarted(this::keep);
  private volatile boolean listening;

  /** Rings by running {@code rings}, which must not wait; silent until {@link #open}. */
  public HeadsDoorbell(DoorbellSettings settings, Runnable rings) {
    this.settings = settings;
    this.rings = rings;
    this.log = new DoorbellLog(settings.url());
    this.client = HttpClient.newBuilder().connectTimeout(settings.connectTimeout()).build();
  }

  /** Connects, and keeps connected until {@link #close}. */
  @Override
  public void open() {
    keeper.start();
  }

  @Override
  public Optional<AnnouncedHead> answer() {
    rung.set(false);
    return Optional.ofNullable(announced.getAndSet(null));
  }

  @Override
  public boolean listening() {
    return listening;
  }

  private void ring() {
    if (rung.compareAndSet(false, true)) {
      rings.run();
    }
  }

  private void keep() {
    Duration pause = settings.leastPause();
    try {
      do {
        HeadsSession session = new HeadsSession(settings, log, this::heard, this::subscribed);
        String why = listen(session);
        if (session.useful()) {
          pause = settings.leastPause();
        }
        if (closed.getCount() > 0) {
          log.lost(why, pause);
        }
        if (listening) {
          listening = false;
          ring();
        }
        long wait = pause.toNanos();
        pause = Duration.ofNanos(Math.min(2 * wait, settings.mostPause().toNanos()));
        if (closed.await(wait, TimeUnit.NANOSECONDS)) {
          return;
        }
      } while (true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void heard(AnnouncedHead head) {
    announced.set(head);
    ring();
  }

  /** Heads may have passed before: whoever asks now knows them all. */
  private void subscribed() {
    log.listening();
    listening = true;
    ring();
  }

  /** One connection; returns why it ended. */
  private String listen(HeadsSession session) throws InterruptedException {
    WebSocket.Builder builder =
        client.newWebSocketBuilder().connectTimeout(settings.connectTimeout());
    settings.url().authorization().ifPresent(value -> builder.header("Authorization", value));
    CompletableFuture<WebSocket> opening =
        builder.buildAsync(settings.url().withoutUser(), session);
    try {
      // The client's own limit covers the handshake; ours is for a client that forgets it.
      WebSocket socket = opening.get(2 * settings.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
      try {
        return session.supervise(socket);
      } finally {
        socket.abort();
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return "it cannot be opened (" + cause.getClass().getSimpleName() + ")";
    } catch (TimeoutException e) {
      opening.cancel(true);
      return "it does not open within " + settings.connectTimeout();
    }
  }

  /** Hangs up; it rings no more. */
  @Override
  public void close() {
    closed.countDown();
    keeper.interrupt();
    client.shutdownNow();
    try {
      keeper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
