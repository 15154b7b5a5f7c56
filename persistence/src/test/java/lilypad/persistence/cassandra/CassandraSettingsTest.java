package lilypad.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CassandraSettingsTest {

  private static Config config(String own) {
    return ConfigFactory.parseString("lilypad.cassandra {" + own + "}")
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  private static Config driver(Config root) {
    return CassandraSettings.from(root).driver(root.getConfig("datastax-java-driver"));
  }

  @Test
  void everyRequestAsksForAQuorum() {
    Config driver = driver(config(""));
    assertThat(driver.getString("basic.request.consistency")).isEqualTo("QUORUM");
    assertThat(driver.getString("basic.request.serial-consistency")).isEqualTo("SERIAL");
    for (String profile : List.of("", "-snapshot")) {
      assertThat(
              driver.getString(
                  "profiles.pekko-persistence-cassandra"
                      + profile
                      + "-profile.basic.request.consistency"))
          .isEqualTo("QUORUM");
    }
    assertThat(driver.hasPath("advanced.auth-provider.class")).isFalse();
    assertThat(driver.hasPath("advanced.ssl-engine-factory.class")).isFalse();
  }

  @Test
  void namePasswordAndKeyStoresReachTheDriverAndNoText(@TempDir Path folder) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
    Config root =
        config(
            """
            username = u, password-file = "%s"
            tls { enabled = on, trust-store = "trust.p12", trust-store-password-file = "%s" }
            """
                .formatted(password, password));
    Config driver = driver(root);
    assertThat(driver.getString("advanced.auth-provider.password")).isEqualTo("s3cret");
    assertThat(driver.getString("advanced.ssl-engine-factory.class"))
        .isEqualTo("DefaultSslEngineFactory");
    assertThat(driver.getString("advanced.ssl-engine-factory.truststore-path"))
        .isEqualTo("trust.p12");
    assertThat(driver.getString("advanced.ssl-engine-factory.truststore-password"))
        .isEqualTo("s3cret");
    assertThat(driver.getBoolean("advanced.ssl-engine-factory.hostname-validation")).isTrue();
    assertThat(driver.hasPath("advanced.ssl-engine-factory.keystore-path")).isFalse();
    assertThat(CassandraSettings.from(root).toString()).contains("u").doesNotContain("s3cret");
  }

  @Test
  void thePluginWorksOnTheKeyspaceAndMakesNothing() {
    Config root = config("keyspace = mine");
    Config whole = CassandraSettings.plugin(root).withFallback(root).resolve();
    assertThat(whole.getString("pekko.persistence.journal.plugin"))
        .isEqualTo(CassandraSettings.JOURNAL_PLUGIN);
    Config plugin = whole.getConfig("pekko.persistence.cassandra");
    assertThat(plugin.getString("journal.keyspace")).isEqualTo("mine");
    assertThat(plugin.getString("snapshot.keyspace")).isEqualTo("mine");
    for (String part : List.of("journal", "snapshot")) {
      assertThat(plugin.getBoolean(part + ".keyspace-autocreate")).isFalse();
      assertThat(plugin.getBoolean(part + ".tables-autocreate")).isFalse();
    }
    assertThat(plugin.getString("journal.replay-filter.mode")).isEqualTo("fail");
  }

  @Test
  void aWrongValueIsNamedByItsKey() {
    for (String wrong :
        List.of(
            "contact-points = [\"nowhere\"]",
            "contact-points = []",
            "keyspace = \"Mine; DROP\"",
            "lease = 10 ms",
            "retry = 0")) {
      assertThatThrownBy(() -> CassandraSettings.from(config(wrong)))
          .as(wrong)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("lilypad.cassandra." + wrong.substring(0, wrong.indexOf(' ')));
    }
  }

  @Test
  void theShippedSchemaIsReadWithAllItsColumns() {
    assertThat(CassandraSchema.tables())
        .containsOnlyKeys(
            "all_persistence_ids",
            "audit_holder",
            "audit_mark",
            "audit_order",
            "audit_position",
            "audit_tree",
            "messages",
            "metadata",
            "snapshots",
            "view_snapshots");
    assertThat(CassandraSchema.tables().get("audit_order"))
        .containsOnlyKeys(
            "segment", "leaf", "size", "writer", "persistence_id", "sequence_nr", "hash")
        .containsEntry("size", "bigint");
    assertThat(CassandraSchema.tables().get("metadata"))
        .containsEntry("properties", "map<text, text>");
  }
}
