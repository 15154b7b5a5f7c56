package lilypad.verifier.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import lilypad.protocol.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeSettingsTest {

  private static final String COMPLETE =
      """
      mediator = "127.0.0.1:9440"
      mediator-address = "0x0000000000000000000000000000000000000001"
      chain-id = 31337
      verifying-contract = "0x0000000000000000000000000000000000000002"
      operator = alice
      key-file = key
      data-folder = data
      """;

  @Test
  void whatIsNotSaidComesFromTheReference() {
    NodeSettings settings = NodeSettings.read(verifier(""));
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(9440);
    assertThat(settings.trust()).isEmpty();
    assertThat(settings.mediator().mediator())
        .isEqualTo(Address.fromHex("0x" + "0".repeat(39) + "1"));
    assertThat(settings.slots()).isEqualTo(1);
    assertThat(settings.limits().memoryBytes()).isEqualTo(512L << 20);
    assertThat(settings.reconnect().most()).isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource({
    "mediator, 'mediator = \"\"'",
    "mediator, 'mediator = \"127.0.0.1\"'",
    "mediator, 'mediator = \"127.0.0.1:99999\"'",
    "mediator, 'mediator = \"a b:1\"'",
    "tls.trust-file, 'mediator = \"192.0.2.1:9440\"'",
    "mediator-address, 'mediator-address = \"0x01\"'",
    "chain-id, 'chain-id = 0'",
    "verifying-contract, 'verifying-contract = \"\"'",
    "operator, 'operator = \"\"'",
    "key-file, 'key-file = \"\"'",
    "data-folder, 'data-folder = \"\"'",
    "slots, 'slots = 0'",
    "queue, 'queue = 0'",
    "gateways, 'gateways = [\"nonsense\"]'",
    "limits.memory, 'limits.memory = 0'",
    "limits.wall-clock, 'limits.wall-clock = 0s'",
    "reconnect.first, 'reconnect.first = -1s'",
  })
  void anErrorNamesTheKeysPath(String key, String wrong) {
    assertThatThrownBy(() -> NodeSettings.read(verifier(wrong)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.verifier." + key);
  }

  @Test
  void plainTextIsForLoopbackOnlyAndTheMessageSaysWhatToDo() {
    assertThatThrownBy(() -> NodeSettings.read(verifier("mediator = \"192.0.2.1:9440\"")))
        .hasMessageContaining("192.0.2.1")
        .hasMessageContaining("name the certificates (PEM) to trust");
    assertThat(
            NodeSettings.read(
                    verifier("mediator = \"192.0.2.1:9440\", tls.trust-file = \"ca.pem\""))
                .trust())
        .contains(Path.of("ca.pem"));
  }

  private static Config verifier(String more) {
    return ConfigFactory.parseString(more)
        .withFallback(ConfigFactory.parseString(COMPLETE))
        .atPath("lilypad.verifier")
        .withFallback(ConfigFactory.defaultReference())
        .resolve()
        .getConfig("lilypad.verifier");
  }
}
