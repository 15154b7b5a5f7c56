package lilypad.chain.rpc;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body up to a limit and breaks the connection off above it. A body of announced length
 * is copied once.
 */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {

  private static final int UNANNOUNCED = 16 << 10;

  /** The body is longer than the limit. */
  static final class TooLong extends IOException {
    TooLong(int limit) {
      super("the answer is longer than " + limit + " bytes");
    }
  }

  private final int limit;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private byte[] collected;
  private int size;
  private Flow.@Nullable Subscription subscription;

  /**
   * @param announced the length that the answer's head gives, if it does; only a hint
   */
  LimitedBody(int limit, long announced) {
    this.limit = limit;
    this.collected = new byte[(int) Math.min(limit, announced)];
  }

  /** For the body behind this head. */
  static LimitedBody of(HttpResponse.ResponseInfo head, int limit) {
    return new LimitedBody(
        limit, head.headers().firstValueAsLong("Content-Length").orElse(UNANNOUNCED));
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int part = buffer.remaining();
      if (part > limit - size) {
        body.completeExceptionally(new TooLong(limit));
        if (subscription != null) {
          subscription.cancel();
        }
        return;
      }
      if (part > collected.length - size) {
        long doubled = Math.max(2L * collected.length, (long) size + part);
        collected = Arrays.copyOf(collected, (int) Math.min(limit, doubled));
      }
      buffer.get(collected, size, part);
      size += part;
    }
  }

  @Override
  public void onError(Throwable error) {
    body.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    body.complete(size == collected.length ? collected : Arrays.copyOf(collected, size));
  }
}
