package lilypad.verifier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckedConfigTest {

  private static List<URI> rpc(String value) {
    return CheckedConfig.at(ConfigFactory.parseString("chain.rpc = " + value), "chain")
        .oneOrMoreUrls("rpc");
  }

  @Test
  void urlsAreOneAListOrATextWithCommasBetween() {
    URI first = URI.create("http://a:8545");
    URI second = URI.create("https://me:pw,x@b/v2/k?q=1,2");
    assertThat(rpc("\"http://a:8545\"")).containsExactly(first);
    assertThat(rpc("[\"http://a:8545\", \"" + second + "\"]")).containsExactly(first, second);
    assertThat(rpc("\"http://a:8545, " + second + "\"")).containsExactly(first, second);
    assertThat(rpc("\"" + second + ",http://a:8545\"")).containsExactly(second, first);
  }

  @Test
  void noUrlAWrongOneAndOneTwiceAreRefusedWithoutRepeatingThem() {
    for (String wrong :
        new String[] {
          "[]",
          "\"\"",
          "\"ftp://me:hunter2@a\"",
          "[\"http://me:hunter2@a\", \"hunter2\"]",
          "\"http://me:hunter2@a,hunter2 b\"",
          "\"http://me:hunter2@a,http://me:hunter2@a\""
        }) {
      assertThatThrownBy(() -> rpc(wrong))
          .as(wrong)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("chain.rpc")
          .hasMessageNotContaining("hunter2");
    }
  }
}
