package lilypad.chain.doorbell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import org.jspecify.annotations.Nullable;

/**
 * One connection: subscribes, hears heads, asks for signs of life, and ends itself when there are
 * none. Whatever comes that is no head is ignored.
 */
final class HeadsSession implements WebSocket.Listener {

  private static final String SUBSCRIBE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BINARY = "a binary message";

  private final DoorbellSettings settings;
  private final DoorbellLog log;
  private final Consumer<AnnouncedHead> heads;
  private final Runnable subscribed;
  private final StringBuilder message = new StringBuilder();
  private boolean tooLong;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable String end;
  private boolean confirmed;
  private boolean headSeen;
  private boolean pinged;
  private long asked;
  private long lastHead;

  HeadsSession(
      DoorbellSettings settings,
      DoorbellLog log,
      Consumer<AnnouncedHead> heads,
      Runnable subscribed) {
    this.settings = settings;
    this.log = log;
    this.heads = heads;
    this.subscribed = subscribed;
  }

  /** Whether a head was heard: then the next attempt need not wait longer than the first. */
  boolean useful() {
    lock.lock();
    try {
      return headSeen;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the connection until it is of no use; returns why. */
  String supervise(WebSocket socket) throws InterruptedException {
    lock.lock();
    try {
      asked = System.nanoTime();
      lastHead = asked;
      failing("subscribing", socket.sendText(SUBSCRIBE, true));
      while (end == null) {
        long now = System.nanoTime();
        long sinceHead = now - lastHead;
        long sinceAsked = now - asked;
        long patience = (pinged ? settings.pongTimeout() : settings.pingInterval()).toNanos();
        if (sinceHead >= settings.silence().toNanos()) {
          return "no head for " + settings.silence();
        }
        if (sinceAsked >= patience) {
          if (pinged) {
            return "no sign of life within " + settings.pongTimeout() + " of a ping";
          }
          pinged = true;
          asked = now;
          failing("a ping", socket.sendPing(ByteBuffer.allocate(0)));
          continue;
        }
        long next = Math.min(patience - sinceAsked, settings.silence().toNanos() - sinceHead);
        changed.awaitNanos(next);
      }
      return end;
    } finally {
      lock.unlock();
    }
  }

  private void failing(String what, CompletionStage<WebSocket> sending) {
    sending.whenComplete(
        (socket, failure) -> {
          if (failure != null) {
            ended(what + " failed (" + failure.getClass().getSimpleName() + ")");
          }
        });
  }

  private void ended(String why) {
    lock.lock();
    try {
      if (end == null) {
        end = why;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void alive() {
    lock.lock();
    try {
      if (pinged) {
        pinged = false;
        asked = System.nanoTime();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    alive();
    if (message.length() + data.length() > settings.maxMessageChars()) {
      tooLong = true;
    }
    if (!tooLong) {
      message.append(data);
    }
    if (last) {
      if (tooLong) {
        log.garbage("a message of more than " + settings.maxMessageChars() + " characters");
      } else {
        received(message.toString());
      }
      message.setLength(0);
      tooLong = false;
    }
    socket.request(1);
    return null;
  }

  private void received(String text) {
    JsonNode json = parsed(text);
    JsonNode head = json.path("params").path("result");
    if (json.path("method").asText().equals("eth_subscription")) {
      head(head).ifPresentOrElse(this::announce, () -> log.garbage(text));
    } else if (json.path("id").asInt() == 1 && json.path("error").isObject()) {
      ended("it refuses to subscribe: " + json.path("error").path("code").asInt());
    } else if (json.path("id").asInt() == 1 && json.path("result").isTextual()) {
      confirm();
    } else {
      log.garbage(text);
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static Optional<AnnouncedHead> head(JsonNode head) {
    try {
      return Optional.of(
          new AnnouncedHead(
              Long.decode(head.path("number").asText()),
              Hash32.fromHex(head.path("hash").asText())));
    } catch (NumberFormatException | MalformedValue e) {
      return Optional.empty();
    }
  }

  private void announce(AnnouncedHead head) {
    confirm();
    lock.lock();
    try {
      headSeen = true;
      lastHead = System.nanoTime();
    } finally {
      lock.unlock();
    }
    heads.accept(head);
  }

  /** A head may come before the answer to our question. */
  private void confirm() {
    boolean first;
    lock.lock();
    try {
      first = !confirmed;
      confirmed = true;
    } finally {
      lock.unlock();
    }
    if (first) {
      subscribed.run();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    alive();
    log.garbage(BINARY);
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer data) {
    alive();
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
    alive();
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    ended("it was closed (status " + status + ")");
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    ended("it broke (" + failure.getClass().getSimpleName() + ")");
  }
}
