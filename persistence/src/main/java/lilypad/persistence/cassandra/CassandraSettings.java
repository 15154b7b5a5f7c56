package lilypad.persistence.cassandra;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Settings of the journal on Cassandra, from {@code lilypad.cassandra}; the module's {@code
 * reference.conf} says what each is for.
 *
 * @param contactPoints nodes that are asked first, as {@code host:port}
 * @param datacenter whose nodes are used
 * @param keyspace that has the tables of {@code schema.cql}
 * @param credentials as whom to log in
 * @param tls how connections are encrypted; not, if empty
 * @param requestTimeout how long one request may take
 * @param retry how long to wait between two tries to connect, or to append to the order
 * @param lease how long the keyspace stays held by a mediator that says nothing
 */
public record CassandraSettings(
    List<String> contactPoints,
    String datacenter,
    String keyspace,
    Optional<Credentials> credentials,
    Optional<Tls> tls,
    Duration requestTimeout,
    Duration retry,
    Duration lease) {

  /** For {@code pekko.persistence.journal.plugin}. */
  public static final String JOURNAL_PLUGIN = "pekko.persistence.cassandra.journal";

  /** Where these settings are in a configuration. */
  public static final String PATH = "lilypad.cassandra";

  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern POINT = Pattern.compile("\\S+:\\d{1,5}");
  private static final List<String> PROFILES =
      List.of(
          "pekko-persistence-cassandra-profile", "pekko-persistence-cassandra-snapshot-profile");

  /** A name and its password, which is never shown. */
  public record Credentials(String username, String password) {
    @Override
    public String toString() {
      return username;
    }
  }

  /**
   * Key stores of Java (PKCS #12 or JKS).
   *
   * @param trustStore whom to trust; the machine's own list if empty
   * @param keyStore who we are; nobody in particular if empty
   * @param verifyHost whether a server's certificate must name its host
   */
  public record Tls(Optional<Store> trustStore, Optional<Store> keyStore, boolean verifyHost) {

    /** A file and its password, which is never shown. */
    public record Store(Path file, String password) {
      @Override
      public String toString() {
        return file.toString();
      }
    }
  }

  /** The lists are not changed later. */
  public CassandraSettings {
    contactPoints = List.copyOf(contactPoints);
  }

  /**
   * Reads the settings from a whole configuration.
   *
   * @throws ConfigException naming the key's path, if a value is missing or out of range
   */
  public static CassandraSettings from(Config root) {
    Config own = root.getConfig(PATH);
    List<String> points = own.getStringList("contact-points");
    if (points.isEmpty() || !points.stream().allMatch(point -> POINT.matcher(point).matches())) {
      throw bad("contact-points", "expected a list of host:port, got " + points);
    }
    String keyspace = own.getString("keyspace");
    if (!KEYSPACE.matcher(keyspace).matches()) {
      throw bad(
          "keyspace",
          "expected up to 48 small letters, digits and _, a letter first, got " + keyspace);
    }
    return new CassandraSettings(
        points,
        own.getString("local-datacenter"),
        keyspace,
        credentials(own),
        own.getBoolean("tls.enabled") ? Optional.of(tls(own)) : Optional.empty(),
        positive(own, "request-timeout"),
        positive(own, "retry"),
        atLeastOneSecond(own, "lease"));
  }

  private static Optional<Credentials> credentials(Config own) {
    String username = own.getString("username");
    if (username.isEmpty()) {
      return Optional.empty();
    }
    String password = own.getString("password");
    return Optional.of(
        new Credentials(
            username, password.isEmpty() ? secret(own, "password-file").orElse("") : password));
  }

  private static Tls tls(Config own) {
    return new Tls(
        store(own, "tls.trust-store"),
        store(own, "tls.key-store"),
        own.getBoolean("tls.verify-host"));
  }

  private static Optional<Tls.Store> store(Config own, String key) {
    String file = own.getString(key);
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(new Tls.Store(Path.of(file), secret(own, key + "-password-file").orElse("")));
  }

  /** The first line of the file that the key names. */
  private static Optional<String> secret(Config own, String key) {
    String file = own.getString(key);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Files.readString(Path.of(file), StandardCharsets.UTF_8).lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw bad(key, "expected a readable file, got " + file + " (" + e.getMessage() + ")");
    }
  }

  private static Duration positive(Config own, String key) {
    Duration value = own.getDuration(key);
    if (value.isNegative() || value.isZero()) {
      throw bad(key, "expected more than 0, got " + value);
    }
    return value;
  }

  /** Cassandra counts a row's life in seconds. */
  private static Duration atLeastOneSecond(Config own, String key) {
    Duration value = own.getDuration(key);
    if (value.toSeconds() < 1) {
      throw bad(key, "expected at least 1s, got " + value);
    }
    return value;
  }

  private static ConfigException bad(String key, String why) {
    return new ConfigException.BadValue(PATH + "." + key, why);
  }

  /**
   * What makes an actor system use this journal: to be laid over its other configuration.
   *
   * @param root the configuration that has these settings
   */
  public static Config plugin(Config root) {
    Map<String, Object> own = new HashMap<>();
    String keyspace = from(root).keyspace();
    own.put(JOURNAL_PLUGIN + ".keyspace", keyspace);
    own.put("pekko.persistence.cassandra.snapshot.keyspace", keyspace);
    return ConfigFactory.parseMap(own, PATH)
        .withFallback(
            ConfigFactory.parseResources(
                CassandraSettings.class.getClassLoader(),
                "lilypad/persistence/cassandra/plugin.conf"));
  }

  /**
   * The driver's own configuration with these settings in it.
   *
   * @param driver {@code datastax-java-driver} of the whole configuration
   */
  Config driver(Config driver) {
    Map<String, Object> own = new HashMap<>();
    own.put("basic.contact-points", contactPoints);
    own.put("basic.load-balancing-policy.local-datacenter", datacenter);
    own.put("basic.request.consistency", "QUORUM");
    own.put("basic.request.serial-consistency", "SERIAL");
    own.put("basic.request.timeout", requestTimeout.toMillis() + " ms");
    // A server that comes back is found within a retry, not within a minute.
    own.put("advanced.reconnection-policy.base-delay", "200 ms");
    own.put("advanced.reconnection-policy.max-delay", retry.toMillis() + " ms");
    own.put("advanced.connection.connect-timeout", requestTimeout.toMillis() + " ms");
    own.put("advanced.connection.init-query-timeout", requestTimeout.toMillis() + " ms");
    own.put("advanced.control-connection.timeout", requestTimeout.toMillis() + " ms");
    // The other clock is a native one that is not on the class path.
    own.put("advanced.timestamp-generator.force-java-clock", true);
    // We say ourselves that nobody answers.
    own.put("advanced.connection.warn-on-init-error", false);
    // Nobody is waited for when a session is closed.
    own.put("advanced.netty.io-group.shutdown.quiet-period", 0);
    own.put("advanced.netty.admin-group.shutdown.quiet-period", 0);
    for (String profile : PROFILES) {
      own.put("profiles." + profile + ".basic.request.consistency", "QUORUM");
      own.put("profiles." + profile + ".basic.request.default-idempotence", true);
    }
    credentials.ifPresent(
        login -> {
          own.put("advanced.auth-provider.class", "PlainTextAuthProvider");
          own.put("advanced.auth-provider.username", login.username());
          own.put("advanced.auth-provider.password", login.password());
        });
    tls.ifPresent(
        encrypted -> {
          String factory = "advanced.ssl-engine-factory.";
          own.put(factory + "class", "DefaultSslEngineFactory");
          own.put(factory + "hostname-validation", encrypted.verifyHost());
          encrypted
              .trustStore()
              .ifPresent(
                  store -> {
                    own.put(factory + "truststore-path", store.file().toString());
                    own.put(factory + "truststore-password", store.password());
                  });
          encrypted
              .keyStore()
              .ifPresent(
                  store -> {
                    own.put(factory + "keystore-path", store.file().toString());
                    own.put(factory + "keystore-password", store.password());
                  });
        });
    return ConfigFactory.parseMap(own, PATH).withFallback(driver);
  }

  /** Where it is, for a person. */
  String where() {
    return "keyspace " + keyspace + " at " + String.join(", ", contactPoints);
  }
}
