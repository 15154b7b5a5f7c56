package lilypad.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.deploy.ClassPath;
import lilypad.deploy.devnet.DevnetSettings;
import lilypad.market.DevnetAccount;
import lilypad.market.Marketplace;
import lilypad.market.WorkerAccounts;
import lilypad.protocol.ContractSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told when a mediator cannot start, each time by the real program. */
class StartupIT {

  private static final String NOBODY = "0x00000000000000000000000000000000000000aa";
  private static final int POOR = 50;

  @TempDir private static Path folder = Path.of("");
  private static Anvil anvil;
  private static ContractSet contracts;

  private record Ended(int exit, String output) {}

  @BeforeAll
  static void startAChainWithContracts() {
    Path binary = Anvil.binary(Anvil.projectRoot());
    anvil = Anvil.start(AnvilSettings.devnet(binary, folder.resolve("chain.log")));
    DevnetSettings settings = DevnetSettings.load();
    try (EvmChain chain = JsonRpcChain.connect(RpcSettings.of(anvil.url()))) {
      contracts =
          Marketplace.deploy(
              chain, WorkerAccounts.devnet(0), settings.market(), settings.sending());
    }
  }

  @AfterAll
  static void stopTheChain() {
    anvil.close();
  }

  private static String configuration() {
    return configuration(2);
  }

