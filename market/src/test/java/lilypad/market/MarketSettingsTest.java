package lilypad.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.math.BigInteger;
import java.time.Duration;
import lilypad.market.offer.DealTerms;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.abi.Timeout;
import lilypad.protocol.abi.Timeouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketSettingsTest {

  @Test
  void theDefaultTermsAreThoseOfLilypadsContractTests() {
    DealTerms terms = MarketSettings.from(ConfigFactory.load()).terms();

    assertThat(terms.pricing().onChain())
        .isEqualTo(
            new Pricing(Wei.ofWhole(10), Wei.ofWhole(30), BigInteger.valueOf(4), Wei.ofWhole(5)));
    assertThat(terms.timeouts())
        .isEqualTo(
            new Timeouts(
                Timeout.of(100, Wei.ZERO),
                Timeout.of(100, Wei.ofWhole(10)),
                Timeout.of(100, Wei.ofWhole(10)),
                Timeout.of(100, Wei.ZERO)));
  }

  @Test
  void anotherTimeForTheVerdictChangesNothingElse() {
    DealTerms terms = MarketSettings.from(ConfigFactory.load()).terms();
    DealTerms shorter = terms.withMediateResults(Duration.ofSeconds(7));

    assertThat(shorter.timeouts().mediateResults()).isEqualTo(Timeout.of(7, Wei.ZERO));
    assertThat(shorter.withMediateResults(terms.mediateResults())).isEqualTo(terms);
  }

  @ParameterizedTest
  @CsvSource({
    "lilypad.market.terms.mediation-fee, -1",
    "lilypad.market.terms.timeouts.judge-results, 1500 ms",
    "lilypad.market.token.purse, -1",
    "lilypad.market.solver.port, 70000",
    "lilypad.market.run.output, 2 GiB",
    "lilypad.market.job-creator.poll, 0 s",
    "lilypad.market.content.port, none",
  })
  void aWrongValueIsRefusedWithItsPath(String path, String value) {
    Config config =
        ConfigFactory.parseString(path + " = \"" + value + "\"").withFallback(ConfigFactory.load());

    assertThatThrownBy(() -> MarketSettings.from(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(path);
  }
}
