package lilypad.mediator.panel;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.NodeSigner;
import lilypad.verifier.node.JobOutcome;
import lilypad.verifier.node.VerifierNode;

/**
 * A node in a process of its own, to be killed. Each of its runs gives another result, so that a
 * second run would show.
 */
final class CrashingNode {

  private CrashingNode() {}

  /** Arguments: the gateway's port, the data folder, the key's number. */
  public static void main(String[] arguments) throws IOException {
    SecureRandom random = new SecureRandom();
    NodeSigner signer = Bench.signer(Integer.parseInt(arguments[2]));
    try (VerifierNode node =
        Bench.node(
            Bench.nodeSettings(Integer.parseInt(arguments[0]), Path.of(arguments[1])),
            signer,
            (lease, within) -> {
              byte[] result = new byte[32];
              random.nextBytes(result);
              return new JobOutcome.Result(Hash32.of(result), Hash32.ZERO, Duration.ofMillis(1));
            })) {
      node.ending().join();
    }
  }
}
