package lilypad.deploy.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The same questions; of the answers only the bytes are counted. */
final class DrainReading implements Reading {

  private final URI node;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  DrainReading(URI node) {
    this.node = node;
  }

  @Override
  public void read(int range, Tally tally) throws IOException, InterruptedException {
    String question =
        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_getLogs\",\"params\":[{\"fromBlock\":\"0x%x\",\"toBlock\":\"0x%x\"}],\"id\":1}"
            .formatted(CannedLogs.from(range), CannedLogs.to(range));
    HttpRequest request =
        HttpRequest.newBuilder(node).POST(HttpRequest.BodyPublishers.ofString(question)).build();
    tally.drained(client.send(request, head -> new Counted()).body());
  }

  /** Lets a body go by. */
  private static final class Counted implements HttpResponse.BodySubscriber<Long> {

    private final CompletableFuture<Long> body = new CompletableFuture<>();
    private long bytes;

    @Override
    public CompletionStage<Long> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        bytes += buffer.remaining();
      }
    }

    @Override
    public void onError(Throwable error) {
      body.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      body.complete(bytes);
    }
  }
}
