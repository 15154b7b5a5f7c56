package lilypad.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {

  @TempDir private Path folder = Path.of("");

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("mine.conf"), text);
  }

  @Test
  void knownKeysAreTaken() throws IOException {
    var config =
        ConfigurationFile.read(file("lilypad.mediator.verifiers { port = 9999, roster = [] }"));

    assertThat(config.getInt("lilypad.mediator.verifiers.port")).isEqualTo(9999);
  }

  @Test
  void anUnknownKeyIsNamedWithItsLineAndTheNearestKnownOne() throws IOException {
    Path file = file("lilypad.mediator {\n  verifiers {\n    prot = 9999\n  }\n}\n");

    assertThatThrownBy(() -> ConfigurationFile.read(file))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageContaining("Unknown configuration key lilypad.mediator.verifiers.prot")
        .hasMessageContaining("mine.conf: 3")
        .hasMessageContaining("the nearest known key is lilypad.mediator.verifiers.port");
  }

  @Test
  void anUnknownSectionIsNamedDownToItsFirstKey() throws IOException {
    Path file = file("lilypad.mediatorr.verifiers.port = 1");

    assertThatThrownBy(() -> ConfigurationFile.read(file))
        .hasMessageContaining("Unknown configuration key lilypad.mediatorr.verifiers.port")
        .hasMessageContaining("nearest known key is lilypad.mediator.verifiers.port");
  }

  @Test
  void aKeyBehindASubstitutionIsLookedAt() throws IOException {
    Path file = file("common { port = 1 }\nlilypad.mediator.verifiers = ${common} { prot = 2 }\n");

    assertThatThrownBy(() -> ConfigurationFile.read(file))
        .hasMessageContaining("Unknown configuration key lilypad.mediator.verifiers.prot");
    Path elsewhere = file("lilypad.mediator.prot = ${not.here}");
    assertThatThrownBy(() -> ConfigurationFile.read(elsewhere))
        .hasMessageContaining("Unknown configuration key lilypad.mediator.prot");
  }

  @Test
  void keysOfOthersAreLeftToThem() throws IOException {
    var config = ConfigurationFile.read(file("pekko.no-such-thing = 1"));

    assertThat(config.getInt("pekko.no-such-thing")).isOne();
  }

  @Test
  void aMissingFileIsRefusedWithItsPath() {
    assertThatThrownBy(() -> ConfigurationFile.read(folder.resolve("none.conf")))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageContaining("none.conf");
  }

  @Test
  void brokenSyntaxIsTheConfigurationsFault() throws IOException {
    Path file = file("lilypad { mediator = ");

    assertThatThrownBy(() -> ConfigurationFile.read(file)).isInstanceOf(ConfigException.class);
  }

  @Test
  void distanceCountsTheFewestEdits() {
    assertThat(ConfigurationFile.distance("", "abc")).isEqualTo(3);
    assertThat(ConfigurationFile.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(ConfigurationFile.distance("same", "same")).isZero();
  }
}
