package lilypad.mediator.panel;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.PrivateKey;
import lilypad.verifier.key.KeyFile;
import lilypad.verifier.node.JobRunner;
import lilypad.verifier.node.NodeSettings;
import lilypad.verifier.node.VerifierNode;

/** A gateway and the nodes that connect to it, in one process and over real connections. */
final class Bench {

  static final MediatorIdentity MEDIATOR = new MediatorIdentity(address(1), 31_337, address(2));
  static final Hash32 RUNTIME = hash("runtime");
  static final Hash32 RESULT = hash("result");

  private Bench() {}

  static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static Address address(int last) {
    return Address.fromHex("%040x".formatted(last));
  }

  /** The key of a node, from a small number. */
  static NodeSigner signer(int key) {
    return new NodeSigner(MEDIATOR, PrivateKey.fromHex("%064x".formatted(key)));
  }

  static NodeIdentity identity(NodeSigner signer, String operator) {
    return new NodeIdentity(
        signer.address(),
        operator,
        RUNTIME,
        List.of("wasm"),
        Optional.of(URI.create("http://127.0.0.1:1")),
        1);
  }

  /** Whether the reveal hashes to the commitment with this node as its maker, as a deal asks. */
  static boolean opens(Address node, SignedReveal reveal, SignedCommitment commitment) {
    return Commitment.commitmentHash(
            commitment.key().assignment(),
            commitment.key().round(),
            node,
            commitment.runtimeDigest(),
            reveal.resultRoot(),
            reveal.executionRoot(),
            reveal.salt(),
            MEDIATOR.domain())
        .equals(commitment.commitment());
  }

  static RosterSettings roster(NodeSigner... signers) {
    Map<Address, String> operators = new HashMap<>();
    for (NodeSigner signer : signers) {
      operators.put(signer.address(), "alice");
    }
    return new RosterSettings(operators, Set.of());
  }

  static NodeGatewaySettings gatewaySettings(int port) {
    return new NodeGatewaySettings(
        "127.0.0.1",
        port,
        Optional.empty(),
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        8,
        64,
        65_536);
  }

  static NodeGateway gateway(NodeGatewaySettings settings, RosterSettings roster, PanelPort port)
      throws IOException {
    NodeGateway gateway = new NodeGateway(settings, roster, MEDIATOR, port);
    gateway.start();
    return gateway;
  }

  static NodeSettings nodeSettings(int port, Path dataFolder) {
    return new NodeSettings(
        "127.0.0.1",
        port,
        Optional.empty(),
        MEDIATOR,
        "alice",
        new KeyFile(
            dataFolder.resolve("key"),
            Optional.empty(),
            KeyFile.Names.inSection("lilypad.verifier")),
        dataFolder,
        1,
        4,
        List.of(),
        new NodeSettings.Limits(1 << 20, Duration.ofSeconds(10), 1 << 20),
        new NodeSettings.Reconnect(Duration.ofMillis(20), Duration.ofMillis(200)),
        Duration.ofSeconds(5),
        Duration.ofMillis(200),
        Duration.ofDays(7));
  }

  static VerifierNode node(NodeSettings settings, NodeSigner signer, JobRunner runner)
      throws IOException {
    VerifierNode node =
        new VerifierNode(settings, identity(signer, settings.operator()), signer, runner);
    node.start();
    return node;
  }

  static Lease lease(String assignment) {
    return new Lease(
        new AssignmentRound(hash(assignment), 1),
        "wasm",
        new Cid(hash("module")),
        new TreeMap<>(Map.of("Message", "hello")),
        new TreeMap<>(),
        hash("seed"),
        List.of(URI.create("http://127.0.0.1:2")),
        Duration.ofSeconds(30),
        1 << 20,
        RUNTIME);
  }
}
