package lilypad.deploy.cheat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import lilypad.mediator.panel.Disconnection;
import lilypad.mediator.panel.NodeGateway;
import lilypad.mediator.panel.NodeGatewaySettings;
import lilypad.mediator.panel.PanelPort;
import lilypad.mediator.panel.RosterSettings;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeAnswer;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.PrivateKey;
import lilypad.verifier.node.JobOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the cheats do, at the mediator's real gateway and over real connections. */
class CheatingNodeIT {

  private static final Duration SILENCE = Duration.ofMillis(500);
  private static final MediatorIdentity MEDIATOR =
      new MediatorIdentity(address(1), 31_337, address(2));
  private static final Hash32 RUNTIME = hash("runtime");
  private static final Hash32 RIGHT = hash("right");
  private static final Hash32 CLAIMED = hash("claimed");
  private static final String JOB = "moo";

  private final Heard port = new Heard();
  private final Ring ring = new Ring();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<CheatingNode> nodes = new ArrayList<>();
  private NodeGateway gateway = gateway(port);

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Address address(int last) {
    return Address.fromHex("%040x".formatted(last));
  }

  private static NodeSigner signer(int key) {
    return new NodeSigner(MEDIATOR, PrivateKey.fromHex("%064x".formatted(key)));
  }

  private static String operator(int key) {
    return key < 20 ? "pair" : "third";
  }

  private static NodeGateway gateway(PanelPort port) {
    return new NodeGateway(
        new NodeGatewaySettings(
            "127.0.0.1",
            0,
            Optional.empty(),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            8,
            64,
            65_536),
        new RosterSettings(
            Map.of(
                signer(11).address(), operator(11),
                signer(12).address(), operator(12),
                signer(21).address(), operator(21)),
            Set.of()),
        MEDIATOR,
        port);
  }

  @BeforeEach
  void listen() throws IOException {
    gateway.start();
  }

  @AfterEach
  void stop() {
    nodes.forEach(CheatingNode::close);
    gateway.close();
    timer.shutdownNow();
  }

  /** A node of the ring that is connected. */
  private NodeSigner node(int key, VerifierConduct conduct, Hash32 runtime) {
    NodeSigner signer = signer(key);
    CheatingNode node =
        new CheatingNode(
            new CheatSettings.Node(
                PrivateKey.fromHex("%064x".formatted(key)),
                operator(key),
                Optional.empty(),
                Map.of(JOB, conduct)),
            "127.0.0.1",
            gateway.port(),
            new NodeIdentity(
                signer.address(), operator(key), runtime, List.of("wasm"), Optional.empty(), 1),
            signer,
            new CheatingNode.Means(
                (lease, within) ->
                    new JobOutcome.Result(RIGHT, hash("evidence"), Duration.ofMillis(3)),
                lease -> CLAIMED,
                ring),
            timer);
    nodes.add(node);
    node.connect().join();
    await().until(() -> gateway.connected().contains(signer.address()));
    return signer;
  }

  private NodeSigner node(int key, VerifierConduct conduct) {
    return node(key, conduct, RUNTIME);
  }

  /** The same job lent to a verifier, as an assignment of its own. */
  private static Lease lease(NodeSigner verifier) {
    return new Lease(
        new AssignmentRound(hash("lent to " + verifier.address()), 1),
        "wasm",
        new Cid(hash("module")),
        new TreeMap<>(Map.of("Message", JOB)),
        new TreeMap<>(),
        hash("seed"),
        List.of(URI.create("http://127.0.0.1:1")),
        Duration.ofSeconds(30),
        1 << 20,
        RUNTIME);
  }