  private static String configuration(int account) {
    Path key = folder.resolve("key-" + account);
    String secret = DevnetAccount.at(account).publicSecret().toString().substring(2);
    write(key, secret);
    ownersOnly(key);
    return """
    lilypad.mediator {
      key-file = "%s"
      data-folder = "%s"
      chain { rpc = "%s", chain-id = 31337 }
      chain.contracts { token = "%s", payments = "%s", storage = "%s", mediation = "%s" }
      solver.url = "http://127.0.0.1:1"
      verifiers.port = 0
      api.port = 0
    }
    """
        .formatted(
            key,
            folder.resolve("data"),
            anvil.url(),
            contracts.token(),
            contracts.payments(),
            contracts.storage(),
            contracts.mediation());
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void ownersOnly(Path file) {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Ended mediator(String configuration) throws Exception {
    Path file = folder.resolve("mediator.conf");
    write(file, configuration);
    return run("mediator", "--config", file.toString());
  }

  private static Ended run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + folder.resolve("short.jsa"),
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                ClassPath.ofServices(),
                "lilypad.deploy.cli.CommandLineMain"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private static void assertRefused(Ended ended, ExitCode exit, String cause, String remedy) {
    assertThat(ended.output())
        .contains(cause)
        .contains(remedy)
        .doesNotContain("\tat ")
        .doesNotContain("Exception in thread");
    assertThat(ended.exit()).as(ended.output()).isEqualTo(exit.number());
  }

  @Test
  void aMisspeltKeyIsNamedWithTheNearestKnownOne() throws Exception {
    assertRefused(
        mediator(configuration() + "lilypad.mediator.chain.chainid = 1\n"),
        ExitCode.USAGE,
        "Unknown configuration key lilypad.mediator.chain.chainid",
        "nearest known key is lilypad.mediator.chain.chain-id");
  }

  @Test
  void aValueOfTheWrongKindIsNamedWithItsLine() throws Exception {
    assertRefused(
        mediator(configuration() + "lilypad.mediator.panel.size = many\n"),
        ExitCode.USAGE,
        "mediator.conf: 10: size has type STRING rather than NUMBER",
        "Correct that key");
  }

  @Test
  void aTakenPortIsRefusedWithoutAnythingLeftRunning() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          mediator(configuration() + "lilypad.mediator.api.port = " + taken.getLocalPort() + "\n"),
          ExitCode.REFUSED,
          "The mediator cannot listen",
          "lilypad.mediator.api");
    }
  }

  @Test
  void aVerifierIsToldOfItsPortAsAMediatorIs() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(configuration()).as("it also makes the key").contains("key-2");
      Path file = folder.resolve("verifier.conf");
      write(
          file,
          """
          lilypad.verifier {
            mediator = "127.0.0.1:1"
            mediator-address = "%1$s"
            chain-id = 31337
            verifying-contract = "%1$s"
            operator = alice
            key-file = "%2$s"
            data-folder = "%3$s"
            block-server.port = %4$d
          }
          """
              .formatted(
                  NOBODY,
                  folder.resolve("key-2"),
                  folder.resolve("verifier-data"),
                  taken.getLocalPort()));
      assertRefused(
          run("verifier", "--config", file.toString()),
          ExitCode.REFUSED,
          "The verifier cannot listen",
          "lilypad.verifier.block-server");
    }
  }

  @Test
  void aFractionIsNoThreshold() throws Exception {
    Ended ended = mediator(configuration() + "lilypad.mediator.panel.largest = 9.4\n");
    assertRefused(
        ended, ExitCode.USAGE, "a whole number from 5 to 1001, got 9.4", "Correct that key");
    assertThat(ended.output()).contains("lilypad.mediator.panel.largest");
  }

  @Test
  void aUrlThatIsRefusedIsNotRepeated() throws Exception {
    Ended ended =
        mediator(configuration() + "lilypad.mediator.chain.rpc = \"wss://node/v3/SECRET\"\n");
    assertRefused(ended, ExitCode.USAGE, "lilypad.mediator.chain.rpc", "Correct that key");
    assertThat(ended.output()).doesNotContain("SECRET");
  }

  @Test
  void aMissingFileIsAMatterOfUsage() throws Exception {
    assertRefused(
        run("mediator", "--config", folder.resolve("none.conf").toString()),
        ExitCode.USAGE,
        "no readable configuration file",
        "--config");
  }

  @Test
  void anUnreachableNodeIsNamed() throws Exception {
    assertRefused(
        mediator(
            configuration()
                + "lilypad.mediator.chain.rpc = \"http://127.0.0.1:1\"\n"
                + "lilypad.mediator.chain.start-within = 1s\n"),
        ExitCode.REFUSED,
        "does not answer",
        "lilypad.mediator.chain.rpc");
  }

  @Test
  void oneOfSeveralNodesMayBeAway() throws Exception {
    assertRefused(
        mediator(
            configuration(POOR)
                + "lilypad.mediator.chain.rpc = [\"http://127.0.0.1:1\", \""
                + anvil.url()
                + "\"]\n"),
        ExitCode.REFUSED,
        DevnetAccount.at(POOR).address().checksummed(),
        "Send coins");
  }

  @Test
  void moreAgreementThanThereAreNodesIsAMatterOfUsage() throws Exception {
    assertRefused(
        mediator(configuration() + "lilypad.chain.pool.agreement = 2\n"),
        ExitCode.USAGE,
        "lilypad.chain.pool",
        "agreement of at most as many endpoints as there are, got 2 of 1");
  }

  @Test
  void anotherChainIsRefusedWithBothIds() throws Exception {
    assertRefused(
        mediator(configuration() + "lilypad.mediator.chain.chain-id = 1\n"),
        ExitCode.REFUSED,
        "serves chain 31337, and chain 1 is configured",
        "lilypad.mediator.chain.chain-id");
  }

  @Test
  void aKeyWithoutFundsIsNamedByItsAddress() throws Exception {
    assertRefused(
        mediator(configuration(POOR)),
        ExitCode.REFUSED,
        DevnetAccount.at(POOR).address().checksummed(),
        "Send coins");
  }

  @Test
  void anAddressWithoutCodeIsNamedWithItsKey() throws Exception {
    assertRefused(
        mediator(
            configuration() + "lilypad.mediator.chain.contracts.storage = \"" + NOBODY + "\"\n"),
        ExitCode.REFUSED,
        "no contract at",
        "lilypad.mediator.chain.contracts.storage");
  }

  @Test
  void aKeyThatOthersCanReadIsRefusedAndNotRepeated() throws Exception {
    String text = configuration();
    Path key = folder.resolve("key-2");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Ended ended = mediator(text);
    assertRefused(ended, ExitCode.REFUSED, "Others than its owner can use " + key, "chmod 600");
    assertThat(ended.output()).doesNotContain(Files.readString(key));
  }

  @Test
  void aMediatorWithAnotherKeyIsRefusedItsPredecessorsFolder() throws Exception {
    Files.createDirectories(folder.resolve("taken"));
    Files.writeString(folder.resolve("taken").resolve("address"), NOBODY);
    assertRefused(
        mediator(
            configuration()
                + "lilypad.mediator.data-folder = \""
                + folder.resolve("taken")
                + "\"\n"),
        ExitCode.REFUSED,
        "belongs to 0x00000000000000000000000000000000000000AA",
        "lilypad.mediator.data-folder");
  }

  @Test
  void anInitWithoutPasswordAndTerminalIsRefused() throws Exception {
    assertRefused(
        run("init", "verifier", "--folder", folder.resolve("fresh").toString()),
        ExitCode.REFUSED,
        "A new key needs a password",
        "--password-file FILE");
  }
}
