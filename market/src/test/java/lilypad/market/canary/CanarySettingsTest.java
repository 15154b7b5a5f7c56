package lilypad.market.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lilypad.market.offer.DealTerms;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.rules.Probability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanarySettingsTest {

  private static final Cid MODULE = new Cid(Keccak.hash(new byte[] {1}));
  private static final String SOMEBODY = "0x" + "%040x".formatted(7);

  @TempDir private Path folder = Path.of("");

  private static Config least() {
    String text =
        """
        canary-jobs = [{ name = cowsay, module = "%1$s", inputs { Message = moo }, result = "%1$s" }]
        lilypad.canaries {
          data-folder = "/tmp/canaries"
          chain.contracts { token = "%2$s", payments = "%2$s", storage = "%2$s",
                            users = "%2$s", mediation = "%2$s", controller = "%2$s" }
          solver { url = "http://127.0.0.1:1", address = "%2$s" }
          mediators = ["%2$s"]
          gateways = ["http://127.0.0.1:2"]
          creators = [{ key-file = a }]
          providers = [{ key-file = b, key-password-file = c }]
          jobs = ${canary-jobs}
        }
        """
            .formatted(MODULE, SOMEBODY);
    return ConfigFactory.load(ConfigFactory.parseString(text));
  }

  @Test
  void theDefaultsDoWithWhatMustBeSet() {
    CanarySettings settings = CanarySettings.from(least());

    assertThat(settings.plan().aDay()).isEqualTo(4);
    assertThat(settings.plan().wrongClaims()).isEqualTo(Probability.of("0.5"));
    assertThat(settings.plan().mostTokens()).isEqualTo(Wei.ofWhole(1_000));
    assertThat(settings.jobs()).hasSize(1);
    assertThat(settings.jobs().getFirst().job().inputs()).isEqualTo(Map.of("Message", "moo"));
    assertThat(settings.creators().getFirst().passwordFile()).isEmpty();
    CanarySettings.Provider provider = settings.providers().getFirst();
    assertThat(provider.key().passwordFile()).contains(Path.of("c"));
    assertThat(provider.terms()).isEqualTo(DealTerms.from(least()));
    assertThat(settings.plan().run().most()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.plan().longestRun())
        .isEqualTo(DealTerms.from(least()).submitResults().dividedBy(2));
  }

  @Test
  void aProviderMayAskPricesOfItsOwn() {
    Config config =
        ConfigFactory.parseString(
                "lilypad.canaries.providers = [{ key-file = b, prices { instruction-price = 11 }"
                    + " }]")
            .withFallback(least());
    DealTerms usual = DealTerms.from(least());
    DealTerms asked = CanarySettings.from(config).providers().getFirst().terms();

    assertThat(asked.instructionPrice()).isEqualTo(11);
    assertThat(asked.paymentCollateral()).isEqualTo(usual.paymentCollateral());
    assertThat(asked.timeouts()).isEqualTo(usual.timeouts());
  }

  @Test
  void oneFileCanHoldTheJobsForTwoServices() throws Exception {
    Files.writeString(
        folder.resolve("jobs.conf"),
        "jobs = [{ module = \"%s\", result = \"%s\" }]".formatted(MODULE, MODULE));
    Path file =
        Files.writeString(
            folder.resolve("canaries.conf"),
            "include \"jobs.conf\"\nlilypad.canaries.jobs = ${jobs}\n");
    Config config =
        ConfigFactory.load(ConfigFactory.parseFile(file.toFile()).withFallback(least()));

    assertThat(CanarySettings.from(config).jobs().getFirst().name()).isEqualTo("module");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lilypad.canaries.data-folder | \"\"",
        "lilypad.canaries.chain.chain-id | 0",
        "lilypad.canaries.chain.contracts.controller | \"\"",
        "lilypad.canaries.solver.url | \"ftp://x\"",
        "lilypad.canaries.mediators | []",
        "lilypad.canaries.mediators | [nobody]",
        "lilypad.canaries.gateways | []",
        "lilypad.canaries.creators | []",
        "lilypad.canaries.providers | [{ key = b }]",
        "lilypad.canaries.providers | [{ key-file = b, prices { agree = 1s } }]",
        "lilypad.canaries.jobs | []",
        "lilypad.canaries.jobs | [{ module = x, result = y }]",
        "lilypad.canaries.a-day | 0",
        "lilypad.canaries.a-day | -3",
        "lilypad.canaries.a-day | 1000000",
        "lilypad.canaries.wrong-claims | 1.5",
        "lilypad.canaries.most-a-day.coins | lots",
        "lilypad.canaries.most-a-day.coins | -1",
        "lilypad.canaries.most-a-day.tokens | 0.5",
        "lilypad.canaries.accept.latest | 0.1",
        "lilypad.canaries.accept.latest | 1",
        "lilypad.canaries.machine-after.most | 61s",
        "lilypad.canaries.machine-after.least | -1s",
        "lilypad.canaries.run.least | 31s",
        "lilypad.canaries.run.most | 51s",
        "lilypad.canaries.run.learn-from | 65",
        "lilypad.canaries.poll | 0s",
      })
  void aWrongValueIsRefusedWithItsPath(String path, String value) {
    Config config = ConfigFactory.parseString(path + " = " + value).withFallback(least());

    assertThatThrownBy(() -> CanarySettings.from(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(path.replace("run.least", "run.most"));
  }
}