  private SignedCommitment commitment(NodeSigner verifier) {
    return await()
        .until(
            () ->
                port.answers.stream()
                    .filter(answer -> answer.key().equals(lease(verifier).key()))
                    .filter(SignedCommitment.class::isInstance)
                    .map(SignedCommitment.class::cast)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private SignedReveal shown(NodeSigner verifier) {
    gateway.requestReveal(verifier.address(), lease(verifier).key(), Duration.ofSeconds(10));
    return await()
        .until(
            () ->
                port.reveals.stream()
                    .filter(reveal -> reveal.key().equals(lease(verifier).key()))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Whether a verifier's reveal opens its commitment, as a deal asks. */
  private static boolean opens(NodeSigner verifier, SignedCommitment promised, SignedReveal shown) {
    return Commitment.commitmentHash(
            promised.key().assignment(),
            promised.key().round(),
            verifier.address(),
            promised.runtimeDigest(),
            shown.resultRoot(),
            shown.executionRoot(),
            shown.salt(),
            MEDIATOR.domain())
        .equals(promised.commitment());
  }

  @Test
  void aCopyIsThrownOutAsItIsAndCannotBeOpenedUnderTheCopiersName() {
    NodeSigner honest = node(21, VerifierConduct.HONEST);
    NodeSigner copier = node(11, VerifierConduct.COPY);
    gateway.assign(honest.address(), lease(honest));
    SignedCommitment original = commitment(honest);
    gateway.assign(copier.address(), lease(copier));

    await().until(() -> port.evidence.size() == 1);
    assertThat(port.evidence.getFirst()).contains("not signed by " + copier.address());
    assertThat(port.answers).containsExactly(original);

    await().until(() -> gateway.connected().contains(copier.address()));
    gateway.assign(copier.address(), lease(copier));
    SignedCommitment copy = commitment(copier);
    assertThat(copy.commitment()).isEqualTo(original.commitment());
    SignedReveal opening = shown(honest);
    SignedReveal copied = shown(copier);
    assertThat(copied.resultRoot()).isEqualTo(opening.resultRoot());
    assertThat(copied.salt()).isEqualTo(opening.salt());
    assertThat(opens(honest, original, opening)).isTrue();
    assertThat(opens(copier, copy, copied)).isFalse();
  }

  @Test
  void anEchoStandsByTheClaimAndAnHonestOneByItsRun() {
    NodeSigner echo = node(11, VerifierConduct.ECHO);
    NodeSigner honest = node(21, VerifierConduct.HONEST);
    for (NodeSigner verifier : List.of(echo, honest)) {
      gateway.assign(verifier.address(), lease(verifier));
      SignedCommitment promised = commitment(verifier);
      assertThat(opens(verifier, promised, shown(verifier))).isTrue();
    }

    assertThat(shown(echo).resultRoot()).isEqualTo(CLAIMED);
    assertThat(shown(honest).resultRoot()).isEqualTo(RIGHT);
  }

  @Test
  void theNodesOfOneOperatorInventTheSame() {
    NodeSigner one = node(11, VerifierConduct.INVENT);
    NodeSigner other = node(12, VerifierConduct.INVENT);
    for (NodeSigner verifier : List.of(one, other)) {
      gateway.assign(verifier.address(), lease(verifier));
      assertThat(opens(verifier, commitment(verifier), shown(verifier))).isTrue();
    }

    assertThat(shown(one).resultRoot())
        .isEqualTo(shown(other).resultRoot())
        .isNotIn(RIGHT, CLAIMED);
  }

  @Test
  void aWithholderCommitsAndAnAbsenteeOnlyTakesTheJob() {
    NodeSigner withholder = node(11, VerifierConduct.WITHHOLD);
    NodeSigner absentee = node(21, VerifierConduct.NO_SHOW);
    gateway.assign(withholder.address(), lease(withholder));
    gateway.assign(absentee.address(), lease(absentee));
    SignedCommitment promised = commitment(withholder);
    await().until(() -> port.accepted.contains(lease(absentee).key()));
    gateway.requestReveal(withholder.address(), promised.key(), Duration.ofSeconds(10));
    gateway.requestReveal(absentee.address(), lease(absentee).key(), Duration.ofSeconds(10));

    await()
        .during(SILENCE)
        .untilAsserted(
            () -> {
              assertThat(port.answers).containsExactly(promised);
              assertThat(port.reveals).isEmpty();
            });
  }

  @Test
  void anHonestNodeOfAnotherRuntimeAbstains() {
    NodeSigner skewed = node(21, VerifierConduct.HONEST, hash("another runtime"));
    gateway.assign(skewed.address(), lease(skewed));

    await().until(() -> port.answers.size() == 1);
    assertThat(port.answers.getFirst())
        .isInstanceOfSatisfying(
            SignedAbstention.class,
            abstention ->
                assertThat(abstention.reason()).isEqualTo(AbstentionReason.UNSUPPORTED_RUNTIME));
  }

  /** What the gateway takes for signed and well-formed. */
  private static final class Heard implements PanelPort {

    private final List<AssignmentRound> accepted = new CopyOnWriteArrayList<>();
    private final List<NodeAnswer> answers = new CopyOnWriteArrayList<>();
    private final List<SignedReveal> reveals = new CopyOnWriteArrayList<>();
    private final List<String> evidence = new CopyOnWriteArrayList<>();

    @Override
    public void connected(NodeIdentity node) {}

    @Override
    public void disconnected(Address verifier, Disconnection why) {}

    @Override
    public void accepted(Address verifier, AssignmentRound key) {
      accepted.add(key);
    }

    @Override
    public void answered(Address verifier, NodeAnswer answer) {
      answers.add(answer);
    }

    @Override
    public void revealed(Address verifier, SignedReveal reveal) {
      reveals.add(reveal);
    }

    @Override
    public void misbehaved(Address verifier, String why) {
      evidence.add(why);
    }
  }
}
