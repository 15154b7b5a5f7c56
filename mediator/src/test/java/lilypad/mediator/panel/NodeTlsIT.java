package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.NodeSigner;
import lilypad.verifier.node.JobOutcome;
import lilypad.verifier.node.NodeSettings;
import lilypad.verifier.node.VerifierNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol under TLS, with certificates made for the test. */
final class NodeTlsIT {

  private static final NodeSigner ALICE = Bench.signer(11);
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;
  private final RecordingPort port = new RecordingPort();

  @Test
  void aNodeIsAdmittedThroughACertificateThatItTrustsAndBindsItsSignatureToIt()
      throws IOException, InterruptedException, GeneralSecurityException {
    NodeGatewaySettings.TlsFiles server = certificate("server");
    try (NodeGateway gateway = gateway(server);
        VerifierNode node = node(gateway.port(), Optional.of(server.certificate()))) {
      await().until(node::isReady);
      await().until(() -> gateway.connected().contains(ALICE.address()));
    }
  }

  @Test
  void aServerThatIsNotTrustedNeverHearsTheNode()
      throws IOException, InterruptedException, GeneralSecurityException {
    NodeGatewaySettings.TlsFiles server = certificate("server");
    NodeGatewaySettings.TlsFiles trusted = certificate("trusted");
    try (NodeGateway impostor = gateway(server)) {
      VerifierNode node = node(impostor.port(), Optional.of(trusted.certificate()));
      try (NodeGateway genuine = Bench.gateway(settings(trusted), Bench.roster(ALICE), port);
          VerifierNode other = node(genuine.port(), Optional.of(trusted.certificate()))) {
        // By the time that the genuine one has admitted the key, the impostor could have.
        await().until(other::isReady);
        assertThat(node.isReady()).isFalse();
        assertThat(impostor.connected()).isEmpty();
      }
      node.close();
    }
  }

  @Test
  void aNodeThatSpeaksPlainTextIsNotHeard()
      throws IOException, InterruptedException, GeneralSecurityException {
    NodeGatewaySettings.TlsFiles server = certificate("server");
    try (NodeGateway gateway = gateway(server);
        VerifierNode plain = node(gateway.port(), Optional.empty());
        VerifierNode secured = node(gateway.port(), Optional.of(server.certificate()))) {
      await().until(secured::isReady);
      assertThat(plain.isReady()).isFalse();
      assertThat(port.connected).hasSize(1);
    }
  }

  private NodeGateway gateway(NodeGatewaySettings.TlsFiles tls) throws IOException {
    return Bench.gateway(settings(tls), Bench.roster(ALICE), port);
  }

  private static NodeGatewaySettings settings(NodeGatewaySettings.TlsFiles tls) {
    NodeGatewaySettings plain = Bench.gatewaySettings(0);
    return new NodeGatewaySettings(
        plain.host(),
        plain.port(),
        Optional.of(tls),
        plain.heartbeat(),
        plain.silence(),
        plain.handshake(),
        plain.handshakes(),
        plain.outboundQueue(),
        plain.maxMessageBytes());
  }

  private VerifierNode node(int gatewayPort, Optional<Path> trust) throws IOException {
    NodeSettings plain = Bench.nodeSettings(gatewayPort, Files.createTempDirectory(folder, "node"));
    return Bench.node(
        new NodeSettings(
            plain.host(),
            plain.port(),
            trust,
            plain.mediator(),
            plain.operator(),
            plain.key(),
            plain.dataFolder(),
            plain.slots(),
            plain.queue(),
            plain.gateways(),
            plain.limits(),
            plain.reconnect(),
            plain.handshake(),
            plain.resend(),
            plain.keepAnswers()),
        ALICE,
        (lease, within) -> new JobOutcome.Result(Bench.RESULT, Hash32.ZERO, Duration.ofMillis(1)));
  }

  /** A certificate for 127.0.0.1, signed by itself, with the JDK's own tool. */
  private NodeGatewaySettings.TlsFiles certificate(String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-ext",
                "bc=ca:true",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return new NodeGatewaySettings.TlsFiles(
        pem(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded()),
        pem(name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded()));
  }

  private Path pem(String file, String kind, byte[] der) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }
}
