package lilypad.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lilypad.chain.anvil.Anvil;
import lilypad.deploy.cli.ExitCode;
import lilypad.deploy.cli.LilypadCommand;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the documents tell people to type exists. */
class ReadmeTest {

  private static final Pattern COMMAND = Pattern.compile("\\./lilypad ([a-z]+)((?: --?[a-z-]+)*)");
  private static final List<String> DOCUMENTS =
      List.of("README.md", "CONTRIBUTING.md", "docs/operations.md");

  private static String text(String document) throws IOException {
    return Files.readString(Anvil.projectRoot().resolve(document));
  }

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(text("README.md").lines()).hasSizeLessThanOrEqualTo(150);
  }

  @Test
  void everyCommandAndOptionInTheDocumentsExists() throws IOException {
    CommandLine line = LilypadCommand.commandLine();
    Set<String> named = new TreeSet<>();
    for (String document : DOCUMENTS) {
      Matcher found = COMMAND.matcher(text(document));
      while (found.find()) {
        named.add(found.group(1));
        CommandLine command =
            Optional.ofNullable(line.getSubcommands().get(found.group(1)))
                .orElseThrow(() -> new AssertionError(found.group() + " in " + document));
        for (String option : found.group(2).strip().split(" ", -1)) {
          assertThat(option.isEmpty() || command.getCommandSpec().findOption(option) != null)
              .as("%s in %s", found.group(), document)
              .isTrue();
        }
      }
    }
    assertThat(named).containsAll(line.getSubcommands().keySet());
  }

  @Test
  void everyPathThatTheReadmeNamesIsThere() throws IOException {
    Path root = Anvil.projectRoot();
    Matcher links = Pattern.compile("\\]\\(([a-zA-Z./_-]+)\\)").matcher(text("README.md"));
    while (links.find()) {
      assertThat(root.resolve(links.group(1))).exists();
    }
  }

  @Test
  void everyExitCodeIsInTheOperationsManual() throws IOException {
    String manual = text("docs/operations.md");
    for (var code : ExitCode.values()) {
      assertThat(manual).containsPattern("(?m)^\\| " + code.number() + " \\|");
    }
  }

  @Test
  void continuousIntegrationRunsWhatTheDocumentsName() throws IOException {
    String script = text(".ci/run");
    for (String command :
        Arrays.asList(
            "mvn -B verify",
            "-Ptck",
            "protocol/src/main/solidity/check",
            "deploy/src/main/dist/check")) {
      assertThat(script).contains(command);
      assertThat(text("CONTRIBUTING.md")).contains(command);
    }
    assertThat(text("README.md")).contains("mvn -B verify");
  }
}
