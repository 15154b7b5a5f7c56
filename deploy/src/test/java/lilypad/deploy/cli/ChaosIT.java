package lilypad.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lilypad chaos} as a program of its own, before a real node. */
class ChaosIT {

  private static final Pattern READY =
      Pattern.compile("chaos ready: (http://127\\.0\\.0\\.1:\\d+) and ws://127.*seed (\\d+)");
  private static final long PATIENCE = 60;

  @TempDir private static Path folder = Path.of("");
  private static Anvil anvil;

  @BeforeAll
  static void startAChain() {
    Path binary = Anvil.binary(Anvil.projectRoot());
    anvil =
        Anvil.start(AnvilSettings.devnet(binary, folder.resolve("chain.log")).withBlockSeconds(0));
  }

  @AfterAll
  static void stopTheChain() {
    anvil.close();
  }

  private static Process chaos(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "lilypad.deploy.cli.CommandLineMain",
                "chaos"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String rest(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS)).as("it ends").isTrue();
    return text;
  }

  private static int signalled(Process process, String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
    assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  private static Path script(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** Asks for the chain's id until it is told. */
  private static int refusedBeforeAnswered(URI url) {
    try (JsonRpcChain chain = JsonRpcChain.connect(RpcSettings.of(url))) {
      for (int refused = 0; refused < 100; refused++) {
        try {
          assertThat(chain.chainId()).isEqualTo(31337);
          return refused;
        } catch (RpcFault e) {
          assertThat(e).hasMessageContaining("503");
        }
      }
      throw new AssertionError("no answer after 100 questions");
    }
  }

  @Test
  void itSaysWhereItIsDealsItsScriptTellsEachFaultAndEndsWithCtrlC() throws Exception {
    Path exact =
        script(
            "exact.conf",
            "faults = [{ method = eth_chainId, times = 3, fault = server-error,"
                + " parameters { status = 503 } }]");
    Process process =
        chaos("--target", anvil.url().toString(), "--script", exact.toString(), "--seed", "42");
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      Matcher ready = READY.matcher(lines.readLine());
      assertThat(ready.find()).isTrue();
      assertThat(ready.group(2)).isEqualTo("42");

      assertThat(refusedBeforeAnswered(URI.create(ready.group(1)))).isEqualTo(3);

      for (int i = 1; i <= 3; i++) {
        assertThat(lines.readLine()).contains("server-error", "eth_chainId #" + i, "HTTP 503");
      }
      assertThat(signalled(process, "-INT")).isEqualTo(130);
      assertThat(lines.readLine()).isEqualTo("chaos dealt 3 faults in 4 exchanges: server-error 3");
      assertThat(lines.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withJsonEveryLineIsAnObject() throws Exception {
    Path exact =
        script("json.conf", "faults = [{ fault = server-error, parameters { status = 503 } }]");
    Process process =
        chaos("--target", anvil.url().toString(), "--script", exact.toString(), "--json");
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      JsonNode ready = new ObjectMapper().readTree(lines.readLine());
      assertThat(ready.path("target").asText()).isEqualTo(anvil.url().toString());
      assertThat(ready.path("profile").asText()).isEqualTo("none");

      assertThat(refusedBeforeAnswered(URI.create(ready.path("ready").asText()))).isEqualTo(1);

      JsonNode fault = new ObjectMapper().readTree(lines.readLine());
      assertThat(fault.path("fault").asText()).isEqualTo("server-error");
      assertThat(fault.path("method").asText()).isEqualTo("eth_chainId");
      assertThat(fault.path("lie").asBoolean(true)).isFalse();
      assertThat(signalled(process, "-TERM")).isEqualTo(143);
      assertThat(lines.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void assertRefused(ExitCode exit, String words, String... arguments)
      throws Exception {
    Process process = chaos(arguments);
    try {
      assertThat(rest(process)).contains(words).doesNotContain("\tat ").doesNotContain("SECRET");
      assertThat(process.exitValue()).isEqualTo(exit.number());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamedWithoutItsSecrets() throws Exception {
    assertRefused(
        ExitCode.REFUSED,
        "No node answers at http://127.0.0.1:1 ",
        "--target",
        "http://user:SECRET@127.0.0.1:1/v3/SECRET");
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          ExitCode.REFUSED,
          "port " + taken.getLocalPort(),
          "--target",
          anvil.url().toString(),
          "--port",
          Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void aFaultThatThereIsNotIsAMatterOfUsage() throws Exception {
    assertRefused(
        ExitCode.USAGE,
        "expected one of delay, rate-limit",
        "--target",
        anvil.url().toString(),
        "--script",
        script("wrong.conf", "faults = [{ fault = explode }]").toString());
  }
}
