package lilypad.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import lilypad.chain.anvil.Anvil;
import lilypad.deploy.ClassPath;
import lilypad.deploy.StateFolder;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo is ended from outside, by itself or by force: none of its processes stays. */
class EndingIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Process demo() throws Exception {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlilypad.root=" + Anvil.projectRoot(),
                "-Dlilypad.state=" + StateFolder.path(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                ClassPath.ofServices(),
                "lilypad.deploy.cli.CommandLineMain",
                "demo",
                "--scenario",
                "honest"))
        .redirectErrorStream(true)
        .start();
  }

  @ParameterizedTest(name = "{0} while {1}")
  @CsvSource({
    "TERM, starting the chain",
    "TERM, starting the mediator",
    "KILL, deploying the contracts",
    "KILL, playing a deal"
  })
  void noProcessOutlivesTheDemo(String signal, String step) throws Exception {
    Process demo = demo();
    Set<ProcessHandle> children;
    try {
      BufferedReader lines = demo.inputReader(StandardCharsets.UTF_8);
      String line = lines.readLine();
      while (line != null && !line.contains(step)) {
        line = lines.readLine();
      }
      assertThat(line).as("a line with " + step).isNotNull();
      children = demo.descendants().collect(Collectors.toSet());
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(demo.pid())).inheritIO().start();
      assertThat(kill.waitFor()).isZero();
      assertThat(lines.lines())
          .as("what it says while it ends")
          .noneMatch(l -> l.contains("Exception"));
      assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }

    assertThat(children).isNotEmpty();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
  }
}
