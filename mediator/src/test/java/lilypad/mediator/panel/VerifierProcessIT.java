package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagLimits;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.verifier.artifact.ArtifactFetch;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockServer;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.key.Keystore;
import lilypad.verifier.key.Password;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real node in a process of its own, running a real job. */
final class VerifierProcessIT {

  private static final int KEY = 31;
  private static final String PASSWORD = "correct horse battery";
  private static final Address VERIFIER = Bench.signer(KEY).address();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AssignmentRound ROUND = new AssignmentRound(Bench.hash("job"), 0);

  @TempDir Path folder;
  private final RecordingPort port = new RecordingPort();
  private final List<Process> started = new ArrayList<>();
  private NodeGateway gateway;
  private BlockServer blocks;
  private Cid module;

  @BeforeEach
  void openGatewayAndServeTheModule() throws IOException {
    BlockStore store = BlockStore.open(folder.resolve("module-blocks"), 1 << 24);
    module = store.putTree(cowsay());
    blocks = BlockServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), store);
    gateway = Bench.gateway(Bench.gatewaySettings(0), Bench.roster(Bench.signer(KEY)), port);
  }

  @AfterEach
  void endEverything() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
    gateway.close();
    blocks.close();
  }

  @Test
  void itRunsARealJobRevealsItServesTheResultAndStopsCleanly()
      throws IOException, InterruptedException {
    Process process = start("");
    lend();
    assertThat(port.answers.getFirst()).isInstanceOf(SignedCommitment.class);
    gateway.commitmentRecorded(VERIFIER, ROUND);
    gateway.requestReveal(VERIFIER, ROUND, PATIENCE);
    await().atMost(PATIENCE).until(() -> !port.reveals.isEmpty());

    NodeIdentity node = port.connected.getFirst();
    FileTree result =
        fetch(node.blockServer().orElseThrow().toString(), port.reveals.getFirst().resultRoot());
    assertThat(
            new String(
                result.files().getOrDefault("stdout", Bytes.EMPTY).toArray(),
                StandardCharsets.UTF_8))
        .contains("hello");

    process.destroy();
    process.waitFor();
    assertThat(log())
        .contains("verifier ready: address=" + VERIFIER + ", operator=alice, blocks=http://")
        .contains("verifier stopped")
        .doesNotContain("%064x".formatted(KEY));
  }

  @Test
  void aRuntimeThatCannotRunIsAnAbstentionOfThisNode() throws IOException {
    start("executor.wasm.java = \"/bin/false\"");
    lend();
    assertThat(port.answers.getFirst())
        .isInstanceOfSatisfying(
            SignedAbstention.class,
            abstention ->
                assertThat(abstention.reason()).isEqualTo(AbstentionReason.RUNTIME_FAILURE));
  }

  @Test
  void aProcessThatIsHeldAndLetGoComesBackWithItsAnswer() throws IOException, InterruptedException {
    NodeGatewaySettings impatient = Bench.gatewaySettings(gateway.port());
    gateway.close();
    gateway =
        Bench.gateway(
            new NodeGatewaySettings(
                impatient.host(),
                impatient.port(),
                impatient.tls(),
                impatient.heartbeat(),
                Duration.ofSeconds(1),
                impatient.handshake(),
                impatient.handshakes(),
                impatient.outboundQueue(),
                impatient.maxMessageBytes()),
            Bench.roster(Bench.signer(KEY)),
            port);
    Process process = start("");
    lend();
    signal(process, "STOP");
    await().atMost(PATIENCE).until(() -> port.disconnected.contains(Disconnection.SILENT));
    assertThat(gateway.connected()).isEmpty();
    int answered = port.answers.size();
    signal(process, "CONT");
    await().atMost(PATIENCE).until(() -> port.answers.size() > answered);
    assertThat(Set.copyOf(port.answers)).hasSize(1);
  }

  @Test
  void aWrongConfigurationEndsWithItsExitCodeAndTheKeysPath()
      throws IOException, InterruptedException {
    Process process = start("slots = 0");
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(log()).contains("lilypad.verifier.slots").doesNotContain("\tat ");
  }

  @Test
  void aNodeThatTheRosterDoesNotNameEndsWithItsExitCode() throws IOException, InterruptedException {
    Process process = start("operator = bob");
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(log()).contains("REFUSAL_OPERATOR_MISMATCH");
  }

  @Test
  void anEncryptedKeySignsAndNeitherItNorItsPasswordReachesTheLog()
      throws IOException, InterruptedException {
    Keystore keystore = Keystore.generate(new SecureRandom(), Password.of(PASSWORD));
    keystore.create(folder.resolve("key"));
    Address address = keystore.address().orElseThrow();
    int port = gateway.port();
    gateway.close();
    gateway =
        Bench.gateway(
            Bench.gatewaySettings(port),
            new RosterSettings(Map.of(address, "alice"), Set.of()),
            this.port);

    Process none = start("", Map.of());
    assertThat(none.waitFor()).isEqualTo(3);
    assertThat(log()).contains("is encrypted, and no password is given");

    Process guessing = start("", Map.of(Password.VARIABLE, PASSWORD + "?"));
    assertThat(guessing.waitFor()).isEqualTo(3);
    assertThat(log())
        .contains("The password from LILYPAD_KEY_PASSWORD does not open")
        .doesNotContain(PASSWORD);

    Process process = start("", Map.of(Password.VARIABLE, PASSWORD));
    await().atMost(PATIENCE).until(() -> !this.port.connected.isEmpty());
    assertThat(this.port.connected.getFirst().verifier()).isEqualTo(address);
    process.destroy();
    process.waitFor();
    assertThat(log())
        .contains("verifier ready: address=" + address)
        .doesNotContain(PASSWORD)
        .doesNotContain("ciphertext");
  }

  @Test
  void aNewKeyOnTheOldKeysFolderIsRefusedBeforeItSaysAnything()
      throws IOException, InterruptedException {
    Process process = start("");
    await().atMost(PATIENCE).until(() -> !port.connected.isEmpty());
    process.destroy();
    process.waitFor();
    writeKey(KEY + 1);
    Process rotated = start("", Map.of());
    assertThat(rotated.waitFor()).isEqualTo(3);
    assertThat(log())
        .contains("belongs to " + VERIFIER.checksummed())
        .contains("lilypad.verifier.data-folder")
        .doesNotContain("verifier ready");
  }

  private void lend() {
    await().atMost(PATIENCE).until(() -> !port.connected.isEmpty());
    Hash32 runtime = port.connected.getLast().runtimeDigest();
    gateway.assign(
        VERIFIER,
        new Lease(
            ROUND,
            "wasm",
            module,
            new TreeMap<>(Map.of("Message", "hello")),
            new TreeMap<>(),
            Bench.hash("seed"),
            List.of(blocks.baseUrl()),
            Duration.ofSeconds(30),
            64 << 20,
            runtime));
    await().atMost(PATIENCE).until(() -> !port.answers.isEmpty());
  }

  private void writeKey(int key) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "%064x%n".formatted(key));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Process start(String more) throws IOException {
    writeKey(KEY);
    return start(more, Map.of());
  }

  /** Starts the node with the key that is there, and with more in its environment. */
  private Process start(String more, Map<String, String> environment) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("verifier.conf"),
            """
            lilypad.verifier {
              mediator = "127.0.0.1:%d"
              mediator-address = "%s"
              chain-id = %d
              verifying-contract = "%s"
              operator = alice
              key-file = "%s"
              data-folder = "%s"
              resend = 1s
              reconnect { first = 50ms, most = 500ms }
              %s
            }
            """
                .formatted(
                    gateway.port(),
                    Bench.MEDIATOR.mediator(),
                    Bench.MEDIATOR.chainId(),
                    Bench.MEDIATOR.verifyingContract(),
                    folder.resolve("key"),
                    folder.resolve("data"),
                    more));
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dlogback.configurationFile=operator-logback.xml",
                VerifierMain.class.getName(),
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("node.log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("node.log"));
  }

  private static void signal(Process process, String name)
      throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  private FileTree fetch(String server, Hash32 root) throws IOException, InterruptedException {
    try (BlockFetcher fetcher = new BlockFetcher(Duration.ofSeconds(5))) {
      ArtifactSource source =
          new ArtifactSource(
              BlockStore.open(folder.resolve("fetched"), 1 << 24), fetcher, List.of());
      return switch (source.fetchTree(
          new Cid(root), List.of(java.net.URI.create(server)), DagLimits.RESULT)) {
        case ArtifactFetch.Fetched<FileTree> tree -> tree.content();
        case ArtifactFetch.Unavailable<FileTree> missing ->
            throw new AssertionError("unavailable: " + missing);
        case ArtifactFetch.Unreadable<FileTree> broken ->
            throw new AssertionError("unreadable: " + broken);
      };
    }
  }

  private static FileTree cowsay() throws IOException {
    Path modules =
        Path.of(System.getProperty("lilypad.root"))
            .resolve("market/src/main/resources/lilypad/modules/cowsay");
    TreeMap<String, Bytes> files = new TreeMap<>();
    try (Stream<Path> listed = Files.list(modules)) {
      for (Path file : listed.toList()) {
        files.put(file.getFileName().toString(), Bytes.of(Files.readAllBytes(file)));
      }
    }
    return FileTree.of(files);
  }
}
