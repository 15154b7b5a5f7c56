package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Optional;
import lilypad.protocol.Wei;
import lilypad.protocol.rules.Deterrence;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.SamplingRule;
import org.junit.jupiter.api.Test;

class MediationSettingsTest {

  private static Config mediator(String keys) {
    return ConfigFactory.parseString("lilypad.mediator { " + keys + " }")
        .withFallback(ConfigFactory.parseResources("reference.conf"))
        .resolve()
        .getConfig("lilypad.mediator");
  }

  private static Optional<SamplingRule> sampling(String keys) {
    return MediationSettings.read(mediator(keys)).rulebook().sampling();
  }

  @Test
  void nobodyIsCheckedUnaskedUnlessThatIsConfigured() {
    assertThat(sampling("")).isEmpty();
  }

  @Test
  void aShareOfAllClaimsNeedsOneKey() {
    assertThat(sampling("sampling.rate = \"0.25\""))
        .contains(SamplingRule.share(Probability.of("0.25"), 3_600));
  }

  @Test
  void everyNumberOfTheRuleIsConfigured() {
    assertThat(
            sampling(
                """
                sampling {
                  rate = "0.1", provider-error = "0.02", trusted = "0.04", gain = "50"
                  honest-cost = "7", cheat-cost = "3", detection = "0.99", false-alarm = "0.01"
                  patience = 60
                }
                """))
        .contains(
            new SamplingRule(
                new Sampling.Parameters(
                    Probability.of("0.04"), Probability.of("0.05"), Probability.of("0.1")),
                Probability.of("0.02"),
                Wei.of(50),
                Wei.of(7),
                Wei.of(3),
                new Deterrence.Rates(Probability.of("0.99"), Probability.of("0.01")),
                60));
  }

  @Test
  void whatIsNoNumberOfTheRuleIsRefusedByItsKey() {
    for (String key : new String[] {"rate", "provider-error", "gain", "detection"}) {
      String keys = "sampling.rate = \"1\"\nsampling." + key + " = \"much\"";
      assertThatThrownBy(() -> sampling(keys))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("sampling." + key);
    }
    assertThatThrownBy(() -> sampling("sampling.rate = \"1\"\nsampling.patience = 0"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sampling.patience");
  }
}
