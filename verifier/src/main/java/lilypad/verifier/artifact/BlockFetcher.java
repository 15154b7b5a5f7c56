package lilypad.verifier.artifact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagBlock;

/**
 * Fetches single blocks from trustless gateways and checks each against its id. Follows no
 * redirects.
 */
public final class BlockFetcher implements AutoCloseable {

  /** What asking for one block gave. */
  public sealed interface Fetch {

    /** The block, checked. */
    record Found(DagBlock block) implements Fetch {}

    /** Nobody had it; {@code tried} says for each gateway why not. */
    record Missing(Cid cid, List<String> tried) implements Fetch {}
  }

  /** The largest block that is taken: 2 MiB, as Bitswap's. */
  public static final int MAX_BLOCK = 2 << 20;

  private final HttpClient client;
  private final Duration timeout;

  /**
   * @param timeout for one block from one gateway, connecting included
   */
  public BlockFetcher(Duration timeout) {
    this.timeout = timeout;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /**
   * Asks one gateway after the other.
   *
   * @param gateways base URLs, {@code http} or {@code https}
   */
  public Fetch fetch(Cid cid, List<URI> gateways) throws InterruptedException {
    List<String> tried = new ArrayList<>();
    for (URI gateway : gateways) {
      try {
        byte[] bytes = get(gateway, cid);
        Cid actual = Cid.ofBlock(bytes);
        if (actual.equals(cid)) {
          return new Fetch.Found(new DagBlock(cid, Bytes.of(bytes)));
        }
        tried.add(gateway + ": a block with the id " + actual);
      } catch (IOException e) {
        tried.add(gateway + ": " + e.getMessage());
      }
    }
    return new Fetch.Missing(cid, tried);
  }

  private byte[] get(URI gateway, Cid cid) throws IOException, InterruptedException {
    HttpRequest request;
    try {
      String base = gateway.toString();
      request =
          HttpRequest.newBuilder(
                  URI.create(
                      (base.endsWith("/") ? base : base + "/") + "ipfs/" + cid + "?format=raw"))
              .timeout(timeout)
              .header("Accept", "application/vnd.ipld.raw")
              .GET()
              .build();
    } catch (IllegalArgumentException e) {
      throw new IOException("no base URL: " + e.getMessage(), e);
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> info.statusCode() == 200 ? new Limited() : discard());
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      return response.body();
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("nothing within " + timeout.toMillis() + " ms", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static HttpResponse.BodySubscriber<byte[]> discard() {
    return HttpResponse.BodySubscribers.replacing(new byte[0]);
  }

  /** Takes a body of up to {@link #MAX_BLOCK} bytes and breaks off a longer one. */
  private static final class Limited implements HttpResponse.BodySubscriber<byte[]> {

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscribed.complete(subscription);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (kept.size() + buffer.remaining() > MAX_BLOCK) {
          subscribed.join().cancel();
          body.completeExceptionally(
              new IOException("a block of more than " + MAX_BLOCK + " bytes"));
          return;
        }
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        kept.writeBytes(part);
      }
    }

    @Override
    public void onError(Throwable problem) {
      body.completeExceptionally(problem);
    }

    @Override
    public void onComplete() {
      body.complete(kept.toByteArray());
    }
  }
}
