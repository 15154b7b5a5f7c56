package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.NodeSigner;
import lilypad.verifier.node.JobOutcome;
import lilypad.verifier.node.VerifierNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody between node and mediator who passes every byte on. */
final class RelayIT {

  private static final NodeSigner ALICE = Bench.signer(11);

  @TempDir Path folder;
  private final RecordingPort port = new RecordingPort();

  @Test
  void aNodeDoesNotSignAChallengeThatCameThroughAnotherChannel() throws IOException {
    try (NodeGateway gateway = Bench.gateway(Bench.gatewaySettings(0), Bench.roster(ALICE), port);
        Relay relay = new Relay(gateway.port());
        VerifierNode node =
            Bench.node(
                Bench.nodeSettings(relay.port(), folder),
                ALICE,
                (lease, within) ->
                    new JobOutcome.Result(Bench.RESULT, Hash32.ZERO, Duration.ofMillis(1)))) {
      // A second connection means that the node gave the first one up.
      await().until(() -> relay.connections() >= 2);
      assertThat(node.isReady()).isFalse();
      assertThat(port.connected).isEmpty();
    }
  }

  private static final class Relay implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int target;

    Relay(int target) throws IOException {
      this.target = target;
      threads.execute(this::accept);
    }

    int port() {
      return door.getLocalPort();
    }

    int connections() {
      return connections.get();
    }

    private void accept() {
      while (!door.isClosed()) {
        try {
          Socket node = door.accept();
          Socket mediator = new Socket(InetAddress.getLoopbackAddress(), target);
          connections.incrementAndGet();
          threads.execute(() -> pump(node, mediator));
          threads.execute(() -> pump(mediator, node));
        } catch (IOException e) {
          // Closed by the test, or by one end: the other end notices by itself.
        }
      }
    }

    private static void pump(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // One end closed.
      }
    }

    @Override
    public void close() throws IOException {
      door.close();
      threads.shutdownNow();
    }
  }
}
