package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeGatewaySettingsTest {

  private static final String ALICE = "0x000000000000000000000000000000000000000a";

  @Test
  void theReferenceListensOnLoopbackWithAnEmptyRoster() {
    NodeGatewaySettings settings = NodeGatewaySettings.read(verifiers(""));
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(9440);
    assertThat(settings.tls()).isEmpty();
    assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(2));
    assertThat(RosterSettings.read(verifiers("")).operators()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "port, port = 70000",
    "host, 'host = \"0.0.0.0\"'",
    "tls, 'tls.certificate-file = \"c.pem\"'",
    "silence, silence = 3s",
    "outbound-queue, outbound-queue = 0",
  })
  void anErrorNamesTheKeysPath(String key, String wrong) {
    assertThatThrownBy(() -> NodeGatewaySettings.read(verifiers(wrong)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.verifiers." + key);
  }

  @Test
  void anyAddressMayBeListenedAtUnderTls() {
    assertThat(
            NodeGatewaySettings.read(
                    verifiers(
                        "host = \"0.0.0.0\", tls { certificate-file = c.pem, key-file = k.pem }"))
                .tls())
        .isPresent();
  }

  @Test
  void theRosterNamesTheOperatorOfEachNodeOnce() {
    RosterSettings roster =
        RosterSettings.read(
            verifiers("roster = [{ address = \"" + ALICE + "\", operator = alice }]"));
    assertThat(roster.operator(Bench.address(10))).contains("alice");
    assertThat(roster.retiring()).isEmpty();
    assertThat(
            RosterSettings.read(
                    verifiers(
                        "roster = [{ address = \""
                            + ALICE
                            + "\", operator = alice, retiring = true }]"))
                .retiring())
        .containsExactly(Bench.address(10));
    assertThat(roster.operator(Bench.address(11))).isEqualTo(Optional.empty());
    String entry = "{ address = \"" + ALICE + "\", operator = alice }";
    assertThatThrownBy(
            () -> RosterSettings.read(verifiers("roster = [" + entry + "," + entry + "]")))
        .hasMessageContaining("lilypad.mediator.verifiers.roster")
        .hasMessageContaining("twice");
    assertThatThrownBy(
            () ->
                RosterSettings.read(
                    verifiers("roster = [{ address = \"0x0a\", operator = alice }]")))
        .hasMessageContaining("lilypad.mediator.verifiers.roster");
    String misspelt = "{ address = \"" + ALICE + "\", operator = alice, retiering = true }";
    assertThatThrownBy(() -> RosterSettings.read(verifiers("roster = [" + misspelt + "]")))
        .hasMessageContaining("retiering");
  }

  private static Config verifiers(String more) {
    return ConfigFactory.parseString(more)
        .atPath("lilypad.mediator.verifiers")
        .withFallback(ConfigFactory.parseResources("reference.conf"))
        .resolve()
        .getConfig("lilypad.mediator.verifiers");
  }
}
