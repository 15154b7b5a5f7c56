package lilypad.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.VerifySettings;
import lilypad.chain.pool.PoolSettings;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.send.SendSettings;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static Config with(String line) {
    return ConfigFactory.parseString("lilypad.chain." + line)
        .withFallback(ConfigFactory.parseResources("reference.conf"))
        .resolve()
        .getConfig("lilypad.chain");
  }

  @Test
  void theDocumentedDefaultsAreRead() {
    Config config = with("rpc.url = \"http://127.0.0.1:1\"");

    assertThat(RpcSettings.from(config.getConfig("rpc")).requestTimeout())
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(FollowSettings.from(config.getConfig("follow")).depth().finalized()).isEqualTo(64);
    assertThat(FollowSettings.from(config.getConfig("follow")).verify())
        .isEqualTo(VerifySettings.DEFAULT);
    assertThat(SendSettings.from(config.getConfig("send")).fees().raisePercent()).isEqualTo(12);
  }

  @Test
  void aValueOutOfRangeNamesItsSectionAndItsKey() {
    assertThatThrownBy(
            () -> FollowSettings.from(with("follow.range-blocks = 0").getConfig("follow")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("lilypad.chain.follow", "range-blocks 0");
    assertThatThrownBy(
            () -> FollowSettings.from(with("follow.verify = always").getConfig("follow")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("verify", "expected auto, bloom, full or none, got always");
    assertThatThrownBy(
            () -> FollowSettings.from(with("follow.verify-batch = 0").getConfig("follow")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("lilypad.chain.follow", "verify-batch");
    assertThatThrownBy(() -> SendSettings.from(with("send.raise-percent = 9").getConfig("send")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("lilypad.chain.send", "raise-percent");
  }

  @Test
  void thePoolsDefaultsAreReadAndWhatCannotBeIsNamed() {
    PoolSettings settings = PoolSettings.from(with("pool.agreement = 2").getConfig("pool"), 2);
    assertThat(settings.agreement()).isEqualTo(2);
    assertThat(settings.quarantine()).isEmpty();
    assertThat(
            PoolSettings.from(with("pool.quarantine = 1 hour").getConfig("pool"), 1).quarantine())
        .contains(Duration.ofHours(1));
    for (String line :
        new String[] {
          "agreement = 3", "agreement = 0", "first-pause = 2 minutes", "requests-per-second = -1",
          "quarantine = 0s", "quarantine = soon", "late-for = -1s", "compare-interval = 0s"
        }) {
      assertThatThrownBy(() -> PoolSettings.from(with("pool." + line).getConfig("pool"), 2))
          .as(line)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(line.substring(0, line.indexOf(' ')));
    }
  }

  @Test
  void aWrongUrlIsRefusedWithoutRepeatingItsCredentials() {
    for (String url :
        new String[] {"ftp://me:hunter2@host", "http://me:hunter2@ho st", "hunter2"}) {
      assertThatThrownBy(() -> RpcSettings.from(with("rpc.url = \"" + url + "\"").getConfig("rpc")))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("url")
          .hasMessageNotContaining("hunter2");
    }
  }
}
