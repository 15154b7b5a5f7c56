package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.stream.connectors.cassandra.DriverConfigLoaderFromConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to Cassandra and goes on trying: servers and mediators may be started in any order. What
 * is waited for is said in the log, again when it changes and every half minute.
 */
public final class CassandraLink {

  private static final Logger LOG = LoggerFactory.getLogger(CassandraLink.class);
  private static final long AGAIN_NANOS = 30_000_000_000L;

  private CassandraLink() {}

  /**
   * Connects once.
   *
   * @param root the whole configuration, with {@code datastax-java-driver}
   * @throws DriverException if no node answers, or none lets us in
   */
  public static CqlSession connect(Config root, CassandraSettings settings) {
    return CqlSession.builder()
        .withConfigLoader(
            DriverConfigLoaderFromConfig.fromConfig(
                settings.driver(root.getConfig("datastax-java-driver"))))
        .build();
  }

  /**
   * Connects to a keyspace with our tables, however long that takes.
   *
   * @throws CassandraFault.WrongSchema if a table is not ours
   * @throws CassandraFault.Unanswered if the thread is interrupted meanwhile
   */
  static CqlSession await(Config root, CassandraSettings settings) {
    CqlSession session =
        patiently(settings, () -> "Cassandra, " + settings.where(), () -> connect(root, settings));
    boolean usable = false;
    try {
      patiently(
          settings,
          settings::where,
          () -> {
            CassandraSchema.check(session, settings.keyspace());
            return true;
          });
      usable = true;
      return session;
    } finally {
      if (!usable) {
        session.close();
      }
    }
  }

  /** Asks until there is an answer. */
  static <T> T patiently(CassandraSettings settings, Supplier<String> whom, Supplier<T> question) {
    String said = "";
    long saidAt = 0;
    while (true) {
      RuntimeException trouble;
      try {
        T answer = question.get();
        if (!said.isEmpty()) {
          LOG.info("{} is there", whom.get());
        }
        return answer;
      } catch (DriverException | CassandraFault.NoSchema e) {
        trouble = e;
      }
      String now = words(trouble);
      if (!now.equals(said) || System.nanoTime() - saidAt > AGAIN_NANOS) {
        LOG.warn(
            "waiting for {}: {}; trying again every {} ms",
            whom.get(),
            now,
            settings.retry().toMillis());
        said = now;
        saidAt = System.nanoTime();
      }
      pause(settings, trouble);
    }
  }

  private static void pause(CassandraSettings settings, RuntimeException trouble) {
    try {
      Thread.sleep(settings.retry());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CassandraFault.Unanswered("the wait was interrupted", trouble);
    }
  }

  /** What a person needs of a failure. */
  static String words(Throwable trouble) {
    if (trouble instanceof AllNodesFailedException all) {
      return all.getAllErrors().entrySet().stream()
          .findFirst()
          .map(
              entry ->
                  entry.getKey().getEndPoint() + " says " + deepest(entry.getValue().getFirst()))
          .orElse(
              "no node of the local datacenter is there; see that lilypad.cassandra"
                  + ".local-datacenter is its name");
    }
    return String.valueOf(trouble.getMessage());
  }

  private static String deepest(Throwable trouble) {
    Throwable at = trouble;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at.getMessage() == null
        ? "that there is no connection (" + at.getClass().getSimpleName() + ")"
        : at.getMessage();
  }

  /**
   * Which nodes acknowledge an event before it is synced to disk, in a sentence each without a full
   * stop.
   */
  static List<String> unsynced(CqlSession session) {
    List<String> found = new ArrayList<>();
    for (Node node : session.getMetadata().getNodes().values()) {
      Optional<Row> row =
          Optional.ofNullable(
              session
                  .execute(
                      SimpleStatement.newInstance(
                              "SELECT value FROM system_views.settings WHERE name = 'commitlog_sync'")
                          .setNode(node))
                  .one());
      String value = row.map(r -> r.getString("value")).map(String::valueOf).orElse("unknown");
      warning(String.valueOf(node.getEndPoint()), value).ifPresent(found::add);
    }
    return found;
  }

  /** What is to be said of a node with this {@code commitlog_sync}. */
  static Optional<String> warning(String node, String sync) {
    return sync.equals("group") || sync.equals("batch")
        ? Optional.empty()
        : Optional.of(
            ("the Cassandra node %s has commitlog_sync %s: it acknowledges events before they are on"
                    + " disk; set it to group or batch in its cassandra.yaml")
                .formatted(node, sync));
  }
}
